import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import { viewerZone } from '../../../lib/time.ts';
import { syncMutations } from '../mutations.ts';
import type { Connection } from '../schema.ts';
import { useProblemText, useSyncNames } from '../use-sync-words.ts';
import classes from './sync.module.css';

/** Whether none is the main calendar is always said here, however it came to be. */
export function NoMain({ connections }: { connections: readonly Connection[] }) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const { calendarName } = useSyncNames(viewerZone());
  const problemText = useProblemText();
  const choose = useMutation(syncMutations.switchMain(client));
  const candidates = connections.filter(
    (one) => one.sync_enabled && one.can_write && one.sync_direction !== 'from_external',
  );
  if (connections.some((one) => one.is_primary) || candidates.length === 0) return null;
  const make = async (one: Connection) => {
    // With a main calendar there is nothing to say here any more: whoever waits must not be part of it.
    const { outcome } = await choose.mutateAsync({ to: one.connection_id, from: undefined });
    if (outcome === 'switched') toast({ message: t('settings.mainDone', { name: calendarName(one) }) });
  };
  const failed = choose.data && choose.data.outcome !== 'switched' ? choose.data.error : choose.error;
  return (
    <Alert
      color="yellow"
      role="status"
      icon={<IconAlertTriangle size={20} aria-hidden="true" />}
      title={t('noMain.title')}
    >
      <p className={classes.text}>{t('noMain.body')}</p>
      {failed ? (
        <p role="alert" className={classes.wrong}>
          {problemText(failed)}
        </p>
      ) : null}
      <div className={classes.buttons}>
        {candidates.map((one) => (
          <Button
            key={one.connection_id}
            variant="default"
            loading={choose.isPending && choose.variables.to === one.connection_id}
            onClick={() => void make(one)}
          >
            {t('noMain.choose', { name: calendarName(one) })}
          </Button>
        ))}
      </div>
    </Alert>
  );
}
