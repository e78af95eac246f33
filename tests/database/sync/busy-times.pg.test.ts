/** [SY9, SY10] What is kept of external events, and how a reading ends. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { hour, plus } from '../../support/time.ts';
import { type Clinic, createClinic, type Slot, slot } from '../booking/clinic.ts';
import { type Scene, scene, start } from '../messages/scene.ts';
import { connect, connectionRow, jobs, pings, row, type Worker, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
const range = ({ slot_start: start_, slot_end: end }: Slot, more = {}) => ({
  start: start_,
  end,
  kind: 'busy',
  all_day: false,
  ...more,
});
const event = (id: string, busy: object[], series_id: string | null = null) => ({ event: { id, series_id, busy } });
const store = (worker: Worker, changes: object[], generation = 1) =>
  worker.done('store_busy_times', { generation, changes });
/** [start, end, more] of each row, by start. */
async function stored(on: Scene, connection_id: string): Promise<[from: string, until: string, more: string][]> {
  const rows = await on.tx<{ busy_start: Date; busy_end: Date; more: string }[]>`
    select busy_start, busy_end, concat_ws(' ', external_event_id, kind, case when all_day then 'all day' end, generation) as more
    from public.external_busy_times where connection_id = ${connection_id} order by busy_start, external_event_id`;
  return rows.map(({ busy_start, busy_end, more }) => [busy_start.toISOString(), busy_end.toISOString(), more]);
}
const names = async (on: Scene, connection_id: string) => (await stored(on, connection_id)).map(([, , more]) => more);
const at = ({ slot_start, slot_end }: Slot, more: string) => [slot_start, slot_end, more];

describe('[SY9] store_busy_times', () => {
  test('keeps ranges and opaque ids, nothing else', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const secretive = {
        ...event('a', [range(slot(0), { title: 'Dentist' })]).event,
        title: 'Dentist',
        location: 'Bath',
      };
      await store(await workerOf(on, connection_id), [{ event: secretive }]);
      expect(await stored(on, connection_id)).toEqual([at(slot(0), 'a busy 1')]);
      const found = await row(on, 'external_busy_times', 'connection_id', connection_id);
      expect(JSON.stringify(found)).not.toMatch(/Dentist|Bath/);
      expect(found).toMatchObject({ clinician_id: clinic.clinician.clinician_id });
    }));

  test('[R4] in pieces of at most 24 hours', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const from = slot(0).slot_start;
      const long = (hours: number) => ({ start: from, end: plus(from, hours * hour), kind: 'busy', all_day: true });
      const worker = await workerOf(on, connection_id);
      for (const [hours, pieces] of [
        [24, [24]],
        [49, [24, 24, 1]],
        [72, [24, 24, 24]],
      ] as const) {
        await store(worker, [event('long', [long(hours)])]);
        const found = await stored(on, connection_id);
        expect(found.map(([a, b]) => (Date.parse(b) - Date.parse(a)) / hour)).toEqual(pieces);
        expect(found[0]?.[0]).toBe(from);
        expect(found.at(-1)?.[1]).toBe(plus(from, hours * hour));
      }
    }));

  test('each instant of an event once: what meets is one, and busy counts before tentative', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const tentative = range(slot(0, 120), { kind: 'tentative' });
      await store(await workerOf(on, connection_id), [
        event('a', [
          range(slot(1)),
          tentative,
          range(slot(2)),
          range(slot(2)),
          range({ slot_start: start, slot_end: start }),
        ]),
      ]);
      expect(await stored(on, connection_id)).toEqual([
        at(slot(0), 'a tentative 1'),
        at(slot(1, 60), 'a busy 1'),
        at(slot(3), 'a tentative 1'),
      ]);
    }));

  test('an event replaces what was known of it; without ranges it blocks nothing', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      await store(worker, [event('a', [range(slot(0)), range(slot(4))]), event('b', [range(slot(2))])]);
      await store(worker, [event('a', [range(slot(6))])]);
      expect(await stored(on, connection_id)).toEqual([at(slot(2), 'b busy 1'), at(slot(6), 'a busy 1')]);
      await store(worker, [event('a', [])]);
      expect(await names(on, connection_id)).toEqual(['b busy 1']);
    }));

  test('deleted: an event, or all of a series; series: what follows is all of it; in the order given', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      const weekly = [0, 2, 4].map((n) => event(`s_${n}`, [range(slot(n))], 's'));
      await store(worker, [...weekly, event('t', [range(slot(6))], 't'), event('u', [range(slot(8))])]);
      await store(worker, [{ deleted: 's_2' }]);
      expect(await names(on, connection_id)).toEqual(['s_0 busy 1', 's_4 busy 1', 't busy 1', 'u busy 1']);
      await store(worker, [{ series: 's' }, event('s_9', [range(slot(9))], 's'), { deleted: 'unknown' }]);
      expect(await names(on, connection_id)).toEqual(['t busy 1', 'u busy 1', 's_9 busy 1']);
      await store(worker, [{ deleted: 's' }, { deleted: 'u' }]);
      expect(await names(on, connection_id)).toEqual(['t busy 1']);
      await store(worker, [{ deleted: 't' }, event('t', [range(slot(1))])]);
      expect(await stored(on, connection_id)).toEqual([at(slot(1), 't busy 1')]);
    }));

  test('what the owner does not count as busy is left out', () =>
    scene(sql, async (on) => {
      const changes = [
        event('day', [range(slot(0), { all_day: true })]),
        event('maybe', [range(slot(2), { kind: 'tentative' })]),
        event('both', [range(slot(4), { kind: 'tentative', all_day: true })]),
        event('sure', [range(slot(6))]),
      ];
      for (const [columns, left] of [
        [{}, ['day busy all day 1', 'maybe tentative 1', 'both tentative all day 1', 'sure busy 1']],
        [{ all_day_events: 'free' }, ['maybe tentative 1', 'sure busy 1']],
        [{ tentative_events: 'free' }, ['day busy all day 1', 'sure busy 1']],
        [{ all_day_events: 'free', tentative_events: 'free' }, ['sure busy 1']],
      ] as const) {
        const connection_id = await calendar(on, { is_primary: false, ...columns });
        await store(await workerOf(on, connection_id), changes);
        expect(await names(on, connection_id)).toEqual(left);
      }
    }));

  test('tells the clinician’s screens once, and only when something changed', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      const topic = `clinician:${clinic.clinician.clinician_id}`;
      const told = async () => (await pings(on, topic)).filter((name) => name === 'availability_changed').length;
      await store(worker, [event('a', [range(slot(0))]), event('b', [range(slot(2))])]);
      expect(await told()).toBe(1);
      await store(worker, [event('a', [range(slot(0))])], 2);
      await store(worker, [{ deleted: 'unknown' }, { series: 'unknown' }], 2);
      expect(await told()).toBe(1);
      await store(worker, [{ deleted: 'b' }], 2);
      expect(await told()).toBe(2);
      const [{ payload } = { payload: null }] = await on.tx<{ payload: unknown }[]>`
        select payload from realtime.messages where topic = ${topic} and event = 'availability_changed' limit 1`;
      expect(payload, 'ids only').toMatchObject({ clinician_id: clinic.clinician.clinician_id });
      expect(Object.keys(payload as object).filter((key) => key !== 'id')).toEqual(['clinician_id']);
    }));

  test('nothing is kept of a calendar that is only written, or of somebody who treats nobody', () =>
    scene(sql, async (on) => {
      const outward = await calendar(on, { sync_direction: 'to_external' });
      const desk = await connect(on, clinic.desk.profile_id);
      for (const connection_id of [outward, desk]) {
        const worker = await workerOf(on, connection_id);
        expect(await worker.done('sync_connection')).toMatchObject({ reads: false });
        await store(worker, [event('a', [range(slot(0))])]);
        expect(await stored(on, connection_id)).toEqual([]);
      }
    }));

  test('[AC30] what is no list of changes is refused', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      for (const changes of [{}, 'x', null, 5])
        expect((await worker.refused('store_busy_times', { generation: 1, changes })).code).toBe('invalid_input');
      expect((await worker.refused('store_busy_times', { generation: 1, changes: [{ event: {} }] })).code).toBe(
        'invalid_input',
      );
    }));
});

describe('[SY9] busy times and slots', () => {
  test('take the slots they touch, all pieces and kinds, and give them back', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      const free = async () => {
        const { clinician_id } = clinic.clinician;
        const args = { clinician_id, range_start: slot(0).slot_start, range_end: slot(15).slot_end };
        const rows = await on.rows<{ slot_start: string }>(clinic.patient, 'available_slots', args);
        return rows.map((found) => Date.parse(found.slot_start));
      };
      const all = await free();
      expect(all).toHaveLength(16);
      await store(worker, [event('a', [range(slot(2)), range(slot(4), { kind: 'tentative' })])]);
      expect(await free()).toEqual(all.filter((_, n) => ![2, 4].includes(n)));
      const booking = clinic.request(slot(2));
      expect(await on.refused(clinic.patient, 'book_appointment', booking)).toMatchObject({ code: 'slot_taken' });
      const from = plus(slot(0).slot_start, -30 * hour);
      await store(worker, [event('b', [{ start: from, end: slot(7).slot_end, kind: 'busy', all_day: false }])]);
      expect(await free()).toEqual(all.slice(8));
      await store(worker, [{ deleted: 'a' }, { deleted: 'b' }]);
      expect(await free()).toEqual(all);
    }));
});

describe('[SY9, SY10] finish_pull', () => {
  test('a full reading sweeps what it has not seen, and only then', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      await store(worker, [
        event('kept', [range(slot(0))]),
        event('gone', [range(slot(2))]),
        event('moved', [range(slot(4))]),
      ]);
      await worker.done('finish_pull', { cursor: 'one', generation: 1, is_full: true });
      const first = await worker.done<{ window: { end: string } }>('sync_connection');
      await store(worker, [event('kept', [range(slot(0))]), event('moved', [range(slot(6))])], 2);
      expect(await names(on, connection_id), 'until then both generations count').toEqual([
        'kept busy 2',
        'gone busy 1',
        'moved busy 2',
      ]);
      await worker.done('finish_pull', { cursor: 'two', generation: 2, is_full: true });
      expect(await names(on, connection_id)).toEqual(['kept busy 2', 'moved busy 2']);
      expect(await connectionRow(on, connection_id)).toMatchObject({
        cursor: 'two',
        generation: 2,
        reconciled_at: new Date(start),
        last_sync_at: new Date(start),
        last_sync_status: 'success',
        cursor_window_end: new Date(first.window.end),
      });
    }));

  test('an incremental one sweeps nothing and stores the cursor', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, {
        cursor: 'one',
        generation: 1,
        sync_errors: on.tx.json([{ code: 'x' }]),
      });
      const worker = await workerOf(on, connection_id);
      await store(worker, [event('a', [range(slot(0))])], 0);
      await worker.done('finish_pull', { cursor: 'two', generation: 1, is_full: false });
      expect(await names(on, connection_id)).toEqual(['a busy 0']);
      expect(await connectionRow(on, connection_id)).toMatchObject({
        cursor: 'two',
        generation: 1,
        reconciled_at: null,
        cursor_window_end: null,
        sync_errors: [],
      });
      const log =
        await on.tx`select action, status, sync_direction, appointment_id from public.calendar_sync_log where connection_id = ${connection_id}`;
      expect([...log]).toEqual([
        { action: 'sync', status: 'success', sync_direction: 'from_external', appointment_id: null },
      ]);
    }));

  test('[SY10] clears dirty_at only if nothing was said since the pull began', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { dirty_at: start });
      const worker = await workerOf(on, connection_id);
      const { dirty_at } = await worker.done<{ dirty_at: string }>('sync_connection');
      await on.tx`update public.calendar_sync_connections set dirty_at = ${plus(start, 1)} where connection_id = ${connection_id}`;
      await worker.done('finish_pull', { cursor: 'c', generation: 0, is_full: false, dirty_at });
      expect((await connectionRow(on, connection_id)).dirty_at).toEqual(new Date(plus(start, 1)));
      expect(
        (await jobs(on, connection_id, 'pending')).map(({ kind }) => kind),
        'and it is read again',
      ).toEqual(['pull']);
      const through = new Date(plus(start, 1)).toISOString();
      await worker.done('finish_pull', { cursor: 'c', generation: 0, is_full: false, dirty_at: through });
      expect((await connectionRow(on, connection_id)).dirty_at).toBeNull();
    }));
});

describe('[SY9] the window that is read', () => {
  test('reaches from yesterday to two days past the horizon of the practice, at whole hours', () =>
    scene(sql, async (on) => {
      await on.tx`update public.practices set booking_horizon_days = 30 where practice_id = ${clinic.practice_id}`;
      const worker = await workerOf(on, await calendar(on));
      const { window } = await worker.done<{ window: { start: string; end: string } }>('sync_connection');
      for (const instant of [window.start, window.end]) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/);
      const from = (Date.parse(start) - Date.parse(window.start)) / hour;
      const until = (Date.parse(window.end) - Date.parse(start)) / hour;
      expect(from).toBeGreaterThanOrEqual(24);
      expect(from).toBeLessThan(25);
      expect(until).toBeGreaterThanOrEqual(32 * 24);
      expect(until).toBeLessThanOrEqual(32 * 24 + 1);
      await on.at(0.5);
      expect((await worker.done<{ window: object }>('sync_connection')).window).toEqual(window);
    }));
});
