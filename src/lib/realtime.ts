import { RealtimeClient } from '@supabase/realtime-js';
import { accessToken, realtimeAddress, supabase } from './supabase.ts';

/**
 * The socket for live messages, one for the whole app. A module of its own, fetched after signing in: the first load
 * has no use for it.
 */
let client: RealtimeClient | undefined;

export function realtime(): RealtimeClient {
  if (client) return client;
  const { url, key } = realtimeAddress();
  const made = new RealtimeClient(url, {
    params: { apikey: key },
    accessToken: async () => (await accessToken()) ?? key,
  });
  // An open channel lives as long as its token: it is told of each new one.
  supabase().auth.onAuthStateChange((event) => {
    if (event === 'TOKEN_REFRESHED' || event === 'SIGNED_IN') void made.setAuth();
  });
  client = made;
  return made;
}
