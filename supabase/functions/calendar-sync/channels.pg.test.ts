/** Push channels where something stands in the way; how they are renewed otherwise is told by tests/functions. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import ws from 'ws';
import { createPractice, type Practice } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { connectGoogle, newAccount, partsOn } from '../_shared/calendars/testing.ts';
import { renewChannels } from './channels.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const sql = database();
let practice: Practice;
let connection: string;
let reported: unknown[];
beforeAll(async () => {
  practice = await createPractice(sql);
});
beforeEach(async () => {
  reported = [];
  const { profile_id } = await practice.clinician();
  const [id] = await connectGoogle(partsOn(stack), profile_id, await newAccount(stack));
  connection = id ?? '';
});

const renew = (changes: Record<string, string> = {}, webhookUrl = 'http://127.0.0.1:9/hook') =>
  renewChannels(
    { ...partsOn(stack, changes), webhookUrl, now: () => Date.now(), report: (error) => reported.push(error) },
    connection,
  );
const channels = () =>
  sql<{ state: string; expires_at: Date; external_channel_id: string }[]>`
    select state, expires_at, external_channel_id from public.calendar_push_channels
    where connection_id = ${connection} order by created_at`;
const states = async () => (await channels()).map(({ state }) => state);
const stopsOf = async (externalId = '') => {
  const all = (await (await fetch(`${stack.web_url}/sandbox/google/_control/requests`)).json()) as {
    path: string;
    body: string;
  }[];
  return all.filter(({ path, body }) => path.includes('/channels/stop') && body.includes(externalId)).length;
};

test('[SY10] a calendar that cannot be watched is not asked again for a week', async () => {
  await renew({}, 'gopher://nowhere');
  const [channel, ...more] = await channels();
  expect([channel?.state, more]).toEqual(['unsupported', []]);
  const days = ((channel?.expires_at.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  await renew();
  expect(await states()).toEqual(['unsupported']);
  await sql`update public.calendar_push_channels set expires_at = now() where connection_id = ${connection}`;
  await renew();
  expect(await states()).toEqual(['unsupported', 'active']);
  expect(reported).toEqual([]);
});

test('[SY10] tries that a provider does not answer leave no live secrets behind, and are no news', async () => {
  for (let i = 0; i < 3; i++) await renew({ GOOGLE_API_URL: 'http://127.0.0.1:9' });
  expect(await states()).toEqual(['stopped', 'stopped', 'stopped']);
  expect(reported).toEqual([]);
  await renew();
  expect((await states()).at(-1)).toBe('active');
});

test('[SY10] a channel that was renewed is stopped at the provider', async () => {
  await renew();
  const [old] = await channels();
  await sql`update public.calendar_push_channels
    set expires_at = now() + interval '5 minutes', created_at = now() - interval '3 days' where connection_id = ${connection}`;
  await renew();
  expect(await states()).toEqual(['stopped', 'active']);
  expect(await stopsOf(old?.external_channel_id)).toBe(1);
});

test('[SY10] a replaced channel that has ended by itself needs nobody to stop it', async () => {
  await renew();
  const [old] = await channels();
  await sql`update public.calendar_push_channels set state = 'replaced', expires_at = now() - interval '1 second'
    where connection_id = ${connection}`;
  // As when the grant is gone: the provider could not be asked.
  await sql`update public.calendar_sync_connections set access_token = null, refresh_token = null, state = 'needs_reauth'
    where connection_id = ${connection}`;
  await renew();
  expect(await states()).toEqual(['stopped']);
  expect(await stopsOf(old?.external_channel_id)).toBe(0);
});

test('[SY10] one calendar that fails unexpectedly is told to the operator and keeps none of the others waiting', async () => {
  const { profile_id } = await practice.clinician();
  const [other] = await connectGoogle(partsOn(stack), profile_id, await newAccount(stack));
  await sql`update public.calendar_sync_connections set access_token = 'no ciphertext' where connection_id = ${connection}`;
  const parts = partsOn(stack);
  await renewChannels({
    ...parts,
    // Of the whole stack only these two, the broken one first.
    rpc: async (name, args) => {
      const answer = await parts.rpc(name, args);
      if (name !== 'channels_to_renew') return answer;
      return (answer as { connection_id: string }[])
        .filter(({ connection_id }) => [connection, other].includes(connection_id))
        .sort((a) => (a.connection_id === connection ? -1 : 1));
    },
    webhookUrl: 'http://127.0.0.1:9/hook',
    now: () => Date.now(),
    report: (error) => reported.push(error),
  });
  expect(reported).toEqual([new Error('This is no sealed text.')]);
  expect(await sql`select state from public.calendar_push_channels where connection_id = ${other ?? ''}`).toEqual([
    { state: 'active' },
  ]);
});
