import { useTranslation } from 'react-i18next';
import type { EmptyReason } from '../preview.ts';
import { useNoticeText } from './notice-words.ts';

export function useEmptyText(): (reason: EmptyReason) => string {
  const { t } = useTranslation('availability');
  const notice = useNoticeText();
  return (reason) => {
    switch (reason.kind) {
      case 'closed':
        return reason.reason ? t('empty.closedFor', { reason: reason.reason }) : t('empty.closed');
      case 'off':
        return t('empty.off', { type: t(`type.${reason.type}`) });
      case 'tooSoon':
        return reason.minutes > 0 ? t('empty.tooSoon', { notice: notice(reason.minutes) }) : t('empty.over');
      case 'tooFar':
        return t('empty.tooFar', { count: reason.days });
      default:
        return t(`empty.${reason.kind}`);
    }
  };
}
