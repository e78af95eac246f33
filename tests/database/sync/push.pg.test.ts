/** [SY10] Notifications of providers, and the channels they come through. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { day, hour, plus } from '../../support/time.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, connectionRow, jobs, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
const channelOf = (connection_id: string, more: Record<string, unknown> = {}) => ({
  connection_id,
  channel_id: crypto.randomUUID(),
  external_channel_id: `channel-${crypto.randomUUID()}`,
  resource_id: 'resource',
  token_hash: 'hash',
  expires_at: plus(start, 7 * day),
  state: 'active',
  ...more,
});
type ChannelArgs = ReturnType<typeof channelOf>;
async function channel(on: Scene, connection_id: string, more = {}): Promise<ChannelArgs> {
  const args = channelOf(connection_id, more);
  await on.done(secret, 'save_channel', args);
  return args;
}
const note = (on: Scene, { external_channel_id }: ChannelArgs, delivery_id: string, more = {}) =>
  on.done<boolean>(secret, 'note_push', {
    external_channel_id,
    secret_hash: 'hash',
    delivery_id,
    resource_id: 'resource',
    ...more,
  });
const dirty = async (on: Scene, id: string) => (await connectionRow(on, id)).dirty_at as Date | null;

describe('[SY10] note_push', () => {
  test('marks the calendar dirty and has it read once, however often it is said', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const watched = await channel(on, connection_id);
      expect(await note(on, watched, '1')).toBe(true);
      expect(await dirty(on, connection_id)).toEqual(new Date(start));
      expect(await note(on, watched, '2')).toBe(true);
      expect(await dirty(on, connection_id), 'never the same instant twice').toEqual(new Date(plus(start, 1)));
      expect(await jobs(on, connection_id)).toMatchObject([{ kind: 'pull', status: 'pending' }]);
    }));

  test('a replay does nothing', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const watched = await channel(on, connection_id);
      await note(on, watched, '1');
      const before = await dirty(on, connection_id);
      expect(await note(on, watched, '1')).toBe(true);
      expect(await dirty(on, connection_id)).toEqual(before);
      const other = await channel(on, connection_id);
      expect(await note(on, other, '1'), 'another channel counts for itself').toBe(true);
      expect(await dirty(on, connection_id)).not.toEqual(before);
    }));

  test.each([
    ['a wrong secret', { secret_hash: 'other' }],
    ['no secret', { secret_hash: null }],
    ['an unknown channel', { external_channel_id: 'unknown' }],
    ['another resource', { resource_id: 'other' }],
  ])('%s is not genuine, and does nothing', (_, wrong) =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const watched = await channel(on, connection_id);
      expect(await note(on, watched, '1', wrong)).toBe(false);
      expect(await dirty(on, connection_id)).toBeNull();
      expect(await jobs(on, connection_id)).toEqual([]);
      const seen =
        await on.tx`select 1 from public.webhook_deliveries where source = ${`calendar:${watched.channel_id}`}`;
      expect(seen.length).toBe(0);
    }),
  );

  test('is heard before the provider has answered and while a channel is being replaced, not once it is stopped', () =>
    scene(sql, async (on) => {
      for (const [state, heard] of [
        ['registering', true],
        ['active', true],
        ['replaced', true],
        ['stopped', false],
        ['unsupported', false],
      ] as const) {
        const watched = await channel(on, await calendar(on, { is_primary: false }), { state });
        expect(await note(on, watched, '1'), state).toBe(heard);
      }
    }));

  test('more than 120 a minute are genuine, and do nothing', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const watched = await channel(on, connection_id);
      for (let n = 0; n < 120; n += 1) await note(on, watched, `n${n}`);
      const before = await dirty(on, connection_id);
      expect(await note(on, watched, 'one more')).toBe(true);
      expect(await dirty(on, connection_id)).toEqual(before);
      await on.at(1.1);
      await note(on, watched, 'later');
      expect(await dirty(on, connection_id)).not.toEqual(before);
    }));

  test('asks for no work of a calendar that is not read', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { sync_direction: 'to_external' });
      expect(await note(on, await channel(on, connection_id), '1')).toBe(true);
      expect(await jobs(on, connection_id)).toEqual([]);
    }));

  test('a notification during a pull survives it', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const watched = await channel(on, connection_id);
      await note(on, watched, '1');
      const worker = await workerOf(on, connection_id);
      const { dirty_at } = await worker.done<{ dirty_at: string }>('sync_connection');
      await note(on, watched, '2');
      await worker.done('finish_pull', { cursor: 'c', generation: 0, is_full: false, dirty_at });
      await worker.settle(worker.jobs[0], 'done');
      expect(await dirty(on, connection_id)).not.toBeNull();
      const again = await workerOf(on, connection_id, 'again');
      expect(again.jobs).toMatchObject([{ kind: 'pull' }]);
      const second = await again.done<{ dirty_at: string }>('sync_connection');
      await again.done('finish_pull', {
        cursor: 'c',
        generation: 0,
        is_full: false,
        ...{ dirty_at: new Date(second.dirty_at).toISOString() },
      });
      expect(await dirty(on, connection_id), 'also by way of JavaScript').toBeNull();
    }));
});

describe('[SY10] channels', () => {
  const due = async (on: Scene, connection_id: string) =>
    (
      await on.rows<{ connection_id: string; channel_id: string | null; state: string | null }>(
        secret,
        'channels_to_renew',
      )
    ).filter((found) => found.connection_id === connection_id);

  test('save_channel: registering first, then what the provider answered', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { provider: 'microsoft' });
      const args = await channel(on, connection_id, {
        state: 'registering',
        external_channel_id: null,
        resource_id: null,
      });
      const change = {
        ...args,
        external_channel_id: 'theirs',
        token_hash: null,
        state: 'active',
        expires_at: plus(start, 3 * day),
      };
      await on.done(secret, 'save_channel', change);
      const [found] = await on.tx`select * from public.calendar_push_channels where connection_id = ${connection_id}`;
      expect(found).toMatchObject({
        channel_id: args.channel_id,
        external_channel_id: 'theirs',
        token_hash: 'hash',
        state: 'active',
        expires_at: new Date(plus(start, 3 * day)),
      });
      await on.done(secret, 'save_channel', {
        ...change,
        external_channel_id: null,
        resource_id: null,
        expires_at: null,
        state: 'stopped',
      });
      const [stopped] = await on.tx`select * from public.calendar_push_channels where connection_id = ${connection_id}`;
      expect(stopped).toMatchObject({ external_channel_id: 'theirs', state: 'stopped' });
      for (const wrong of [
        { state: 'x' },
        { state: null },
        { connection_id: crypto.randomUUID() },
        { channel_id: crypto.randomUUID(), token_hash: null },
      ])
        expect((await on.refused(secret, 'save_channel', { ...args, ...wrong })).code).toBe('invalid_input');
    }));

  test.each(['google', 'microsoft', 'outlook'])(
    'channels_to_renew: %s without a live one, or a day before its end',
    (provider) =>
      scene(sql, async (on) => {
        const connection_id = await calendar(on, { provider });
        expect(await due(on, connection_id)).toMatchObject([{ channel_id: null, state: null }]);
        await channel(on, connection_id, { state: 'registering' });
        await channel(on, connection_id, { state: 'stopped' });
        expect(await due(on, connection_id)).toMatchObject([{ channel_id: null }]);
        const { channel_id } = await channel(on, connection_id, {
          expires_at: plus(new Date().toISOString(), 7 * day),
        });
        await on.tx`select set_config('careslot.now', ${plus(new Date().toISOString(), 6 * day - hour)}, true)`;
        expect(await due(on, connection_id)).toEqual([]);
        await on.tx`select set_config('careslot.now', ${plus(new Date().toISOString(), 6 * day + hour)}, true)`;
        expect(await due(on, connection_id)).toMatchObject([{ channel_id, state: 'active' }]);
        await on.tx`select set_config('careslot.now', ${plus(new Date().toISOString(), 8 * day)}, true)`;
        expect(await due(on, connection_id), 'too late').toMatchObject([{ channel_id: null }]);
      }),
  );

  test('channels_to_renew: a short-lived one at half its life', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const now = new Date().toISOString();
      const { channel_id } = await channel(on, connection_id, { expires_at: plus(now, 10 * hour) });
      await on.tx`select set_config('careslot.now', ${plus(now, 4 * hour)}, true)`;
      expect(await due(on, connection_id)).toEqual([]);
      await on.tx`select set_config('careslot.now', ${plus(now, 6 * hour)}, true)`;
      expect(await due(on, connection_id)).toMatchObject([{ channel_id }]);
      await on.done(secret, 'save_channel', {
        connection_id,
        channel_id,
        external_channel_id: null,
        resource_id: null,
        token_hash: null,
        expires_at: null,
        state: 'replaced',
      });
      await channel(on, connection_id, { expires_at: plus(now, 30 * day) });
      expect(await due(on, connection_id), 'until somebody has stopped it').toMatchObject([
        { channel_id, state: 'replaced' },
      ]);
    }));

  test.each([
    ['cannot be watched', { provider: 'caldav' }],
    ['is Apple’s', { provider: 'apple' }],
    ['is only written', { sync_direction: 'to_external' }],
    ['is switched off', { sync_enabled: false }],
    ['is paused', { state: 'paused' }],
    ['has to be connected again', { state: 'needs_reauth' }],
  ])('channels_to_renew: none for a calendar that %s', (_, columns) =>
    scene(sql, async (on) => {
      expect(await due(on, await calendar(on, columns))).toEqual([]);
    }),
  );

  test('channels_to_renew: a calendar that the provider does not watch is asked about again later', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await channel(on, connection_id, { state: 'unsupported', expires_at: plus(start, day) });
      expect(await due(on, connection_id)).toEqual([]);
      await on.at(24 * 60 + 1);
      expect(await due(on, connection_id)).toMatchObject([{ channel_id: null }]);
    }));

  test('are the secret key’s alone', () =>
    scene(sql, async (on) => {
      const args = await channel(on, await calendar(on));
      for (const who of [clinic.clinician, clinic.admin, clinic.stranger]) {
        expect((await on.refused(who, 'save_channel', args)).code).toBe('42501');
        expect((await on.refused(who, 'channels_to_renew', {})).code).toBe('42501');
        expect(
          (await on.refused(who, 'note_push', { external_channel_id: 'x', secret_hash: 'x', delivery_id: 'x' })).code,
        ).toBe('42501');
      }
    }));
});
