/** [SY13] What follows when the owner of a calendar changes its settings, by direct writes under row-level security. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, connectionRow, jobs, pings, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
async function set(on: Scene, connection_id: string, change: object, who: Caller = clinic.clinician): Promise<number> {
  const { value, refusal } = await on.as(
    who,
    (tx) => tx`
    update public.calendar_sync_connections set ${tx(change as never)} where connection_id = ${connection_id} returning connection_id`,
  );
  if (refusal) throw new Error(`${refusal.code}: ${refusal.message}`);
  return value?.length ?? 0;
}
const kinds = async (on: Scene, id: string) => (await jobs(on, id)).map(({ kind, status }) => `${kind} ${status}`);
const busy = async (on: Scene, connection_id: string) =>
  (
    await on.tx<{ id: string }[]>`
      select external_event_id as id from public.external_busy_times where connection_id = ${connection_id} order by 1`
  ).map(({ id }) => id);

/** A calendar that has been read: an all-day, a tentative and an ordinary event. */
async function read(on: Scene): Promise<string> {
  const connection_id = await calendar(on);
  const worker = await workerOf(on, connection_id);
  const event = (id: string, n: number, more = {}) => ({
    event: {
      id,
      series_id: null,
      busy: [{ start: slot(n).slot_start, end: slot(n).slot_end, kind: 'busy', all_day: false, ...more }],
    },
  });
  const changes = [event('day', 0, { all_day: true }), event('maybe', 2, { kind: 'tentative' }), event('sure', 4)];
  await worker.done('store_busy_times', { generation: 1, changes });
  await worker.done('finish_pull', { cursor: 'cursor', generation: 1, is_full: true });
  await worker.settle(worker.jobs[0], 'done');
  await on.tx`delete from public.sync_jobs where connection_id = ${connection_id}`;
  return connection_id;
}

describe('[SY13] a change of', () => {
  test.each([
    [{ sync_direction: 'to_external' }],
    [{ sync_direction: 'from_external' }],
    [{ is_primary: false }],
    [{ sync_enabled: false }],
    [{ all_day_events: 'free' }],
    [{ tentative_events: 'free' }],
  ])('%j asks for one reconcile', (change) =>
    scene(sql, async (on) => {
      const connection_id = await read(on);
      expect(await set(on, connection_id, change)).toBe(1);
      expect(await kinds(on, connection_id)).toEqual(['reconcile pending']);
      await set(on, connection_id, change);
      expect(await kinds(on, connection_id), 'the same again is no change').toEqual(['reconcile pending']);
    }),
  );

  test.each([[{ calendar_name: 'Work' }], [{ sync_interval_minutes: 60 }], [{ on_external_delete: 'cancel' }]])(
    '%j asks for nothing',
    (change) =>
      scene(sql, async (on) => {
        const connection_id = await read(on);
        expect(await set(on, connection_id, change)).toBe(1);
        expect(await kinds(on, connection_id)).toEqual([]);
      }),
  );

  test.each([
    [{ all_day_events: 'free' }, ['maybe', 'sure']],
    [{ tentative_events: 'free' }, ['day', 'sure']],
    [{ sync_enabled: false }, []],
    [{ sync_direction: 'to_external' }, []],
    [{ sync_direction: 'from_external' }, ['day', 'maybe', 'sure']],
  ])('%j gives time back that is busy no more, at once', (change, left) =>
    scene(sql, async (on) => {
      const connection_id = await read(on);
      await set(on, connection_id, change);
      expect(await busy(on, connection_id)).toEqual(left);
      const told = (await pings(on, `clinician:${clinic.clinician.clinician_id}`)).filter(
        (e) => e === 'availability_changed',
      );
      expect(told).toHaveLength(left.length === 3 ? 1 : 2);
    }),
  );

  test('reading, switched off and on again, starts anew', () =>
    scene(sql, async (on) => {
      const connection_id = await read(on);
      expect(await connectionRow(on, connection_id)).toMatchObject({
        cursor: 'cursor',
        reconciled_at: new Date(start),
      });
      await set(on, connection_id, { sync_enabled: false });
      await set(on, connection_id, { sync_enabled: true });
      expect(await connectionRow(on, connection_id)).toMatchObject({
        cursor: null,
        cursor_window_end: null,
        reconciled_at: null,
      });
      await on.done(secret, 'queue_due_pulls', {});
      expect(await kinds(on, connection_id)).toContain('reconcile pending');
    }));
});

describe('[SY13] the primary calendar', () => {
  test('takes the place of the one before; both are reconciled', () =>
    scene(sql, async (on) => {
      const first = await calendar(on);
      const second = await calendar(on, { is_primary: false });
      const others = await connect(on, clinic.colleague.clinician_id);
      await set(on, second, { is_primary: true });
      expect(await connectionRow(on, first)).toMatchObject({ is_primary: false });
      expect(await connectionRow(on, second)).toMatchObject({ is_primary: true });
      expect(await connectionRow(on, others)).toMatchObject({ is_primary: true });
      for (const id of [first, second]) expect(await kinds(on, id)).toEqual(['reconcile pending']);
      expect(await kinds(on, others)).toEqual([]);
    }));
});

test('[SY13] [AC1] settings are the owner’s: nobody else finds the row', () =>
  scene(sql, async (on) => {
    const connection_id = await calendar(on);
    for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger])
      expect(await set(on, connection_id, { sync_enabled: false }, who)).toBe(0);
    expect(await connectionRow(on, connection_id)).toMatchObject({ sync_enabled: true });
    for (const column of [
      'state',
      'cursor',
      'can_write',
      'access_token',
      'account_id',
      'leased_by',
      'user_id',
      'dirty_at',
    ]) {
      const { refusal } = await on.as(clinic.clinician, (tx) =>
        tx.unsafe(
          `update public.calendar_sync_connections set ${column} = null where connection_id = '${connection_id}'`,
        ),
      );
      expect(refusal?.code, column).toBe('42501');
    }
  }));
