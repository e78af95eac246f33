import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, MassDeletion } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { Confirm } from './confirm.tsx';
import { Failed } from './failed.tsx';
import { NamedButton } from './named-button.tsx';
import classes from './sync.module.css';
import { useResolve } from './use-resolve.ts';

type Props = { conflict: MassDeletion; connection: Connection; zone: string };

/** The brake has stopped a connection: a slip is put right with one press, an intended deletion is asked about again. */
export function MassDeletionDecision({ conflict, connection, zone }: Props) {
  const { t } = useTranslation('sync');
  const { calendarName } = useSyncNames(zone);
  const [asking, setAsking] = useState(false);
  const { resolve, busy, error } = useResolve(conflict.conflict_id);
  const name = calendarName(connection);
  return (
    <>
      <p className={classes.hint}>
        {conflict.theirs
          ? t('conflicts.massBody', { deleted: conflict.theirs.deleted, count: conflict.theirs.linked })
          : t('conflicts.massUnknown')}
      </p>
      {asking ? null : <Failed error={error} />}
      <div className={classes.buttons}>
        <NamedButton
          variant="filled"
          label={t('conflicts.massKeep')}
          about={name}
          loading={busy === 'keep_ours'}
          onClick={() => void resolve('keep_ours', t('conflicts.done.mass_keep'))}
        />
        <NamedButton label={t('conflicts.massTake')} about={name} onClick={() => setAsking(true)} />
      </div>
      {asking ? (
        <Confirm
          title={t('conflicts.confirmMass.title')}
          body={t(`conflicts.confirmMass.${connection.on_external_delete}`)}
          yes={t('conflicts.confirmMass.yes')}
          danger={connection.on_external_delete === 'cancel'}
          busy={busy === 'take_theirs'}
          error={error}
          onYes={() => void resolve('take_theirs', t('conflicts.done.mass_take'), { done: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
