import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { OpenDialog } from '../location.ts';
import type { Conflict, Connection } from '../schema.ts';
import { CalDavSheet } from './caldav-sheet.tsx';
import { CalendarsSheet } from './calendars-sheet.tsx';
import { ConnectSheet } from './connect-sheet.tsx';
import { DisconnectSheet } from './disconnect-sheet.tsx';
import { RescheduleSheet } from './reschedule-sheet.tsx';
import { SettingsSheet } from './settings-sheet.tsx';

type Props = {
  open: OpenDialog;
  connections: readonly Connection[];
  conflicts: readonly Conflict[] | undefined;
  viewer: Viewer;
  zone: string;
  onOpen: (dialog: OpenDialog | undefined) => void;
  leave: (url: string) => void;
};

/** The dialog the address names. One about something that is gone is not opened at all. */
export function SyncDialog({ open, connections, conflicts, viewer, zone, onOpen, leave }: Props) {
  const onClose = () => onOpen(undefined);
  if (open.what === 'connect') {
    return <ConnectSheet connections={connections} zone={zone} onOpen={onOpen} onClose={onClose} leave={leave} />;
  }
  if (open.what === 'icloud' || open.what === 'caldav') {
    return <CalDavSheet service={open.what} again={undefined} zone={zone} onOpen={onOpen} />;
  }
  if (open.what === 'reschedule') {
    const conflict = conflicts?.find((one) => one.conflict_id === open.id);
    return conflict && conflict.kind !== 'mass_deletion' && conflict.visit ? (
      <RescheduleSheet conflict={conflict} visit={conflict.visit} viewer={viewer} zone={zone} onClose={onClose} />
    ) : null;
  }
  const connection = connections.find((one) => one.connection_id === open.id);
  if (!connection) return null;
  if (open.what === 'settings') {
    return (
      <SettingsSheet connection={connection} connections={connections} zone={zone} onOpen={onOpen} onClose={onClose} />
    );
  }
  if (open.what === 'calendars') return <CalendarsSheet connection={connection} zone={zone} onClose={onClose} />;
  if (open.what === 'disconnect') return <DisconnectSheet connection={connection} zone={zone} onClose={onClose} />;
  return (
    <CalDavSheet
      service={connection.provider === 'apple' ? 'icloud' : 'caldav'}
      again={connection}
      zone={zone}
      onOpen={onOpen}
    />
  );
}
