import { useTranslation } from 'react-i18next';
import type { NewOverride } from '../schema.ts';
import { clockText } from '../words.ts';

/** What an exception means, in a word for a cell and in a sentence for the list and for screen readers. */
export function useOverrideWords() {
  const { t } = useTranslation('availability');
  const times = (row: NewOverride) => ({
    from: clockText(row.start_time ?? '00:00'),
    until: clockText(row.end_time ?? '00:00'),
  });
  const short = (row: NewOverride): string =>
    row.is_available ? t('month.hours', times(row)) : t(`type.${row.override_type}`);
  const when = (row: NewOverride): string => {
    if (row.is_available) return t('exception.openOnly', times(row));
    return row.start_time ? t('exception.offPart', times(row)) : t('exception.offAll');
  };
  return {
    short,
    when,
    sentence: (row: NewOverride): string =>
      row.is_available ? when(row) : t('exception.typeWhen', { type: t(`type.${row.override_type}`), when: when(row) }),
  };
}
