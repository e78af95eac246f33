import { useTranslation } from 'react-i18next';
import { dayOf, formatDay, formatShortDay, sameClock, zoneName } from '../../../lib/time.ts';
import { withCommas } from '../../../lib/words.ts';
import type { TimeOption } from '../schema.ts';
import { clockRange } from './clock-range.ts';
import { isGone } from './offer-state.ts';
import classes from './options.module.css';

type Props = {
  option: TimeOption;
  zone: string;
  practiceZone: string;
  /** On a pending card: whether it can still be had. */
  pending: boolean;
  chosen?: boolean;
};

/** Day and time on the reader's clock, the practice's where it shows another, and what became of the time. */
export function OptionText({ option, zone, practiceZone, pending, chosen = false }: Props) {
  const { t } = useTranslation('offers');
  const gone = pending && isGone(option);
  const comma = <span className="visually-hidden">{withCommas('', '')}</span>;
  return (
    <span className={classes.optionText} data-gone={gone || undefined} data-chosen={chosen || undefined}>
      <span className={classes.day}>{formatDay(option.start, zone)}</span>
      {comma}
      <span className={classes.time}>{clockRange(option, zone)}</span>
      {gone || chosen ? (
        <>
          {comma}
          <strong className={classes.fate}>{gone ? t('gone') : t('chosen')}</strong>
        </>
      ) : null}
      {sameClock(zone, practiceZone, new Date(option.start)) ? null : (
        <>
          {comma}
          <span className={classes.there}>
            {t('inZone', {
              time: practiceTime(option, zone, practiceZone),
              zone: zoneName(practiceZone, new Date(option.start)),
            })}
          </span>
        </>
      )}
    </span>
  );
}

/** With its day where that is another one there. */
function practiceTime(option: TimeOption, zone: string, practiceZone: string): string {
  const { start } = option;
  const time = clockRange(option, practiceZone);
  const sameDay = dayOf(start, zone) === dayOf(start, practiceZone);
  return sameDay ? time : withCommas(formatShortDay(start, practiceZone), time);
}
