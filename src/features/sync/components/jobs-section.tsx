import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { syncMutations } from '../mutations.ts';
import type { Connection, Job } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Failed } from './failed.tsx';
import { NamedButton } from './named-button.tsx';
import classes from './sync.module.css';

type Props = { jobs: readonly Job[]; connections: readonly Connection[]; zone: string };

/**
 * Changes of visits that were given up, or tried in vain at least twice: one failed try is mostly over before anybody has
 * read about it. Whole passes are told, and tried again, where the connection is.
 */
function kindOfTrouble({ kind, status, attempts }: Job): 'upsert' | 'delete' | undefined {
  const failed = status === 'dead' || (status === 'failed' && attempts > 1);
  return failed && (kind === 'upsert' || kind === 'delete') ? kind : undefined;
}

/** What did not get through, with the way to try again. There is no such section while everything does. */
export function JobsSection({ jobs, connections, zone }: Props) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const retry = useMutation(syncMutations.retry(client));
  const { calendarName, visitName } = useSyncNames(zone);
  const rows = jobs.flatMap((job) => {
    const kind = kindOfTrouble(job);
    const connection = connections.find((one) => one.connection_id === job.connection_id);
    return kind && connection ? [{ job, kind, calendar: calendarName(connection) }] : [];
  });
  if (rows.length === 0) return null;
  const again = async (ids: readonly string[]) => {
    try {
      await retry.mutateAsync(ids);
    } catch {
      return; // shown from the mutation's own state
    }
    // The list may be gone by now.
    announce(t('jobs.queued', { count: ids.length }));
  };
  const busyWith = (id: string) => retry.isPending && retry.variables.includes(id);
  return (
    <section aria-labelledby="sync-jobs">
      <div className={classes.sectionHead}>
        <h2 id="sync-jobs" className={classes.subtitle}>
          {t('jobs.title')}
          <span className={classes.count}>{rows.length}</span>
        </h2>
        {rows.length > 1 ? (
          <NamedButton
            label={t('jobs.retryAll')}
            about={t('jobs.title')}
            loading={retry.isPending && retry.variables.length > 1}
            onClick={() => void again(rows.map(({ job }) => job.job_id))}
          />
        ) : null}
      </div>
      <Failed error={retry.error} />
      <ul className={classes.list}>
        {rows.map(({ job, kind, calendar }) => {
          const visit = visitName(job.visit);
          const what = t(`jobs.kind.${kind}`, { calendar });
          const when = job.status === 'dead' ? job.updated_at : job.run_after;
          return (
            <li key={job.job_id} className={classes.job}>
              <span className={classes.provider} data-tone={job.status === 'dead' ? 'bad' : 'warn'}>
                <IconAlertTriangle size={20} stroke={1.5} aria-hidden="true" />
              </span>
              <div className={classes.what}>
                <p className={classes.text}>
                  {what}
                  {visit ? ` · ${visit}` : ''}
                </p>
                <p className={classes.quiet}>
                  {t(job.status === 'dead' ? 'jobs.givenUp' : 'jobs.again', {
                    count: job.attempts,
                    when: formatDayTime(when, zone),
                  })}
                </p>
                {job.error_message ? (
                  <p className={classes.quiet} dir="auto">
                    {job.error_message}
                  </p>
                ) : null}
              </div>
              <NamedButton
                label={t('jobs.retry')}
                about={visit ? `${what} · ${visit}` : what}
                loading={busyWith(job.job_id)}
                onClick={() => void again([job.job_id])}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
