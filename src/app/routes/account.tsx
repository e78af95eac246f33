import { useQueryClient } from '@tanstack/react-query';
import { AccountPage } from '../../features/account/components/account-page.tsx';
import type { Viewer } from '../../lib/viewer/schema.ts';
import { switchLanguage } from '../i18n.ts';

/** One's own name, number, language and clock. */
export function AccountRoute({ viewer }: { viewer: Viewer }) {
  const client = useQueryClient();
  return (
    <AccountPage
      viewer={viewer}
      onLanguage={(language) => void switchLanguage(language)}
      onSaved={() => void client.invalidateQueries({ queryKey: ['viewer'] })}
    />
  );
}
