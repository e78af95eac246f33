import { Alert, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import { syncMutations } from '../mutations.ts';
import type { Connection } from '../schema.ts';
import { useProblemText, useSyncNames } from '../use-sync-words.ts';
import { Failed } from './failed.tsx';
import classes from './sync.module.css';

type Props = { connection: Connection; connections: readonly Connection[]; zone: string };

/** Which calendar appointments are written to. It can be handed on, but not just dropped. */
export function MainCalendar({ connection, connections, zone }: Props) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const problemText = useProblemText();
  const { calendarName } = useSyncNames(zone);
  const change = useMutation(syncMutations.switchMain(client));
  const main = connections.find((one) => one.is_primary);
  const name = calendarName(connection);
  const run = () =>
    change.mutate(
      { to: connection.connection_id, from: main?.connection_id },
      {
        onSuccess: ({ outcome }) => {
          if (outcome !== 'switched') return;
          toast({ message: t('settings.mainDone', { name }) });
        },
      },
    );
  const result = change.data;
  const refused = result && result.outcome !== 'switched' ? result : undefined;
  return (
    <section className={classes.part} aria-labelledby="sync-main">
      <h3 id="sync-main" className={classes.partTitle}>
        {t('settings.mainTitle')}
      </h3>
      {connection.is_primary ? (
        <p className={classes.text}>{t('settings.isMain')}</p>
      ) : (
        <>
          <p className={classes.text}>
            {main ? t('settings.isNotMain', { name: calendarName(main) }) : t('settings.noneMain')}
          </p>
          {refused ? (
            <Alert color="red" role="alert">
              {refused.outcome === 'kept' && main
                ? t('settings.mainKept', { name: calendarName(main) })
                : t('settings.mainNone')}{' '}
              {problemText(refused.error)}
            </Alert>
          ) : null}
          <Failed error={change.error} />
          {connection.can_write ? (
            <Button variant="default" className={classes.start} loading={change.isPending} onClick={run}>
              {t('settings.makeMain')}
            </Button>
          ) : (
            <p className={classes.quiet}>{t('settings.readOnly')}</p>
          )}
        </>
      )}
    </section>
  );
}
