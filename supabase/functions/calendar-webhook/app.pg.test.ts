/** What calendar-webhook makes of notifications that are not quite as the documentation shows them. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { service } from '../../../tests/support/clients.ts';
import { createPractice } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { sha256 } from '../_shared/crypto/digest.ts';
import { createCalendarWebhook } from './app.ts';

const sql = database();
const handler = createCalendarWebhook({ supabase: service() });
let connection: string;
let channel: string;
beforeEach(async () => {
  const { profile_id } = await (await createPractice(sql)).clinician();
  const [row] = await sql`insert into public.calendar_sync_connections
    ${sql({ user_id: profile_id, provider: 'google', calendar_id: 'hooked' })} returning connection_id`;
  connection = String(row?.connection_id);
  channel = randomUUID();
  const expires_at = new Date(Date.now() + 86_400_000);
  await sql`insert into public.calendar_push_channels
    ${sql({ connection_id: connection, external_channel_id: channel, token_hash: await sha256('s3cret'), expires_at })}`;
});

/** Whether the calendar was marked since the last time this was asked. */
async function wasMarked(): Promise<boolean> {
  const [row] = await sql`select dirty_at from public.calendar_sync_connections where connection_id = ${connection}`;
  await sql`update public.calendar_sync_connections set dirty_at = null where connection_id = ${connection}`;
  return row?.dirty_at !== null;
}
const stateOfChannel = async () =>
  (await sql`select state from public.calendar_push_channels where external_channel_id = ${channel}`)[0]?.state;
const post = (path: string, init: RequestInit = {}) =>
  handler(new Request(`http://functions.test/calendar-webhook/${path}`, { method: 'POST', ...init }));

describe('Google', () => {
  const headers = (change: Record<string, string | null> = {}) => {
    const all: Record<string, string | null> = {
      'x-goog-channel-id': channel,
      'x-goog-channel-token': 's3cret',
      'x-goog-message-number': '1',
      'x-goog-resource-id': 'r',
      'x-goog-resource-state': 'exists',
      ...change,
    };
    return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
  };

  test.each(['channel-id', 'channel-token', 'message-number'])('[SY10] without x-goog-%s it is none', async (name) => {
    const answer = await post('google', { headers: headers({ [`x-goog-${name}`]: null }) });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'invalid_input']);
    expect(await wasMarked()).toBe(false);
  });

  test('[SY10] each number counts once, whatever the body says', async () => {
    const told = (number: string) =>
      post('google', { headers: headers({ 'x-goog-message-number': number }), body: '{' });
    expect((await told('1')).status).toBe(204);
    expect(await wasMarked()).toBe(true);
    expect((await told('1')).status).toBe(204);
    expect(await wasMarked()).toBe(false);
    expect((await told('2')).status).toBe(204);
    expect(await wasMarked()).toBe(true);
  });

  test('[SY10] the answer does not tell a stopped, an unknown and a live channel apart', async () => {
    const answers = [await post('google', { headers: headers() })];
    await sql`update public.calendar_push_channels set state = 'stopped' where external_channel_id = ${channel}`;
    await wasMarked();
    answers.push(await post('google', { headers: headers({ 'x-goog-message-number': '2' }) }));
    answers.push(await post('google', { headers: headers({ 'x-goog-channel-id': randomUUID() }) }));
    expect(await wasMarked()).toBe(false);
    const shown = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), [...answer.headers]]),
    );
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
  });
});

describe('Microsoft', () => {
  const batch = (value: unknown[], path = 'microsoft') =>
    post(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value }) });
  /** As Graph sends it: lifecycle notifications have neither an id nor a resource. */
  const lifecycle = (lifecycleEvent: string, clientState = 's3cret') => ({
    subscriptionId: channel,
    subscriptionExpirationDateTime: '2026-12-01T00:00:00Z',
    tenantId: 't',
    clientState,
    lifecycleEvent,
  });

  test.each(['microsoft', 'microsoft/lifecycle'])('[SY10] %s gives the token back decoded, as text', async (path) => {
    const answer = await post(`${path}?validationToken=Validation%3A+a%2Bb%20%E2%9C%93`, {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe('Validation: a+b ✓');
    expect((await post(`${path}?validationToken=${'x'.repeat(2001)}`)).status).toBe(422);
  });

  test('[SY10] what is no batch is refused', async () => {
    expect((await post('microsoft', { body: '{' })).status).toBe(400);
    expect((await post('microsoft', { body: '{"value": {}}' })).status).toBe(422);
    expect((await post('microsoft')).status).toBe(422);
    expect((await post('microsoft/other', { body: '{"value": []}' })).status).toBe(404);
    expect((await handler(new Request('http://functions.test/calendar-webhook/microsoft'))).status).toBe(405);
  });

  test.each(['reauthorizationRequired', 'subscriptionRemoved'])(
    '[SY10] %s has the subscription replaced, if the secret is right',
    async (event) => {
      expect((await batch([lifecycle(event, 'guessed')], 'microsoft/lifecycle')).status).toBe(202);
      expect(await stateOfChannel()).toBe('active');
      expect((await batch([lifecycle(event)], 'microsoft/lifecycle')).status).toBe(202);
      expect(await stateOfChannel()).toBe('replaced');
    },
  );

  test('[SY10] each "missed" has the calendar looked at, though two of them are the same to the letter', async () => {
    for (let i = 0; i < 2; i++) {
      expect((await batch([lifecycle('missed')], 'microsoft/lifecycle')).status).toBe(202);
      expect(await wasMarked()).toBe(true);
    }
    expect(await stateOfChannel()).toBe('active');
    await batch([lifecycle('missed', 'guessed')], 'microsoft/lifecycle');
    expect(await wasMarked()).toBe(false);
  });

  test('[SY10] an event of life that is not known yet is heard as a change', async () => {
    expect((await batch([lifecycle('somethingNew')], 'microsoft/lifecycle')).status).toBe(202);
    expect([await wasMarked(), await stateOfChannel()]).toEqual([true, 'active']);
  });
});
