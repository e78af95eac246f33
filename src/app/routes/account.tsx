import { useQueryClient } from '@tanstack/react-query';
import { AccountPage } from '../../features/account/components/account-page.tsx';
import { FeedsSection } from '../../features/feeds/components/feeds-section.tsx';
import { BlockedAddresses } from '../../features/notifications/components/blocked-addresses.tsx';
import { PushSection } from '../../features/notifications/components/push-section.tsx';
import { viewerZone } from '../../lib/time.ts';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { switchLanguage } from '../i18n.ts';
import classes from './account.module.css';

/** One's own name, number, language and clock; what one is told, where, and the addresses of one's calendar. */
export function AccountRoute({ viewer }: { viewer: Viewer }) {
  const client = useQueryClient();
  const zone = viewerZone();
  return (
    <>
      <AccountPage
        viewer={viewer}
        onLanguage={(language) => void switchLanguage(language)}
        onSaved={() => void client.invalidateQueries({ queryKey: ['viewer'] })}
      />
      <div className={classes.more}>
        <BlockedAddresses />
        <PushSection profileId={viewer.profileId} zone={zone} />
        <FeedsSection zone={zone} />
      </div>
    </>
  );
}
