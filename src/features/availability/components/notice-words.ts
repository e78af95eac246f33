import { useTranslation } from 'react-i18next';

/** 90 → "90 minutes", 120 → "2 hours", 2880 → "2 days": the largest unit that is whole. */
export function useNoticeText(): (minutes: number) => string {
  const { t } = useTranslation(['availability', 'common']);
  return (minutes) => {
    if (minutes > 0 && minutes % 1440 === 0) return t('notice.days', { count: minutes / 1440 });
    if (minutes > 0 && minutes % 60 === 0) return t('notice.hours', { count: minutes / 60 });
    return t('common:minutes', { count: minutes });
  };
}
