import { useTranslation } from 'react-i18next';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { zoneName } from '../../../lib/time.ts';
import { withCommas } from '../../../lib/words.ts';
import type { Problem } from '../spans.ts';
import type { Range } from '../week.ts';
import { clockText, dateText } from '../words.ts';
import { useChoices } from './choices.ts';

export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('availability');
  const { minutes } = useChoices();
  return (problem) => {
    switch (problem.kind) {
      case 'missing':
        return t(`problem.missing.${problem.field}`);
      case 'overlap':
        return t('problem.overlap', { from: clockText(problem.other.start), until: clockText(problem.other.end) });
      case 'short':
        return t('problem.short', { length: minutes(problem.minutes) });
      case 'order':
        return t('problem.order');
    }
  };
}

/** "Video · Follow-up · 20 minutes · from 1 Dec 2026": only what differs from the other hours. */
export function useRangeSummary(range: Range, types: readonly AppointmentType[]): string {
  const { t } = useTranslation(['availability', 'common']);
  const { minutes } = useChoices();
  const { own } = range;
  const parts: string[] = [];
  if (range.place !== 'any') parts.push(t(`common:location.${range.place}`));
  if (range.types.length > 0) parts.push(withCommas(...range.types.map((type) => typeName(type, types))));
  if (own.slotMinutes !== undefined) parts.push(t('range.ownSlot', { length: minutes(own.slotMinutes) }));
  if (own.bufferMinutes !== undefined) {
    parts.push(
      own.bufferMinutes === 0 ? t('range.noBuffer') : t('range.ownBuffer', { length: minutes(own.bufferMinutes) }),
    );
  }
  if (own.maximum) {
    parts.push(
      own.maximum.value === undefined ? t('range.noMaximum') : t('range.ownMaximum', { count: own.maximum.value }),
    );
  }
  if (own.timezone) parts.push(t('common:timesIn', { zone: zoneName(own.timezone) }));
  if (range.validFrom && range.validUntil) {
    parts.push(t('range.validBetween', { from: dateText(range.validFrom), until: dateText(range.validUntil) }));
  } else if (range.validFrom) parts.push(t('range.validFrom', { from: dateText(range.validFrom) }));
  else if (range.validUntil) parts.push(t('range.validUntil', { until: dateText(range.validUntil) }));
  return parts.join(' · ');
}
