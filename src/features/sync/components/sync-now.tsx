import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { toAppError } from '../../../lib/errors.ts';
import { syncMutations } from '../mutations.ts';
import { syncQueries } from '../queries.ts';
import type { Connection, Synced } from '../schema.ts';
import { useProblemText } from '../use-sync-words.ts';
import { NamedButton } from './named-button.tsx';
import classes from './sync.module.css';

type Props = {
  connection: Connection;
  name: string;
  provider: string;
  label: string;
  /** Whether this is what the person should do now. */
  wanted: boolean;
  /** Changes not carried out yet. */
  left: number;
};

/** While it runs somebody watches: the count of what is left comes quicker. */
const watchMs = 1_500;

/** Has the sync done at once, and says how far it is and how it ended. */
export function SyncNow({ connection, name, provider, label, wanted, left }: Props) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const problemText = useProblemText();
  const run = useMutation(syncMutations.syncNow(client));
  useQuery({ ...syncQueries.jobs(), enabled: run.isPending, refetchInterval: watchMs });
  const outcome = (synced: Synced | undefined): string => {
    if (!synced || synced.error === 'still_running') return t('syncNow.later');
    if (synced.error) return t('syncNow.failed');
    const { conflicts, pulled, pushed } = synced;
    if (conflicts > 0) return t('syncNow.conflicts', { count: conflicts, pulled, pushed });
    return pulled + pushed > 0 ? t('syncNow.done', { pulled, pushed }) : t('syncNow.nothing');
  };
  const progress = left > 1 ? t('syncNow.left', { count: left }) : t('syncNow.asking', { provider });
  return (
    <>
      <NamedButton
        variant={wanted ? 'filled' : 'default'}
        label={label}
        about={name}
        leftSection={<IconRefresh size={18} aria-hidden="true" />}
        loading={run.isPending}
        onClick={() => run.mutate(connection.connection_id, { onSuccess: (synced) => announce(outcome(synced)) })}
      />
      {run.isError ? (
        <p role="alert" className={classes.wrong}>
          {toAppError(run.error).code === 'rate_limited' ? t('syncNow.tooSoon') : problemText(run.error)}
        </p>
      ) : null}
      {run.isPending || run.isSuccess ? (
        <p className={classes.progress} role={run.isPending ? 'status' : undefined}>
          {run.isPending ? progress : outcome(run.data)}
        </p>
      ) : null}
    </>
  );
}
