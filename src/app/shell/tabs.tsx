import {
  IconCalendar,
  IconCalendarUser,
  IconClockHour4,
  IconList,
  IconMessage,
  IconPlus,
  IconRefresh,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useIsPhone } from '../../lib/media.ts';
import { useNewAppointment } from '../../lib/new-appointment.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { hubPaths, tabHref } from '../paths.ts';
import classes from './tabs.module.css';
import { UnreadBadge } from './unread-badge.tsx';

const messages = { path: '/messages', text: 'tabs.messages', Icon: IconMessage } as const;
const staffTabs = [
  { path: '/calendar', text: 'tabs.calendar', Icon: IconCalendar },
  { path: '/list', text: 'tabs.list', Icon: IconList },
  messages,
  { path: '/availability', text: 'tabs.availability', Icon: IconClockHour4 },
] as const;
const clinicianTabs = [{ path: '/sync', text: 'tabs.sync', Icon: IconRefresh }] as const;
const adminTabs = [{ path: '/practice', text: 'tabs.practice', Icon: IconSettings }] as const;
const patientTabs = [{ path: '/visits', text: 'tabs.ownVisits', Icon: IconCalendarUser }, messages] as const;

const tabsFor = (viewer: Viewer) => {
  if (!viewer.isStaff) return patientTabs;
  return [
    ...staffTabs,
    ...(viewer.roles.includes('clinician') ? clinicianTabs : []),
    ...(viewer.roles.includes('admin') ? adminTabs : []),
  ];
};

/** The rooms. On a phone they stand at the bottom edge, in the hub with the most frequent deed in their middle. */
export function Tabs({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [path] = useLocation();
  const search = useSearch();
  const book = useNewAppointment();
  return (
    <nav className={classes.tabs} aria-label={t('tabs.label')}>
      {tabsFor(viewer).map(({ path: to, text, Icon }, index) => {
        const here = path === to || path.startsWith(`${to}/`);
        return (
          <span key={to} className={classes.place}>
            {viewer.isStaff && phone && index === 2 && hubPaths.some((room) => path.startsWith(room)) ? (
              <button type="button" className={classes.book} onClick={book} aria-label={t('newAppointment')}>
                <IconPlus size={24} aria-hidden="true" />
              </button>
            ) : null}
            <Link href={tabHref(to, search)} className={classes.tab} aria-current={here ? 'page' : undefined}>
              {phone ? <Icon size={20} aria-hidden="true" /> : null}
              <span>{t(text)}</span>
              {to === messages.path ? <UnreadBadge /> : null}
            </Link>
          </span>
        );
      })}
    </nav>
  );
}
