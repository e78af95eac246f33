import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import type { Health } from '../health.ts';
import type { OpenDialog } from '../location.ts';
import { syncMutations } from '../mutations.ts';
import type { Connection } from '../schema.ts';
import { Failed } from './failed.tsx';
import { NamedButton } from './named-button.tsx';
import { oauthOf, useConnect } from './use-connect.ts';

type Props = {
  connection: Connection;
  health: Health;
  name: string;
  onOpen: (dialog: OpenDialog) => void;
  leave: (url: string) => void;
};

/** The one button that puts right what is wrong; none where nothing is, or where trying again is all there is to do. */
export function MendButton({ connection, health, name, onOpen, leave }: Props) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const { connect, busy, error } = useConnect(leave);
  const resume = useMutation(syncMutations.resume(client));
  const save = useMutation(syncMutations.saveSettings(client));
  const retry = useMutation(syncMutations.retry(client));
  const id = connection.connection_id;
  const look = { variant: 'filled', about: name } as const;
  let button = null;
  if (health.kind === 'reauth') {
    const oauth = oauthOf(connection.provider);
    button = (
      <NamedButton
        {...look}
        label={t('mend.reconnect')}
        loading={busy !== undefined}
        onClick={() => (oauth ? connect(oauth) : onOpen({ what: 'reconnect', id }))}
      />
    );
  } else if (health.kind === 'paused' && !health.decision) {
    button = (
      <NamedButton {...look} label={t('mend.resume')} loading={resume.isPending} onClick={() => resume.mutate(id)} />
    );
  } else if (health.kind === 'off') {
    button = (
      <NamedButton
        {...look}
        label={t('mend.turnOn')}
        loading={save.isPending}
        onClick={() => save.mutate({ connectionId: id, change: { sync_enabled: true } })}
      />
    );
  } else if (health.kind === 'stuck') {
    const jobs = health.jobs.map((job) => job.job_id);
    button = (
      <NamedButton
        {...look}
        label={t('mend.retryAll')}
        loading={retry.isPending}
        onClick={() => retry.mutate(jobs, { onSuccess: () => announce(t('jobs.queued', { count: jobs.length })) })}
      />
    );
  }
  return (
    <>
      <Failed error={error ?? resume.error ?? save.error ?? retry.error} />
      {button}
    </>
  );
}
