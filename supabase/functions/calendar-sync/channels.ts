/**
 * Keeps the providers' push channels alive. The new one is kept before the old one is stopped: a notification may come
 * twice, but never not at all. Where push is not to be had, polling does the same work later.
 */
import { z } from 'zod';
import { accessSchema } from '../_shared/calendars/access.ts';
import type { Registry } from '../_shared/calendars/registry.ts';
import { sha256 } from '../_shared/crypto/digest.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import { AuthorizationExpired, RateLimited, Unreachable } from '../_shared/http/outside.ts';

const due = z.object({
  connection_id: z.guid(),
  channel_id: z.guid().nullable(),
  external_channel_id: z.string().nullable(),
  resource_id: z.string().nullable(),
  expires_at: z.string().nullable(),
  state: z.enum(['active', 'replaced']).nullable(),
});
type Due = z.infer<typeof due>;

export interface ChannelOptions {
  rpc: Rpc;
  registry: Registry;
  webhookUrl: string;
  now(): number;
  report(error: unknown): void;
}

/** Graph gives at most 4230 minutes; Google takes what is asked up to a week. Renewed a day before the end. */
const lifeMs = 4_200 * 60_000;

/** Of one connection, or of all. */
export async function renewChannels(options: ChannelOptions, connectionId: string | null = null): Promise<void> {
  const channels = z.array(due).parse(await options.rpc('channels_to_renew', {}));
  for (const channel of channels) {
    if (connectionId !== null && channel.connection_id !== connectionId) continue;
    // One calendar that refuses does not keep the others from being watched.
    await renew(options, channel).catch((error: unknown) => {
      // What keeps a calendar from being read shows in its pulls; here it only means: later.
      if (error instanceof Unreachable || error instanceof RateLimited || error instanceof AuthorizationExpired) return;
      options.report(error);
    });
  }
}

async function renew(options: ChannelOptions, old: Due): Promise<void> {
  const former = { ...old, token_hash: null, expires_at: null };
  if (old.state === 'replaced' && old.expires_at !== null && Date.parse(old.expires_at) <= options.now()) {
    // It has ended by itself: a provider that does not let us in any more need not be asked to stop it.
    await options.rpc('save_channel', { ...former, state: 'stopped' });
    return;
  }
  const access = accessSchema.parse(await options.rpc('connection_access', { connection_id: old.connection_id }));
  const provider = await options.registry.provider(access);
  if (old.state !== 'replaced') {
    const address = `${options.webhookUrl}/${access.provider === 'google' ? 'google' : 'microsoft'}`;
    const channelId = crypto.randomUUID();
    const secret = `${crypto.randomUUID()}${crypto.randomUUID()}`;
    const expiresAt = new Date(options.now() + lifeMs).toISOString();
    const kept = {
      connection_id: old.connection_id,
      channel_id: channelId,
      external_channel_id: channelId,
      resource_id: null,
      token_hash: await sha256(secret),
      expires_at: expiresAt,
      state: 'registering',
    };
    // The first notification may be here before the answer is.
    await options.rpc('save_channel', kept);
    const channel = await provider.watch({ channelId, secret, address, expiresAt }).catch(async (error: unknown) => {
      // The next try has a secret of its own; this one counts no more, even if the provider did take it.
      await options.rpc('save_channel', { ...kept, state: 'stopped' });
      throw error;
    });
    if (!channel) {
      // Holidays and the like cannot be watched: not asked again for a week, and polled meanwhile.
      const nextTry = new Date(options.now() + 7 * 86_400_000).toISOString();
      await options.rpc('save_channel', { ...kept, expires_at: nextTry, state: 'unsupported' });
      return;
    }
    await options.rpc('save_channel', {
      ...kept,
      external_channel_id: channel.externalId,
      resource_id: channel.resourceId,
      expires_at: channel.expiresAt,
      state: 'active',
    });
  }
  if (old.channel_id === null || old.external_channel_id === null) return;
  if (old.state === 'active') await options.rpc('save_channel', { ...former, state: 'replaced' });
  await provider.unwatch({ externalId: old.external_channel_id, resourceId: old.resource_id });
  await options.rpc('save_channel', { ...former, state: 'stopped' });
}
