import { IconAlertTriangle, IconCalendarEvent, IconClock, IconVideo } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { appointmentQueries } from '../../../lib/appointments/queries.ts';
import { useNow } from '../../../lib/now.ts';
import { addDays, dayStart, formatDay, today } from '../../../lib/time.ts';
import type { Practice, Viewer } from '../../../lib/viewer/schema.ts';
import { hubQueries, waitingText } from '../queries.ts';
import { summarise } from '../summary.ts';
import classes from './hub.module.css';
import { NextUp } from './next-up.tsx';

type Props = { viewer: Viewer; practice: Practice; zone: string };

/** Today in one line: how much, what waits, what comes next. Each figure leads to the visits behind it. */
export function HubSummary({ viewer, practice, zone }: Props) {
  const { t } = useTranslation('hub');
  const now = useNow(15_000);
  const date = today(zone, new Date(now));
  const from = dayStart(date, zone);
  const visits = useQuery(
    appointmentQueries.practiceRange(practice.practice_id, from, dayStart(addDays(date, 1), zone)),
  );
  const waiting = useQuery(hubQueries.waiting(practice.practice_id, from));
  const ailing = useQuery({ ...hubQueries.ailingCalendars(), enabled: viewer.roles.includes('clinician') });
  const day = summarise(visits.data ?? [], now);
  const ready = visits.isSuccess;
  return (
    <section className={classes.summary} aria-label={t('today')}>
      <p className={classes.date}>{formatDay(new Date(now).toISOString(), zone)}</p>
      <ul className={classes.figures} aria-busy={visits.isPending}>
        <Figure
          icon={<IconCalendarEvent size={16} aria-hidden="true" />}
          href={`/list?from=${date}&to=${date}`}
          value={ready ? String(day.visits) : '–'}
          label={t('visits', { count: day.visits })}
          detail={day.done > 0 ? t('done', { count: day.done }) : undefined}
        />
        <Figure
          icon={<IconClock size={16} aria-hidden="true" />}
          href={`/list?status=requested&from=${date}`}
          value={waiting.data === undefined ? '–' : waitingText(waiting.data)}
          label={t('requests', { count: waiting.data ?? 0 })}
          urgent={(waiting.data ?? 0) > 0}
        />
        <Figure
          icon={<IconVideo size={16} aria-hidden="true" />}
          href={`/list?from=${date}&to=${date}&location=video`}
          value={ready ? String(day.video) : '–'}
          label={t('video', { count: day.video })}
        />
        {ailing.data ? (
          <li>
            <Link href="/sync" className={classes.figure} data-urgent>
              <IconAlertTriangle size={16} aria-hidden="true" />
              <span>{t('calendars', { count: ailing.data })}</span>
            </Link>
          </li>
        ) : null}
      </ul>
      {ready ? <NextUp day={day} now={now} zone={zone} date={date} desk={viewer.isDesk} /> : null}
    </section>
  );
}

type FigureProps = {
  icon: ReactNode;
  href: string;
  value: string;
  label: string;
  detail?: string | undefined;
  urgent?: boolean;
};

function Figure({ icon, href, value, label, detail, urgent = false }: FigureProps) {
  return (
    <li>
      <Link href={href} className={classes.figure} data-urgent={urgent || undefined}>
        {icon}
        <span>
          <strong>{value}</strong> <span className={classes.label}>{label}</span>
        </span>
        {detail ? <span className={classes.detail}>{detail}</span> : null}
      </Link>
    </li>
  );
}
