/** [SY1, SY2] One calendar, one worker; the changes of a visit in their order. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { claim, connect, connectionRow, type Job, jobs, visit, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const ids = (list: Job[]) => list.map(({ job_id }) => job_id);
const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
const move = (on: Scene, id: string, to: number) =>
  on.tx`update public.appointments set ${on.tx(scheduled(slot(to)))} where appointment_id = ${id}`;
/** Only what this transaction made is claimed: other files work in the same database. */
const due = (on: Scene, connection_id: string, worker: string, more = {}) =>
  claim(on, worker, { connection_id, ...more });

describe('[SY1] the lease of a connection', () => {
  test('is held by one worker: another gets nothing, the holder gets more', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      const first = await due(on, connection_id, 'one');
      expect(first).toMatchObject([{ kind: 'upsert', status: 'running', attempts: 0, appointment_version: 1 }]);
      const other = await visit(on, clinic, slot(2));
      expect(await due(on, connection_id, 'two')).toEqual([]);
      expect(await due(on, connection_id, 'one')).toMatchObject([{ appointment_id: other, status: 'running' }]);
      expect(await due(on, connection_id, 'one'), 'what is running is not given again').toEqual([]);
    }));

  test('is prolonged to its full length by every step, and ends with the last job', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      await visit(on, clinic, slot(2));
      const worker = await workerOf(on, connection_id, 'one');
      expect(worker.jobs).toHaveLength(3);
      await on.at(0.9);
      await worker.done('sync_connection');
      await on.at(1.8);
      await worker.settle(worker.jobs[0], 'done');
      await on.at(2.7);
      await worker.settle(worker.jobs[1], 'done');
      expect(await connectionRow(on, connection_id)).toMatchObject({ leased_by: 'one' });
      await worker.settle(worker.jobs[2], 'done');
      expect(await connectionRow(on, connection_id)).toMatchObject({ leased_by: null, leased_until: null });
      expect((await worker.refused('sync_connection')).code).toBe('lease_lost');
    }));

  test('lost, everything a worker can do is lease_lost and changes nothing', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const appointment_id = await visit(on, clinic, slot(0));
      const stale = await workerOf(on, connection_id, 'one');
      await stale.link(appointment_id);
      await on.at(1.1);
      const again = await due(on, connection_id, 'two');
      expect(ids(again).sort()).toEqual(ids(stale.jobs).sort());
      const before = await on.tx`
        select c::text || l::text || a::text as all from public.calendar_sync_connections c
        join public.calendar_event_links l using (connection_id) join public.appointments a using (appointment_id)
        where c.connection_id = ${connection_id}`;
      const link = { etag: null, base: {}, base_hash: null, generation: 1, local_version: 1, action: 'update' };
      const external_event_id = `event-${appointment_id}`;
      const steps: [name: string, args: Record<string, unknown>][] = [
        ['sync_connection', {}],
        ['sync_visit', { appointment_id }],
        ['save_event_link', { appointment_id, external_event_id: 'other', ...link }],
        ['drop_event_link', { appointment_id }],
        ['apply_external_move', { appointment_id, expected_version: 1, ...slot(4), etag: null, base_hash: null }],
        ['apply_external_delete', { appointment_id, external_event_id }],
        ['store_busy_times', { generation: 1, changes: [] }],
        ['finish_pull', { cursor: 'c', generation: 1, is_full: true }],
        ['fail_sync', { code: 'x', message: 'x' }],
        ['pause_for_deletions', { deleted: 1, linked: 1 }],
        ['queue_missing_visits', {}],
      ];
      for (const [name, args] of steps)
        expect(await stale.refused(name, args), name).toMatchObject({ code: 'lease_lost', status: 409 });
      const settled = { job_id: stale.jobs[0]?.job_id, worker: 'one', outcome: 'done' };
      expect((await on.refused(secret, 'settle_sync_job', settled)).code).toBe('lease_lost');
      expect(
        await on.tx`
          select c::text || l::text || a::text as all from public.calendar_sync_connections c
          join public.calendar_event_links l using (connection_id) join public.appointments a using (appointment_id)
          where c.connection_id = ${connection_id}`,
      ).toEqual(before);
    }));

  test('run out and taken by nobody, it is lost all the same', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      await on.at(1);
      expect((await worker.refused('sync_connection')).code).toBe('lease_lost');
    }));
});

describe('[SY2] what is claimed', () => {
  test('are due jobs in the order they were written, no more than asked for', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      for (const n of [0, 2, 4]) await visit(on, clinic, slot(n));
      const all = ids(await jobs(on, connection_id));
      expect(ids(await due(on, connection_id, 'w', { limit: 2 }))).toEqual(all.slice(0, 2));
      expect(ids(await due(on, connection_id, 'w', { limit: 2 }))).toEqual(all.slice(2));
    }));

  test('comes from the connection whose oldest job is the oldest, past those that somebody has', () =>
    scene(sql, async (on) => {
      const late = await calendar(on, { is_primary: false });
      const early = await calendar(on);
      await visit(on, clinic, slot(0));
      await on.tx`select private.queue_pass(${late}, 'pull', true)`;
      // Other files work in the same database: their calendars are passed over.
      const first = async () => {
        const [row] = await on.tx<{ connection_id: string | null }[]>`
          select (private.claim_connection('w', null, array(
            select c.connection_id from public.calendar_sync_connections c where c.connection_id <> all (${[late, early]})))).connection_id`;
        return row?.connection_id ?? null;
      };
      expect(await first()).toBe(early);
      await due(on, early, 'somebody');
      expect(await first()).toBe(late);
      await due(on, late, 'somebody');
      expect(await first()).toBeNull();
    }));

  test('is never a change of a visit while an older one of it waits or runs elsewhere', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const id = await visit(on, clinic, slot(0));
      const other = await visit(on, clinic, slot(6));
      const [first] = await due(on, connection_id, 'w', { limit: 1 });
      await move(on, id, 2);
      expect(
        (await due(on, connection_id, 'w')).map((j) => j.appointment_id),
        'the first is still running',
      ).toEqual([other]);
      await on.done(secret, 'settle_sync_job', { job_id: first?.job_id, worker: 'w', outcome: 'retry' });
      expect(await due(on, connection_id, 'w'), 'and now waits for its next try').toEqual([]);
      await on.at(0.5);
      expect((await due(on, connection_id, 'w')).map((j) => [j.appointment_id, j.appointment_version])).toEqual([
        [id, 1],
        [id, 2],
      ]);
    }));

  test('is given again after the lease has run out, one attempt further', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      const [job] = await due(on, connection_id, 'one');
      await on.at(0.9);
      expect(await due(on, connection_id, 'two')).toEqual([]);
      await on.at(1);
      expect(await due(on, connection_id, 'two')).toMatchObject([{ job_id: job?.job_id, attempts: 1 }]);
    }));

  test('is given up when the worker stopped ten times while doing it', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      for (let n = 0; n < 10; n += 1) {
        await on.at(n);
        expect((await due(on, connection_id, `worker ${n}`)).map(({ attempts }) => attempts)).toEqual([n]);
      }
      await on.at(10);
      expect(await due(on, connection_id, 'last')).toEqual([]);
      expect(await jobs(on, connection_id)).toMatchObject([{ status: 'dead', attempts: 10 }]);
    }));

  test.each([
    ['is switched off', { sync_enabled: false }],
    ['is paused', { state: 'paused' }],
    ['has to be connected again', { state: 'needs_reauth' }],
  ])('is nothing of a calendar that %s, until it goes on', (_, columns) =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await visit(on, clinic, slot(0));
      const set = (change: object) =>
        on.tx`update public.calendar_sync_connections set ${on.tx(change as never)} where connection_id = ${connection_id}`;
      await set(columns);
      expect(await due(on, connection_id, 'w')).toEqual([]);
      await set({ sync_enabled: true, state: 'active' });
      expect((await due(on, connection_id, 'w')).map(({ kind }) => kind)).toContain('upsert');
    }),
  );

  test('[AC30] needs a worker, a limit and a length', () =>
    scene(sql, async (on) => {
      const right = { worker: 'w', limit: 1, lease_seconds: 1 };
      for (const wrong of [
        { worker: '' },
        { worker: 'w'.repeat(201) },
        { limit: 0 },
        { limit: 1001 },
        { lease_seconds: 0 },
        { lease_seconds: 3601 },
      ])
        expect((await on.refused(secret, 'claim_sync_jobs', { ...right, ...wrong })).code).toBe('invalid_input');
    }));
});
