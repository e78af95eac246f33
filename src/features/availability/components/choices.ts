import { useTranslation } from 'react-i18next';

type Choice = { value: string; label: string };

/** Lengths and limits people choose from; a value that came from elsewhere joins the list. */
export function useChoices() {
  const { t } = useTranslation(['availability', 'common']);
  const minutes = (count: number): string => t('common:minutes', { count });
  const list = (usual: readonly number[], current: number | undefined): number[] =>
    [...new Set([...usual, ...(current === undefined ? [] : [current])])].sort((a, b) => a - b);
  return {
    minutes,
    slots: (current: number | undefined): Choice[] =>
      list([5, 10, 15, 20, 30, 45, 60, 90, 120], current).map((value) => ({
        value: String(value),
        label: minutes(value),
      })),
    buffers: (current: number | undefined): Choice[] =>
      list([0, 5, 10, 15, 20, 30, 45, 60], current).map((value) => ({
        value: String(value),
        label: value === 0 ? t('fields.noBuffer') : minutes(value),
      })),
    maxima: (current: number | undefined): Choice[] => [
      { value: '', label: t('fields.noMaximum') },
      ...list([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40], current).map((value) => ({
        value: String(value),
        label: t('fields.visits', { count: value }),
      })),
    ],
  };
}
