import { IconArrowsLeftRight, IconCalendarX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayMove } from '../../../lib/appointments/schema.ts';
import { formatDayTime } from '../../../lib/time.ts';
import type { Connection, VisitConflict } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Confirm } from './confirm.tsx';
import { Failed } from './failed.tsx';
import { NamedButton } from './named-button.tsx';
import classes from './sync.module.css';
import { useResolve } from './use-resolve.ts';

type Props = { conflict: VisitConflict; connection: Connection; zone: string; onReschedule: () => void };

const refusals = ['slot_taken', 'patient_busy', 'outside_availability', 'invalid_time'] as const;

/** One visit about which the two calendars disagree: both sides, and what can be done. */
export function ConflictRow({ conflict, connection, zone, onReschedule }: Props) {
  const { t } = useTranslation('sync');
  const { calendarName, visitName } = useSyncNames(zone);
  const [asking, setAsking] = useState(false);
  const { resolve, busy, error } = useResolve(conflict.conflict_id);
  const calendar = calendarName(connection);
  const visit = visitName(conflict.visit) ?? t('conflicts.someVisit');
  const deleted = conflict.kind === 'deleted';
  const ours = conflict.visit?.scheduled_start ?? conflict.ours?.start;
  const oursAt = ours ? formatDayTime(ours, zone) : t('conflicts.unknownTime');
  const theirs = deleted ? null : conflict.theirs;
  const theirsAt = theirs ? formatDayTime(theirs.start, zone) : t('conflicts.unknownTime');
  const Icon = deleted ? IconCalendarX : IconArrowsLeftRight;
  const take = () => void resolve('take_theirs', t('conflicts.done.take_theirs'), { done: () => setAsking(false) });
  return (
    <li className={classes.conflict}>
      <span className={classes.provider}>
        <Icon size={24} stroke={1.5} aria-hidden="true" />
      </span>
      <div className={classes.what}>
        <h3 className={classes.name}>{visit}</h3>
        <p className={classes.text}>
          {deleted
            ? t('conflicts.deleted', { calendar })
            : t(conflict.kind === 'clash' ? 'conflicts.clash' : 'conflicts.moved', { calendar, theirs: theirsAt })}
        </p>
        {theirs && conflict.kind === 'clash' ? (
          <p className={classes.quiet}>
            {t(`conflicts.code.${refusals.find((one) => one === theirs.code) ?? 'other'}`)}
          </p>
        ) : null}
      </div>
      <div className={classes.state}>
        {asking ? null : <Failed error={error} />}
        <div className={classes.buttons}>
          <NamedButton
            variant="filled"
            label={deleted ? t('conflicts.restore') : t('conflicts.keepOurs', { when: oursAt })}
            about={visit}
            loading={busy === 'keep_ours'}
            onClick={() => void resolve('keep_ours', t('conflicts.done.keep_ours'))}
          />
          {deleted || theirs ? (
            <NamedButton
              label={deleted ? t('conflicts.cancelVisit') : t('conflicts.takeTheirs', { when: theirsAt })}
              about={visit}
              loading={busy === 'take_theirs' && !asking}
              onClick={() => (deleted || conflict.kind === 'clash' ? setAsking(true) : take())}
            />
          ) : null}
          {conflict.visit && mayMove(conflict.visit.status) ? (
            <NamedButton label={t('conflicts.reschedule')} about={visit} onClick={onReschedule} />
          ) : null}
        </div>
        {asking ? (
          <Confirm
            title={t(deleted ? 'conflicts.confirmCancel.title' : 'conflicts.confirmTake.title')}
            body={
              deleted
                ? t('conflicts.confirmCancel.body', { visit })
                : t('conflicts.confirmTake.body', { when: theirsAt })
            }
            yes={t(deleted ? 'conflicts.confirmCancel.yes' : 'conflicts.confirmTake.yes')}
            {...(deleted ? { no: t('conflicts.confirmCancel.no') } : {})}
            danger={deleted}
            busy={busy === 'take_theirs'}
            error={error}
            onYes={take}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </div>
    </li>
  );
}
