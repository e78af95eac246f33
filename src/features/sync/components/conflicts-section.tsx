import { useTranslation } from 'react-i18next';
import type { OpenDialog } from '../location.ts';
import type { Conflict, Connection } from '../schema.ts';
import { ConflictRow } from './conflict-row.tsx';
import classes from './sync.module.css';

type Props = {
  conflicts: readonly Conflict[];
  connections: readonly Connection[];
  zone: string;
  onOpen: (dialog: OpenDialog) => void;
};

/** Visits that only a person can decide about; there is no such section while there are none. */
export function ConflictsSection({ conflicts, connections, zone, onOpen }: Props) {
  const { t } = useTranslation('sync');
  const rows = conflicts.flatMap((conflict) => {
    const connection = connections.find((one) => one.connection_id === conflict.connection_id);
    return connection && conflict.kind !== 'mass_deletion' ? [{ conflict, connection }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="sync-conflicts">
      <h2 id="sync-conflicts" className={classes.subtitle}>
        {t('conflicts.title')}
        <span className={classes.count}>{rows.length}</span>
      </h2>
      <p className={classes.intro}>{t('conflicts.intro')}</p>
      <ul className={classes.list}>
        {rows.map(({ conflict, connection }) => (
          <ConflictRow
            key={conflict.conflict_id}
            conflict={conflict}
            connection={connection}
            zone={zone}
            onReschedule={() => onOpen({ what: 'reschedule', id: conflict.conflict_id })}
          />
        ))}
      </ul>
    </section>
  );
}
