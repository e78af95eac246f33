import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { syncQueries } from '../queries.ts';
import type { Connection } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { formatShare, lengthOf } from '../words.ts';
import { Failed } from './failed.tsx';
import classes from './sync.module.css';

type Props = { connections: readonly Connection[]; zone: string };

/** How much of what left here arrived, and how soon: a table, since two numbers per calendar need no drawing. */
export function FiguresSection({ connections, zone }: Props) {
  const { t } = useTranslation('sync');
  const { calendarName } = useSyncNames(zone);
  const health = useQuery(syncQueries.health());
  const rows = connections.flatMap((connection) => {
    const row = health.data?.find((one) => one.connection_id === connection.connection_id);
    return row && row.month_synced + row.month_failed > 0 ? [{ row, name: calendarName(connection) }] : [];
  });
  if (!health.error && !health.data) return null;
  return (
    <section aria-labelledby="sync-figures">
      <h2 id="sync-figures" className={classes.subtitle}>
        {t('figures.title')}
      </h2>
      <Failed error={health.error} retry={() => void health.refetch()} />
      {health.data && rows.length === 0 ? <p className={classes.hint}>{t('figures.nothing')}</p> : null}
      {rows.length > 0 ? (
        <table className={classes.figures}>
          <caption>{t('figures.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('figures.calendar')}</th>
              <th scope="col">{t('figures.day')}</th>
              <th scope="col">{t('figures.month')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, name }) => (
              <tr key={row.connection_id}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                <td data-label={t('figures.day')}>
                  <Figure done={row.day_synced} failed={row.day_failed} latencyMs={row.day_latency_ms} />
                </td>
                <td data-label={t('figures.month')}>
                  <Figure done={row.month_synced} failed={row.month_failed} latencyMs={row.month_latency_ms} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}

function Figure({ done, failed, latencyMs }: { done: number; failed: number; latencyMs: number | null }) {
  const { t } = useTranslation('sync');
  const all = done + failed;
  if (all === 0) return <span className={classes.quiet}>{t('figures.none')}</span>;
  const length = latencyMs === null ? undefined : lengthOf(latencyMs);
  return (
    <>
      <strong>{t('figures.share', { share: formatShare(done, failed) })}</strong>
      <span className={classes.meter} aria-hidden="true">
        <span style={{ inlineSize: `${(done / all) * 100}%` }} />
      </span>
      <span className={classes.quiet}>
        {t('figures.count', { done, count: all })}
        {length ? ` · ${t('figures.latency', { time: t(`figures.${length.unit}`, { value: length.value }) })}` : ''}
      </span>
    </>
  );
}
