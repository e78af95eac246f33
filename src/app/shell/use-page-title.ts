import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

const rooms = ['calendar', 'list', 'availability', 'practice', 'messages', 'sync', 'visits', 'account'] as const;

/** The window's title says where one is (WCAG 2.4.2). No patient's name: titles end up in histories. */
export function usePageTitle(path: string) {
  const { t } = useTranslation();
  const room = rooms.find((name) => path === `/${name}` || path.startsWith(`/${name}/`));
  const title = room ? t('pageTitle', { page: t(room === 'sync' ? 'syncTitle' : `tabs.${room}`) }) : 'Careslot';
  useEffect(() => {
    document.title = title;
  }, [title]);
}
