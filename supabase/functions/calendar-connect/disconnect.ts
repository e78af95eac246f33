import { z } from 'zod';
import { AuthorizationExpired } from '../_shared/http/outside.ts';
import type { ConnectOptions } from './app.ts';
import { asked } from './outside-problem.ts';

const channels = z.array(z.object({ external_channel_id: z.string(), resource_id: z.string().nullable() }));

/**
 * Ends a connection: our coming events go when that is wished, push stops, the grant is given back when no other calendar
 * of the account needs it, and every token is deleted. Only what the person asked for may keep it from ending: where the
 * events cannot be removed, they are told so and the connection stays.
 */
export async function disconnect(
  { supabase, rpc, registry }: ConnectOptions,
  connectionId: string,
  profileId: string,
  removeEvents: boolean,
): Promise<void> {
  const { access, links, provider } = await registry.ofOwner(connectionId, profileId);
  if (removeEvents) {
    await asked(async () => {
      const calendar = await provider();
      for (const { external_event_id } of links) await calendar.remove(external_event_id, null);
    }).catch(unlessLost);
  }
  const { data } = await supabase
    .from('calendar_push_channels')
    .select('external_channel_id, resource_id')
    .eq('connection_id', connectionId)
    .in('state', ['active', 'replaced', 'registering']);
  for (const channel of channels.catch([]).parse(data)) {
    const { external_channel_id: externalId, resource_id: resourceId } = channel;
    // They end by themselves within days, and what they say is not believed.
    await provider()
      .then((calendar) => calendar.unwatch({ externalId, resourceId }))
      .catch(() => undefined);
  }
  const { count } = await supabase
    .from('calendar_sync_connections')
    .select('connection_id', { count: 'exact', head: true })
    .eq('user_id', profileId)
    .eq('provider', access.provider)
    .eq('account_email', access.account_email ?? '');
  await rpc('delete_connection', { connection_id: connectionId, user_id: profileId });
  if (count === 1 && (access.provider === 'google' || access.provider === 'microsoft')) {
    const oauth = registry.oauth(access.provider);
    // The tokens are gone from here in any case.
    await registry
      .open(access)
      .then(({ refreshToken }) => (refreshToken === null ? undefined : oauth?.revoke?.(refreshToken)))
      .catch(() => undefined);
  }
}

/** Of a grant that was taken away already nothing can be removed any more, and asking again would not help. */
function unlessLost(error: unknown): void {
  if (error instanceof Error && error.cause instanceof AuthorizationExpired) return;
  throw error;
}
