/** What the functions that write to people are wired with, from the environment. Throws with the names of settings that are wrong. */
import { adminClient } from '../auth.ts';
import { senderOf } from '../channels/email/address.ts';
import { setUpChannels } from '../channels/setup.ts';
import { writingTime } from '../core/notifications/writing-time.ts';
import { rpcOf } from '../db/rpc.ts';
import { readEnv } from '../env.ts';
import { linksFor } from '../links/links-for.ts';
import { type DeliverPorts, deliver } from './deliver.ts';
import { calendarIn } from './invitation.ts';

export function setUpMessages(get: (name: string) => string | undefined) {
  const env = readEnv(get);
  const supabase = adminClient(env);
  const rpc = rpcOf(supabase);
  const now = () => new Date();
  const functionsUrl = `${env.supabaseUrl.replace(/\/+$/, '')}/functions/v1`;
  const setup = setUpChannels(get, { functionsUrl, fetch: (input, init) => fetch(input, init), now });
  const { channels, publicUrl, linkKeys, emailFrom } = setup;
  const links: DeliverPorts['linksFor'] = (notice, at) => linksFor(notice, { publicUrl, keys: linkKeys, now: at });
  const from = emailFrom === null ? null : (senderOf(emailFrom)?.address ?? null);
  const ports: DeliverPorts = {
    channels,
    linksFor: links,
    calendarFor: (notice) => calendarIn(notice, { from, publicUrl, stamp: writingTime(notice, now()) }),
    forgetSubscription: async (subscription_id) => {
      await rpc('forget_push_subscription', { subscription_id });
    },
    stopTexts: async (phone) => {
      await rpc('block_text_messages', { phone, blocked: true });
    },
    now,
  };
  return {
    ...setup,
    env,
    supabase,
    rpc,
    links,
    ports,
    deliver: (notice: Parameters<typeof deliver>[0]) => deliver(notice, ports),
  };
}
