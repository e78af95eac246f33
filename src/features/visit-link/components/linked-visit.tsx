import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadText } from '../../../lib/csv.ts';
import { formatDay, formatTimeRange, sameClock, zoneName } from '../../../lib/time.ts';
import type { Act } from '../mutations.ts';
import type { Shown } from '../schema.ts';
import { OtherTimes } from './other-times.tsx';
import classes from './visit-link.module.css';

type Props = {
  token: string;
  shown: Shown;
  done: Act['action'] | undefined;
  pending: boolean;
  run: (step: Act) => void;
};

/** The visit, in its reader's zone and in the practice's where that is another time; and what the link can do with it. */
export function LinkedVisit({ token, shown, done, pending, run }: Props) {
  const { t } = useTranslation('visit-link');
  const { visit, practice, reader } = shown;
  const at = new Date(visit.start);
  const place =
    visit.location_type === 'in_person' && visit.location ? visit.location : t(`place.${visit.location_type}`);
  const timeIn = (zone: string) => `${formatDay(visit.start, zone)}, ${formatTimeRange(visit.start, visit.end, zone)}`;
  const isElsewhere = !sameClock(reader.timezone, practice.timezone, at);
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t('practice')}</dt>
        <dd>{practice.name}</dd>
        <dt>{isElsewhere ? t('whenIn', { zone: zoneName(reader.timezone, at) }) : t('when')}</dt>
        <dd>{timeIn(reader.timezone)}</dd>
        {isElsewhere ? (
          <>
            <dt>{t('whenIn', { zone: zoneName(practice.timezone, at) })}</dt>
            <dd>{timeIn(practice.timezone)}</dd>
          </>
        ) : null}
        <dt>{t('where')}</dt>
        <dd>{place}</dd>
      </dl>
      <Step token={token} shown={shown} done={done} pending={pending} run={run} />
    </>
  );
}

function Step({ token, shown, done, pending, run }: Props) {
  const { t } = useTranslation('visit-link');
  const { purpose, visit, practice, calendar, reader } = shown;
  const say = (text: ReactNode) => (
    <p role="status" className={classes.said}>
      {text}
    </p>
  );
  const call = practice.phone ? (
    <a href={`tel:${practice.phone.replace(/[^+\d]/g, '')}`}>{t('call', { phone: practice.phone })}</a>
  ) : (
    t('callPractice')
  );
  const sayAndCall = (text: string) =>
    say(
      <>
        {text} {call}
      </>,
    );

  if (visit.status === 'cancelled') return say(t(done === 'cancel' ? 'done.cancel' : 'cancelled'));
  if (done === 'reschedule' && !visit.moved) return say(t('done.reschedule'));
  if (visit.moved) return say(t('moved'));
  if (purpose === 'join') {
    if (!visit.video_call_link) return sayAndCall(t('noRoom'));
    return (
      <Button component="a" href={visit.video_call_link} target="_blank" rel="noreferrer noopener">
        {t('join')}
      </Button>
    );
  }
  if (visit.past) return say(t('past'));
  if (purpose === 'calendar' && calendar) {
    const links = [
      ['google', calendar.google],
      ['outlook', calendar.outlook],
      ['office365', calendar.office365],
      ['yahoo', calendar.yahoo],
    ] as const;
    return (
      <>
        <Button onClick={() => downloadText('appointment.ics', calendar.file, 'text/calendar;charset=utf-8')}>
          {t('file')}
        </Button>
        <ul className={classes.links}>
          {links.map(([name, href]) => (
            <li key={name}>
              <a href={href} target="_blank" rel="noreferrer noopener">
                {t(`calendars.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </>
    );
  }
  if (purpose === 'confirm') {
    if (visit.attendance_confirmed) return say(t('done.confirm'));
    return (
      <Button loading={pending} onClick={() => run({ action: 'confirm' })}>
        {t('confirm')}
      </Button>
    );
  }
  if (!visit.changeable) return sayAndCall(t('tooLate'));
  if (purpose === 'cancel') {
    return (
      <>
        <p>{t('sure')}</p>
        <Button color="red" loading={pending} onClick={() => run({ action: 'cancel' })}>
          {t('cancel')}
        </Button>
      </>
    );
  }
  return (
    <OtherTimes
      token={token}
      zone={reader.timezone}
      pending={pending}
      choose={(time) => run({ action: 'reschedule', ...time })}
    />
  );
}
