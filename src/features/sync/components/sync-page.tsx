import { Button } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { OpenDialog, Returned, SyncLocation } from '../location.ts';
import { syncQueries } from '../queries.ts';
import { ConflictsSection } from './conflicts-section.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { Failed } from './failed.tsx';
import { FiguresSection } from './figures-section.tsx';
import { JobsSection } from './jobs-section.tsx';
import { LogSection } from './log-section.tsx';
import { NoMain } from './no-main.tsx';
import { ReturnNotice } from './return-notice.tsx';
import classes from './sync.module.css';

const SyncDialog = lazy(async () => ({ default: (await import('./sync-dialog.tsx')).SyncDialog }));

export type SyncProps = {
  viewer: Viewer;
  zone: string;
  location: SyncLocation;
  navigate: (change: Partial<SyncLocation>, replace?: boolean) => void;
  /** How signing in at a provider ended, when the person has just come back from there. */
  returned: Returned | undefined;
  onReturnedSeen: () => void;
  /** To another site: a provider's page for signing in. */
  leave: (url: string) => void;
};

/** Everything about one's own calendars outside: what is connected, how it goes, what needs a decision, what happened. */
export function SyncPage({ viewer, zone, location, navigate, returned, onReturnedSeen, leave }: SyncProps) {
  const { t } = useTranslation('sync');
  const connections = useQuery(syncQueries.connections());
  const jobs = useQuery(syncQueries.jobs());
  const conflicts = useQuery(syncQueries.conflicts());
  const open = (dialog: OpenDialog | undefined) => navigate({ open: dialog }, dialog === undefined);
  const all = connections.data ?? [];
  const connect = (
    <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => open({ what: 'connect' })}>
      {t('connect')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        {all.length > 0 ? connect : null}
        <p className={classes.intro}>{t('intro')}</p>
      </div>
      <ReturnNotice returned={returned} connections={connections.data} onClose={onReturnedSeen} />
      <Failed
        error={connections.error ?? jobs.error ?? conflicts.error}
        retry={() => void Promise.all([connections.refetch(), jobs.refetch(), conflicts.refetch()])}
      />
      {connections.isPending ? <Splash /> : null}
      {connections.data?.length === 0 ? (
        <EmptyState
          icon={<IconRefresh size={32} stroke={1.5} />}
          title={t('empty.title')}
          body={t('empty.body')}
          action={connect}
        />
      ) : null}
      {all.length > 0 ? (
        <>
          <NoMain connections={all} />
          <section aria-labelledby="sync-connections">
            <h2 id="sync-connections" className={classes.subtitle}>
              {t('connections')}
            </h2>
            <ul className={classes.list}>
              {all.map((connection) => (
                <ConnectionCard
                  key={connection.connection_id}
                  connection={connection}
                  jobs={jobs.data ?? []}
                  conflicts={conflicts.data ?? []}
                  zone={zone}
                  onOpen={open}
                  leave={leave}
                />
              ))}
            </ul>
          </section>
          <ConflictsSection conflicts={conflicts.data ?? []} connections={all} zone={zone} onOpen={open} />
          <JobsSection jobs={jobs.data ?? []} connections={all} zone={zone} />
          <FiguresSection connections={all} zone={zone} />
          <LogSection
            connections={all}
            zone={zone}
            filters={location.filters}
            onFilters={(filters) => navigate({ filters }, true)}
          />
        </>
      ) : null}
      <Suspense>
        {location.open && connections.data ? (
          <SyncDialog
            // A dialog that follows another in the address is a new one.
            key={`${location.open.what} ${location.open.id ?? ''}`}
            open={location.open}
            connections={connections.data}
            conflicts={conflicts.data}
            viewer={viewer}
            zone={zone}
            onOpen={open}
            leave={leave}
          />
        ) : null}
      </Suspense>
    </div>
  );
}
