import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HubSummary } from '../../features/hub/components/hub-summary.tsx';
import { useIsPhone } from '../../lib/media.ts';
import { useNewAppointment } from '../../lib/new-appointment.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import classes from './shell.module.css';

/** Above every room of the hub: today in one line, and the way to a new visit. */
export function HubBar({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const book = useNewAppointment();
  useShortcuts({ n: book });
  if (!viewer.practice) return null;
  // The front desk lives on the practice's clock, wherever the person sits.
  const zone = viewer.isDesk ? viewer.practice.timezone : viewerZone();
  return (
    <div className={classes.hub}>
      <HubSummary viewer={viewer} practice={viewer.practice} zone={zone} />
      {phone ? null : (
        <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={book}>
          {t('newAppointment')}
        </Button>
      )}
    </div>
  );
}
