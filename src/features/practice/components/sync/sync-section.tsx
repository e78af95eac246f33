import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHourglass,
  IconPlayerPause,
  IconRefresh,
  IconUserExclamation,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Splash } from '../../../../components/ui/splash.tsx';
import { formatDayTime, sameClock, viewerZone, zoneName } from '../../../../lib/time.ts';
import { adminQueries } from '../../queries.ts';
import type { SyncHealth } from '../../schema.ts';
import { Failed } from '../failed.tsx';
import classes from '../practice.module.css';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import own from './sync.module.css';

const signs = {
  inStep: { Icon: IconCircleCheck, tone: 'good' },
  waiting: { Icon: IconHourglass, tone: 'quiet' },
  reauth: { Icon: IconUserExclamation, tone: 'bad' },
  paused: { Icon: IconPlayerPause, tone: 'warn' },
  failing: { Icon: IconAlertTriangle, tone: 'warn' },
} as const;

/** What needs the clinician comes first; the rest goes on by itself. */
function stateOf(row: SyncHealth): keyof typeof signs {
  if (row.state === 'needs_reauth') return 'reauth';
  if (row.state === 'paused') return 'paused';
  if (row.last_sync_status === 'failed') return 'failing';
  return row.last_sync_at === null ? 'waiting' : 'inStep';
}

/** Whether the clinicians' calendars are in step. Accounts, calendars and what is in them stay with their owners. */
export function SyncSection({ practice }: SectionProps) {
  const { t } = useTranslation(['practice', 'common']);
  const zone = practice.timezone;
  const health = useQuery(adminQueries.syncHealth(practice.practice_id));
  const members = useQuery(adminQueries.members(practice.practice_id));
  const nameOf = (id: string) => {
    const member = members.data?.find((one) => one.profileId === id);
    return member?.clinician?.display_name ?? member?.name ?? t('sync.someone');
  };
  // Nothing here tells two calendars of one clinician apart, not even an id: their place does.
  const rows = [...(health.data ?? [])]
    .sort((a, b) => nameOf(a.clinician_id).localeCompare(nameOf(b.clinician_id)))
    .map((row, place) => ({ row, key: `${row.clinician_id} ${place}` }));
  return (
    <>
      <SectionHead title={t('section.sync')} intro={t('sync.intro')} />
      <Failed
        error={health.error ?? members.error}
        retry={() => void Promise.all([health.refetch(), members.refetch()])}
      />
      {health.isPending || members.isPending ? <Splash /> : null}
      {health.data?.length === 0 ? (
        <EmptyState icon={<IconRefresh size={32} stroke={1.5} />} title={t('sync.none')} body={t('sync.noneBody')} />
      ) : null}
      {rows.length > 0 && members.data ? (
        <>
          {sameClock(zone, viewerZone()) ? null : (
            <p className={classes.small}>{t('common:timesIn', { zone: zoneName(zone) })}</p>
          )}
          <table className={own.table}>
            <thead>
              <tr>
                {(['clinician', 'state', 'lastSync', 'open'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`sync.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ row, key }) => (
                <Row key={key} row={row} name={nameOf(row.clinician_id)} zone={zone} />
              ))}
            </tbody>
          </table>
        </>
      ) : null}
    </>
  );
}

function Row({ row, name, zone }: { row: SyncHealth; name: string; zone: string }) {
  const { t } = useTranslation(['practice', 'common']);
  const state = stateOf(row);
  const { Icon, tone } = signs[state];
  const open = [
    row.open_conflicts > 0 ? t('sync.conflicts', { count: row.open_conflicts }) : undefined,
    row.dead_jobs > 0 ? t('sync.failed', { count: row.dead_jobs }) : undefined,
    row.pending_jobs > 0 ? t('sync.pending', { count: row.pending_jobs }) : undefined,
  ].filter((words) => words !== undefined);
  return (
    <tr>
      <th scope="row">
        {name}
        <span className={classes.small}>{t(`common:providers.${row.provider}`)}</span>
      </th>
      <td data-label={t('sync.state')}>
        <span className={own.state} data-tone={tone}>
          <Icon size={18} aria-hidden="true" />
          {t(`sync.states.${state}`)}
        </span>
      </td>
      <td data-label={t('sync.lastSync')}>
        {row.last_sync_at ? formatDayTime(row.last_sync_at, zone) : t('sync.never')}
      </td>
      <td data-label={t('sync.open')}>{open.length > 0 ? open.join(' · ') : t('sync.nothingOpen')}</td>
    </tr>
  );
}
