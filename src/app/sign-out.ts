import { forgetDrafts } from '../lib/messages/drafts.ts';
import { supabase } from '../lib/supabase.ts';

/** Ends the session on this device even when the server cannot be told. Nothing seen or written before stays behind. */
export async function signOut(): Promise<void> {
  forgetDrafts();
  const { error } = await supabase().auth.signOut({ scope: 'local' });
  if (error) console.warn('The server could not be told about the sign-out', error.message);
  window.location.assign('/sign-in');
}
