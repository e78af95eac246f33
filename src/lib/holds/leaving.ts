import { appConfig } from '../supabase.ts';

/**
 * Gives a hold back while the page is being closed. The client of the app cannot: it asks for the token first, and
 * nothing that waits still runs by then. Best effort: what does not arrive ends by its clock.
 */
export function releaseOnLeaving(holdId: string, token: string): void {
  const { supabaseUrl, publishableKey } = appConfig();
  void fetch(`${supabaseUrl.replace(/\/+$/, '')}/rest/v1/rpc/release_hold`, {
    method: 'POST',
    keepalive: true,
    headers: { apikey: publishableKey, Authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ hold_id: holdId }),
  }).catch(() => undefined);
}
