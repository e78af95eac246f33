import { IconCalendar, IconClockHour4, IconList, IconPlus, IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useIsPhone } from '../../lib/media.ts';
import { useNewAppointment } from '../../lib/new-appointment.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { hubPaths, tabHref } from '../paths.ts';
import classes from './tabs.module.css';

const tabs = [
  { path: '/calendar', text: 'tabs.calendar', Icon: IconCalendar, admin: false },
  { path: '/list', text: 'tabs.list', Icon: IconList, admin: false },
  { path: '/availability', text: 'tabs.availability', Icon: IconClockHour4, admin: false },
  { path: '/practice', text: 'tabs.practice', Icon: IconSettings, admin: true },
] as const;

/** The rooms of the hub. On a phone they stand at the bottom edge, with the most frequent deed in their middle. */
export function Tabs({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [path] = useLocation();
  const search = useSearch();
  const book = useNewAppointment();
  const shown = tabs.filter((tab) => !tab.admin || viewer.roles.includes('admin'));
  return (
    <nav className={classes.tabs} aria-label={t('tabs.label')}>
      {shown.map(({ path: to, text, Icon }, index) => {
        const here = path === to || path.startsWith(`${to}/`);
        return (
          <span key={to} className={classes.place}>
            {phone && index === 2 && hubPaths.some((room) => path.startsWith(room)) ? (
              <button type="button" className={classes.book} onClick={book} aria-label={t('newAppointment')}>
                <IconPlus size={24} aria-hidden="true" />
              </button>
            ) : null}
            <Link href={tabHref(to, search)} className={classes.tab} aria-current={here ? 'page' : undefined}>
              {phone ? <Icon size={20} aria-hidden="true" /> : null}
              <span>{t(text)}</span>
            </Link>
          </span>
        );
      })}
    </nav>
  );
}
