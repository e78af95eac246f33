import { useTranslation } from 'react-i18next';
import { dayUnits, minuteUnits, toParts } from '../durations.ts';

/** "2 hours", "90 minutes", "12 weeks": the length in the largest unit that fits without a rest. */
export function useDurationText() {
  const { t } = useTranslation('practice');
  return {
    minutes: (total: number): string => {
      const { value, unit } = toParts(total, minuteUnits);
      return t(`duration.${unit}`, { count: value });
    },
    days: (total: number): string => {
      const { value, unit } = toParts(total, total < dayUnits.years ? { days: 1, weeks: 7 } : { days: 1, years: 365 });
      return t(`duration.${unit}`, { count: value });
    },
  };
}
