import { forgetDrafts } from '../lib/messages/drafts.ts';
import { endPushHere } from '../lib/push-subscription.ts';
import { supabase } from '../lib/supabase.ts';

/** How long a sign-out waits for push to end, here and on the server, ms. */
const patienceMs = 3000;

const forgetPush = (subscriptionIds: string[]) =>
  supabase()
    .from('push_subscriptions')
    .delete()
    .in('subscription_id', subscriptionIds)
    .abortSignal(AbortSignal.timeout(patienceMs));

/**
 * Ends the session on this device even when the server cannot be told. Nothing seen or written before stays behind, and
 * nothing more is shown here while the app is closed.
 */
export async function signOut(): Promise<void> {
  forgetDrafts();
  await Promise.race([endPushHere(forgetPush), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  const { error } = await supabase().auth.signOut({ scope: 'local' });
  if (error) console.warn('The server could not be told about the sign-out', error.message);
  window.location.assign('/sign-in');
}
