import { IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../lib/now.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { flowOf, healthOf } from '../health.ts';
import type { OpenDialog } from '../location.ts';
import type { Conflict, Connection, Job } from '../schema.ts';
import { useHealthWords, useSyncNames } from '../use-sync-words.ts';
import { HealthLine } from './health-line.tsx';
import { MassDeletionDecision } from './mass-deletion.tsx';
import { MendButton } from './mend-button.tsx';
import { NamedButton } from './named-button.tsx';
import { ProviderIcon } from './provider-icon.tsx';
import classes from './sync.module.css';
import { SyncNow } from './sync-now.tsx';

type Props = {
  connection: Connection;
  jobs: readonly Job[];
  conflicts: readonly Conflict[];
  zone: string;
  onOpen: (dialog: OpenDialog) => void;
  leave: (url: string) => void;
};

/** One connected calendar: what it is, how it goes, and the one thing that puts it right. */
export function ConnectionCard({ connection, jobs, conflicts, zone, onOpen, leave }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const now = useNow();
  const { calendarName, providerName } = useSyncNames(zone);
  const healthWords = useHealthWords(zone, now);
  const health = healthOf(connection, jobs, conflicts, now);
  const provider = providerName(connection.provider);
  const { line, hint } = healthWords(health, provider);
  const name = calendarName(connection);
  const mayAsk = connection.sync_enabled && connection.state === 'active';
  return (
    <li className={classes.card}>
      <span className={classes.provider}>
        <ProviderIcon provider={connection.provider} size={24} />
      </span>
      <div className={classes.what}>
        <h3 className={classes.name}>
          <span dir="auto">{name}</span>
          {connection.is_primary ? <span className={classes.badge}>{t('main')}</span> : null}
        </h3>
        <p className={classes.quiet}>
          {provider}
          {connection.account_email && connection.account_email !== name ? (
            <>
              {' · '}
              <span dir="auto">{connection.account_email}</span>
            </>
          ) : null}
        </p>
        <p className={classes.quiet}>{t(`flow.${flowOf(connection)}`)}</p>
        <p className={classes.quiet}>
          {connection.last_sync_at
            ? t('lastSync', { when: formatDayTime(connection.last_sync_at, zone) })
            : t('neverSynced')}
        </p>
      </div>
      <div className={classes.state}>
        <HealthLine kind={health.kind} line={line} />
        {hint ? <p className={classes.hint}>{hint}</p> : null}
        {health.kind === 'paused' && health.decision ? (
          <MassDeletionDecision conflict={health.decision} connection={connection} zone={zone} />
        ) : null}
        <div className={classes.buttons}>
          <MendButton connection={connection} health={health} name={name} onOpen={onOpen} leave={leave} />
          {mayAsk ? (
            <SyncNow
              connection={connection}
              name={name}
              provider={provider}
              label={health.kind === 'failing' ? t('mend.tryNow') : t('syncNow.button')}
              wanted={health.kind === 'failing' || health.kind === 'late' || health.kind === 'waiting'}
              left={
                jobs.filter((job) => job.connection_id === connection.connection_id && job.status !== 'dead').length
              }
            />
          ) : null}
          <NamedButton
            label={t('settings.button')}
            about={name}
            leftSection={<IconSettings size={18} aria-hidden="true" />}
            onClick={() => onOpen({ what: 'settings', id: connection.connection_id })}
          />
        </div>
      </div>
    </li>
  );
}
