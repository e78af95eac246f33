import type { RealtimeChannel, SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Launched, stackOfFile, until } from './testing/launch.ts';
import { newClient, type Person, signUp } from './testing/session.ts';

const launched = stackOfFile();
let running: Launched;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  running = launched();
  [ada, bob] = await Promise.all([
    signUp(running.stack, 'ada@example.test'),
    signUp(running.stack, 'bob@example.test'),
  ]);
  for (const { client, session } of [ada, bob]) await client.realtime.setAuth(session.access_token);
});
afterAll(async () => {
  await Promise.all([ada.client.removeAllChannels(), bob.client.removeAllChannels()]);
});

interface Heard {
  channel: RealtimeChannel;
  status: string;
  reason: string;
  payloads: unknown[];
}

/** Joins and waits for the verdict. */
async function join(client: SupabaseClient, topic: string, config = { private: true }): Promise<Heard> {
  const channel = client.channel(topic, { config });
  const heard: Heard = { channel, status: '', reason: '', payloads: [] };
  channel.on('broadcast', { event: 'appointment_changed' }, ({ payload }) => heard.payloads.push(payload));
  channel.subscribe((status, error) => {
    heard.status = status;
    heard.reason = error?.message ?? '';
  });
  onTestFinished(async () => {
    await client.removeChannel(channel);
  });
  await until('a verdict', 10, () => heard.status || undefined);
  return heard;
}

const topicOf = (person: Person) => `profile:${person.session.user.id}`;
const announce = (person: Person) => ada.client.rpc('announce', { profile: person.session.user.id });

test('a person hears their own topic, soon after the commit, and nobody else does', async () => {
  const own = await join(ada.client, topicOf(ada));
  const other = await join(bob.client, topicOf(bob));
  expect([own.status, other.status]).toEqual(['SUBSCRIBED', 'SUBSCRIBED']);
  expect((await announce(ada)).error).toBeNull();
  await until('the message', 2, () => (own.payloads.length ? true : undefined));
  expect(own.payloads).toEqual([{ appointment_id: 'x' }]);
  expect((await announce(bob)).error).toBeNull();
  await until('the other message', 2, () => (other.payloads.length ? true : undefined));
  expect(own.payloads).toHaveLength(1);
  expect(other.payloads).toHaveLength(1);
});

test("another person's topic is refused by the policies of the database", async () => {
  const { status, reason } = await join(bob.client, topicOf(ada));
  expect(status).toBe('CHANNEL_ERROR');
  expect(reason).toContain('Unauthorized');
});

test('a stranger, and a public channel, are refused', async () => {
  const stranger = newClient(running.stack);
  onTestFinished(async () => {
    await stranger.removeAllChannels();
  });
  expect((await join(stranger, topicOf(ada))).status).toBe('CHANNEL_ERROR');
  const open = await join(ada.client, topicOf(ada).replace('profile', 'open'), { private: false });
  expect(open).toMatchObject({ status: 'CHANNEL_ERROR', reason: expect.stringContaining('PrivateOnly') });
});

test('the question itself leaves nothing in the database', async () => {
  const sql = postgres(running.stack.database_url, { max: 1 });
  onTestFinished(() => sql.end());
  const count = async () => Number((await sql`select count(*) from realtime.messages`)[0]?.count);
  const before = await count();
  await join(bob.client, topicOf(ada));
  expect(await count()).toBe(before);
});

/** The protocol itself, for what supabase-js would never send. */
async function rawSocket(query: string): Promise<{ socket: WebSocket; frames: unknown[] }> {
  const socket = new WebSocket(`${running.stack.api_url.replace('http', 'ws')}/realtime/v1/websocket?${query}`);
  onTestFinished(() => socket.close());
  const frames: unknown[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, frames };
}

test('without a key there is no connection', async () => {
  await expect(rawSocket('vsn=2.0.0')).rejects.toThrow('401');
  await expect(rawSocket('vsn=2.0.0&apikey=wrong')).rejects.toThrow('401');
});

test('nonsense is ignored and the connection goes on, in the older version of the protocol too', async () => {
  const { socket, frames } = await rawSocket(`vsn=1.0.0&apikey=${running.stack.publishable_key}`);
  for (const text of ['', 'nonsense', '[]', '{"topic": 1}', 'null']) socket.send(text);
  socket.send(JSON.stringify({ topic: 'phoenix', event: 'heartbeat', payload: {}, ref: '7' }));
  await until('the heartbeat', 5, () => frames[0]);
  expect(frames).toEqual([
    { join_ref: null, ref: '7', topic: 'phoenix', event: 'phx_reply', payload: { status: 'ok', response: {} } },
  ]);
});

test('a token that no longer counts ends the channel', async () => {
  const { socket, frames } = await rawSocket(`vsn=2.0.0&apikey=${running.stack.publishable_key}`);
  const topic = `realtime:${topicOf(ada)}`;
  const { access_token } = ada.session;
  socket.send(JSON.stringify(['1', '1', topic, 'phx_join', { access_token, config: { private: true } }]));
  await until('the reply', 5, () => frames[0]);
  expect(frames[0]).toEqual(['1', '1', topic, 'phx_reply', { status: 'ok', response: { postgres_changes: [] } }]);
  socket.send(JSON.stringify(['1', '2', topic, 'access_token', { access_token: bob.session.access_token }]));
  await until('the end', 5, () => frames[2]);
  expect(frames[2]).toEqual(['1', null, topic, 'phx_close', {}]);
});

test('channels come back after a crash of the database', async () => {
  const own = await join(ada.client, topicOf(ada));
  expect(own.status).toBe('SUBSCRIBED');
  const { readFileSync } = await import('node:fs');
  process.kill(Number.parseInt(readFileSync(`${running.data}/postgres/postmaster.pid`, 'utf8'), 10), 'SIGKILL');
  await until('a message after the crash', 20, async () => {
    await announce(ada);
    return own.payloads.length ? true : undefined;
  });
});
