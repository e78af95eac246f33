/** docs/spec/access.md, "Live topics": asked in SQL for everybody, and joined over the websocket. */
import type { RealtimeChannel } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { anonymous, type Client, signIn } from '../../support/clients.ts';
import { database, withClaims } from '../../support/sql.ts';
import { people, tableUnder } from './document.ts';
import { rpc } from './http.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
const documented = tableUnder('Live topics');
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

afterAll(async () => {
  for (const word of people)
    await (await signIn(world.people[word] as { email: string; password: string })).removeAllChannels();
});

/** `clinician: colleague` → `clinician:<id of the colleague>`. */
function topicOf(words: string): string {
  const [kind = '', whose = ''] = words.split(': ');
  const { elsewhere } = world.sides;
  if (kind === 'practice') return `practice:${whose === 'elsewhere' ? elsewhere.practice_id : world.practice_id}`;
  const id = whose === 'elsewhere' ? elsewhere.clinician_id : world.people[whose]?.profile_id;
  if (!id) throw new Error(`docs/spec/access.md: whose topic is ${words}?`);
  return `${kind}:${id}`;
}

const mayListen = (authUserId: string, topic: string | null) =>
  withClaims(sql, authUserId, async (tx) => {
    const [row] = await tx<{ may: boolean }[]>`select private.may_listen(${topic}) as may`;
    return row?.may;
  });

describe.each(people)('[AC8] %s', (role) => {
  test.each(documented.map((row) => row.topic ?? ''))('%s', async (words) => {
    const wanted = documented.find((row) => row.topic === words)?.[role];
    const may = await mayListen(world.people[role]?.auth_user_id ?? '', topicOf(words));
    expect(may ? 'yes' : 'no').toBe(wanted);
  });
});

test('[AC8] an anonymous caller cannot even ask', async () => {
  await expect(
    withClaims(sql, null, (tx) => tx`select private.may_listen(${topicOf('practice: the practice')})`),
  ).rejects.toMatchObject({ code: '42501' });
});

test('[AC8] a topic of any other form is refused', async () => {
  const { admin } = world.people;
  const { practice_id } = world;
  for (const topic of [
    null,
    '',
    'practice:',
    'practice',
    `practice:${practice_id} `,
    ` practice:${practice_id}`,
    `practice:${practice_id}:extra`,
    `practice:${practice_id.toUpperCase()}`,
    `practice:${practice_id}\n`,
    `Practice:${practice_id}`,
    `appointment:${world.sides.ours.appointment_id}`,
    'practice:*',
    'profile:null',
    "practice:' or true --",
    'x'.repeat(100_000),
  ])
    expect(await mayListen(admin?.auth_user_id ?? '', topic), JSON.stringify(topic)?.slice(0, 60)).toBe(false);
});

interface Joined {
  verdict: Promise<string>;
  heard: Promise<unknown>;
}

function join(client: Client, topic: string, config: { private: boolean } = { private: true }): Joined {
  const channel: RealtimeChannel = client.channel(topic, { config });
  onTestFinished(async () => {
    await client.removeChannel(channel);
  });
  const heard = new Promise((resolve) => {
    channel.on('broadcast', { event: 'appointment_changed' }, ({ payload }) => resolve(payload));
  });
  const verdict = new Promise<string>((resolve) => {
    channel.subscribe((status) => resolve(status));
  });
  return { verdict, heard };
}

async function live(role: (typeof people)[number]): Promise<Client> {
  const client = await signIn(world.people[role] as { email: string; password: string });
  await client.realtime.setAuth(world.callers[role].token);
  return client;
}

test.each(people)('[AC8] over the websocket, %s joins what the document says', async (role) => {
  const client = await live(role);
  const found: Record<string, string> = {};
  for (const { topic = '' } of documented) {
    const { verdict } = join(client, topicOf(topic));
    found[topic] = (await verdict) === 'SUBSCRIBED' ? 'yes' : 'no';
  }
  expect(found).toEqual(Object.fromEntries(documented.map((row) => [row.topic, row[role]])));
});

test('[AC8] over the websocket, nothing is joined without a session or without asking for privacy', async () => {
  const stranger = anonymous();
  for (const { topic = '' } of documented)
    expect(await join(stranger, topicOf(topic)).verdict, topic).toBe('CHANNEL_ERROR');
  await stranger.removeAllChannels();
  const admin = await live('admin');
  const open = join(admin, topicOf('practice: the practice'), { private: false });
  expect(await open.verdict).toBe('CHANNEL_ERROR');
});

test('[AC8] who may listen hears of a change by its ids', async () => {
  const listener = join(await live('patient'), topicOf('profile: patient'));
  expect(await listener.verdict).toBe('SUBSCRIBED');
  const { appointment_id, clinician_id } = world.sides.ours;
  const changed = await rpc(world.callers.receptionist, 'cancel_appointment', { appointment_id, reason: 'flu' });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  expect(await listener.heard).toEqual({ appointment_id, clinician_id });
});
