import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import type { OpenDialog } from '../location.ts';
import type { Connection } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import { MainCalendar } from './main-calendar.tsx';
import { SettingsForm } from './settings-form.tsx';
import classes from './sync.module.css';

type Props = {
  connection: Connection;
  connections: readonly Connection[];
  zone: string;
  onOpen: (dialog: OpenDialog) => void;
  onClose: () => void;
};

/** How one calendar is synced, whether it is the main one, and the way to leave it. */
export function SettingsSheet({ connection, connections, zone, onOpen, onClose }: Props) {
  const { t } = useTranslation('sync');
  const { calendarName } = useSyncNames(zone);
  const id = connection.connection_id;
  return (
    <Sheet opened onClose={onClose} title={t('settings.title', { name: calendarName(connection) })} size={520}>
      <MainCalendar connection={connection} connections={connections} zone={zone} />
      <SettingsForm connection={connection} zone={zone} onClose={onClose} />
      <section className={classes.part} aria-labelledby="sync-account">
        <h3 id="sync-account" className={classes.partTitle}>
          {t('settings.account')}
        </h3>
        <div className={classes.buttons}>
          {connection.state === 'needs_reauth' ? null : (
            <Button variant="default" onClick={() => onOpen({ what: 'calendars', id })}>
              {t('settings.more')}
            </Button>
          )}
          <Button variant="subtle" color="red" onClick={() => onOpen({ what: 'disconnect', id })}>
            {t('settings.disconnect')}
          </Button>
        </div>
      </section>
    </Sheet>
  );
}
