import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { announce } from '../../../lib/announce.ts';
import { dayOf, formatDate } from '../../../lib/time.ts';
import type { LogFilters as Filters } from '../location.ts';
import { syncQueries } from '../queries.ts';
import type { Connection, LogEntry } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Failed } from './failed.tsx';
import classes from './log.module.css';
import { LogFilters } from './log-filters.tsx';
import { LogRow } from './log-row.tsx';
import shared from './sync.module.css';

type Props = {
  connections: readonly Connection[];
  zone: string;
  filters: Filters;
  onFilters: (filters: Filters) => void;
};

/** What was exchanged, the latest first, by day. The address holds the filters. */
export function LogSection({ connections, zone, filters, onFilters }: Props) {
  const { t } = useTranslation('sync');
  const log = useInfiniteQuery(syncQueries.log(filters, zone));
  const { calendarName } = useSyncNames(zone);
  const entries = log.data?.pages.flat() ?? [];
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const nameOf = (id: string) => {
    const connection = connections.find((one) => one.connection_id === id);
    return connection ? calendarName(connection) : t('noName');
  };
  const more = async () => {
    const before = entries.length;
    const next = await log.fetchNextPage();
    announce(t('log.more', { count: (next.data?.pages.flat().length ?? before) - before }));
  };
  return (
    <section aria-labelledby="sync-log">
      <h2 id="sync-log" className={shared.subtitle}>
        {t('log.title')}
      </h2>
      <LogFilters connections={connections} filters={filters} zone={zone} onChange={onFilters} />
      <Failed error={log.error} retry={() => void log.refetch()} />
      {log.isPending ? <Splash /> : null}
      {log.data && entries.length === 0 ? (
        <EmptyState
          icon={<IconHistory size={32} stroke={1.5} />}
          title={filtered ? t('log.noneFiltered') : t('log.none')}
          body={filtered ? t('log.noneFilteredBody') : t('log.noneBody')}
        />
      ) : null}
      <div aria-busy={log.isPlaceholderData}>
        {byDay(entries, zone).map(({ date, rows }) => (
          <section key={date}>
            <h3 className={classes.day}>
              {formatDate(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}
            </h3>
            <ol className={`${shared.list} ${classes.rows}`}>
              {rows.map((entry) => (
                <LogRow key={entry.log_id} entry={entry} calendar={nameOf(entry.connection_id)} zone={zone} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {log.hasNextPage ? (
        <div className={classes.more}>
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void more()}>
            {t('log.showMore')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function byDay(entries: readonly LogEntry[], zone: string): { date: string; rows: LogEntry[] }[] {
  const days: { date: string; rows: LogEntry[] }[] = [];
  for (const entry of entries) {
    const date = dayOf(entry.synced_at, zone);
    const last = days.at(-1);
    if (last?.date === date) last.rows.push(entry);
    else days.push({ date, rows: [entry] });
  }
  return days;
}
