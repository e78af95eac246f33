/** [SY4, SY5, R6] Which changes of visits become work for which calendar. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database, rolledBack } from '../../support/sql.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { claim, connect, connectionRow, jobs, linkOf, utc, visit, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);
const set = (on: Scene, id: string, change: object) =>
  on.tx`update public.appointments set ${on.tx(change as never)} where appointment_id = ${id}`;
const kinds = async (on: Scene, connection_id: string) =>
  (await jobs(on, connection_id)).map(({ kind, appointment_version }) => `${kind} ${appointment_version}`);

describe('[SY4, R6] one job for each change, in its transaction', () => {
  test('for the primary calendar that is written, and for no other', () =>
    scene(sql, async (on) => {
      const primary = await calendar(on);
      const second = await calendar(on, { is_primary: false });
      const colleagues = await connect(on, clinic.colleague.clinician_id);
      const id = await visit(on, clinic, slot(0));
      await set(on, id, scheduled(slot(2)));
      await set(on, id, { title: 'x', description: 'y' });
      await set(on, id, { status: 'cancelled' });
      expect(await kinds(on, primary)).toEqual(['upsert 1', 'upsert 2', 'delete 4']);
      expect(await kinds(on, second)).toEqual([]);
      expect(await kinds(on, colleagues)).toEqual([]);
    }));

  test('also through the functions that people use', () =>
    scene(sql, async (on) => {
      const primary = await calendar(on);
      const booked = await on.done<{ appointment_id: string }>(
        clinic.desk,
        'book_appointment',
        clinic.request(slot(0)),
      );
      await on.done(clinic.patient, 'reschedule_appointment', { ...slot(2), appointment_id: booked.appointment_id });
      await on.done(clinic.clinician, 'cancel_appointment', { appointment_id: booked.appointment_id });
      expect(await kinds(on, primary)).toEqual(['upsert 1', 'upsert 2', 'delete 3']);
    }));

  test.each([
    ['is only read', { sync_direction: 'from_external' }],
    ['is switched off', { sync_enabled: false }],
    ['is not the primary one', { is_primary: false }],
    ['cannot be written', { can_write: false }],
  ])('none for a calendar that %s', (_, columns) =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, columns);
      await set(on, await visit(on, clinic, slot(0)), scheduled(slot(2)));
      expect(await kinds(on, connection_id)).toEqual([]);
    }),
  );

  test.each(['paused', 'needs_reauth'])('a calendar that is %s keeps its jobs for later', (state) =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on, { state });
      await visit(on, clinic, slot(0));
      expect(await kinds(on, connection_id)).toEqual(['upsert 1']);
    }),
  );

  test('a hand-over writes to the one calendar and deletes in the other', () =>
    scene(sql, async (on) => {
      const mine = await calendar(on);
      const theirs = await connect(on, clinic.colleague.clinician_id);
      await set(on, await visit(on, clinic, slot(0)), { clinician_id: clinic.colleague.clinician_id });
      expect(await kinds(on, mine)).toEqual(['upsert 1', 'delete 2']);
      expect(await kinds(on, theirs)).toEqual(['upsert 2']);
    }));

  test('none after a rollback', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      await expect(
        on.tx.savepoint(async () => {
          await visit(on, clinic, slot(0));
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(await kinds(on, connection_id)).toEqual([]);
    }));
});

describe('[SY4] sync_visit', () => {
  const ask = async (on: Scene, more: Record<string, unknown>, columns = {}) => {
    const connection_id = await calendar(on, columns);
    const id = await visit(on, clinic, slot(0), more);
    return (await workerOf(on, connection_id)).done<{ visit: Record<string, unknown> | null }>('sync_visit', {
      appointment_id: id,
    });
  };
  test('tells times, version and that the visit belongs in the calendar', () =>
    scene(sql, async (on) => {
      const { visit: found, ...more } = await ask(on, {});
      expect(found).toMatchObject({
        start: utc(slot(0).slot_start),
        end: utc(slot(0).slot_end),
        version: 1,
        wanted: true,
        ended: false,
      });
      expect(more).toEqual({ link: null, held: false });
      expect(JSON.stringify(found), 'and nothing about the patient').not.toMatch(/patient|title|type|note/);
    }));

  test.each([
    ['a request that holds its time', { status: 'requested' }, {}, true],
    ['a cancelled one', { status: 'cancelled' }, {}, false],
    ['of a calendar that is only read', {}, { sync_direction: 'from_external' }, false],
    ['of a second calendar', {}, { is_primary: false }, false],
  ])('%s', (_, more, columns, wanted) =>
    scene(sql, async (on) => expect((await ask(on, more, columns)).visit).toMatchObject({ wanted })),
  );

  test('a request that holds no time is not wanted', () =>
    scene(sql, async (on) => {
      await on.tx`update public.practices set requests_hold_time = false where practice_id = ${clinic.practice_id}`;
      expect((await ask(on, { status: 'requested' })).visit).toMatchObject({ wanted: false });
    }));

  test('changed_at is when a person changed it: neither bookkeeping nor a reading of notes counts', () =>
    rolledBack(sql, async (tx) => {
      const [made] = await tx<{ appointment_id: string }[]>`
        insert into public.appointments ${tx(clinic.row(slot(0)))} returning appointment_id`;
      const id = made?.appointment_id ?? '';
      const event = { practice_id: clinic.practice_id, actor_role: 'clinician', entity: 'appointment', entity_id: id };
      await tx`insert into public.audit_events ${tx([
        { ...event, action: 'moved', occurred_at: '2031-01-01T00:00:00Z' },
        { ...event, action: 'notes_read', occurred_at: '2032-01-01T00:00:00Z' },
        { ...event, action: 'edited', occurred_at: '2032-01-01T00:00:00Z' },
      ])}`;
      const [connection] = await tx<{ connection_id: string }[]>`
        insert into public.calendar_sync_connections ${tx({ user_id: clinic.clinician.clinician_id, provider: 'google', calendar_id: 'c', leased_by: 'w', lease_seconds: 60, leased_until: '2099-01-01T00:00:00Z' })} returning connection_id`;
      const [found] = await tx<{ at: string }[]>`
        select public.sync_visit(${connection?.connection_id ?? ''}, 'w', ${id}) #>> '{visit,changed_at}' as at`;
      expect(Date.parse(found?.at ?? '')).toBe(Date.parse('2031-01-01T00:00:00Z'));
    }));

  test('of a visit that is gone: null', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      expect(await worker.done('sync_visit', { appointment_id: crypto.randomUUID() })).toEqual({
        visit: null,
        link: null,
        held: false,
      });
    }));
});

describe('[SY4] links', () => {
  test('are what both sides agreed on, and show in the visit without being a change of it', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const id = await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.link(id);
      await worker.link(id, { etag: '"2"', action: 'none', local_version: 7 });
      await worker.link(id, { external_event_id: 'other', generation: 1, action: 'update' });
      expect(await worker.done('sync_visit', { appointment_id: id })).toMatchObject({
        visit: { version: 1 },
        link: { external_event_id: 'other', etag: '"1"', generation: 1, state: 'synced', local_version: 1 },
      });
      const [{ google_calendar_event_id } = { google_calendar_event_id: '' }] = await on.tx<
        { google_calendar_event_id: string }[]
      >`select google_calendar_event_id from public.appointments where appointment_id = ${id}`;
      expect(google_calendar_event_id).toBe('other');
      await worker.done('drop_event_link', { appointment_id: id, external_event_id: 'not this one' });
      expect(await linkOf(on, id)).toBeDefined();
      await worker.done('drop_event_link', { appointment_id: id });
      expect(await linkOf(on, id)).toBeUndefined();
      const log = await on.tx<{ action: string }[]>`
        select action from public.calendar_sync_log where connection_id = ${connection_id} order by log_id`;
      expect(log.map(({ action }) => action)).toEqual(['create', 'update', 'delete', 'delete']);
      expect(await kinds(on, connection_id), 'no job comes of it').toEqual(['upsert 1', 'pull null']);
    }));

  test('[AC30] of nothing are refused', () =>
    scene(sql, async (on) => {
      const worker = await workerOf(on, await calendar(on));
      const id = await visit(on, clinic, slot(0));
      const right = { appointment_id: id, external_event_id: 'e', etag: null, base: {}, base_hash: null };
      const args = { ...right, generation: 0, local_version: 1, action: 'create' };
      for (const wrong of [{ action: 'x' }, { action: null }, { external_event_id: null }, { generation: -1 }])
        expect((await worker.refused('save_event_link', { ...args, ...wrong })).code).toBe('invalid_input');
      const unknown = { ...args, appointment_id: crypto.randomUUID() };
      expect((await worker.refused('save_event_link', unknown)).code).toBe('not_found');
    }));
});

describe('[SY5] queue_missing_visits', () => {
  test('finds coming visits that were never written, or changed since, and links that are wanted no more', () =>
    scene(sql, async (on) => {
      const never = await visit(on, clinic, slot(0));
      const older = await visit(on, clinic, slot(2));
      const same = await visit(on, clinic, slot(4));
      const gone = await visit(on, clinic, slot(6));
      const ended = await visit(on, clinic, slot(8));
      const handed = await visit(on, clinic, slot(10));
      await visit(on, clinic, slot(12), { status: 'cancelled' });
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      for (const id of [older, same, gone, ended, handed]) await worker.link(id);
      await on.tx`update public.calendar_event_links set local_version = 0 where appointment_id = ${older}`;
      await on.tx`update public.calendar_event_links set state = 'gone' where appointment_id = ${gone}`;
      await set(on, ended, { status: 'cancelled' });
      await set(on, handed, { clinician_id: clinic.colleague.clinician_id });
      await on.tx`delete from public.sync_jobs where appointment_id is not null and connection_id = ${connection_id}`;
      expect(await worker.done('queue_missing_visits')).toBe(5);
      const queued = (await jobs(on, connection_id, 'pending')).map((j) => `${j.kind} ${j.appointment_id}`).sort();
      expect(queued).toEqual(
        [`delete ${ended}`, `delete ${handed}`, `upsert ${gone}`, `upsert ${never}`, `upsert ${older}`].sort(),
      );
      expect(await worker.done('queue_missing_visits'), 'never two for one visit').toBe(0);
    }));

  test('leaves a visit alone that has a job, or waits for a person', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const busy = await visit(on, clinic, slot(0));
      const held = await visit(on, clinic, slot(2));
      const worker = await workerOf(on, connection_id);
      await worker.link(held, { local_version: 0 });
      for (const job of worker.jobs.filter(({ appointment_id }) => appointment_id === held))
        await worker.settle(job, 'done');
      await on.tx`insert into public.sync_conflicts ${on.tx({ connection_id, appointment_id: held, kind: 'clash' })}`;
      expect(await worker.done('queue_missing_visits')).toBe(0);
      expect((await jobs(on, connection_id)).filter((j) => j.appointment_id === busy)).toHaveLength(1);
    }));

  test('takes the coming events out of a calendar that is written no more; of the past nothing', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const past = await visit(on, clinic, slot(0));
      const coming = await visit(on, clinic, slot(20));
      const worker = await workerOf(on, connection_id);
      for (const id of [past, coming]) await worker.link(id);
      for (const job of worker.jobs) await worker.settle(job, 'done');
      await on.tx`update public.calendar_sync_connections set is_primary = false where connection_id = ${connection_id}`;
      await on.at(5 * 24 * 60);
      const again = await workerOf(on, connection_id, 'later');
      expect(await again.done('queue_missing_visits')).toBe(1);
      const [job] = await claim(on, 'later', { connection_id });
      expect(job).toMatchObject({ kind: 'delete', appointment_id: coming });
    }));

  test('ends the reconcile, which for a calendar that is only written is the whole sync', () =>
    scene(sql, async (on) => {
      const both = await calendar(on);
      const outward = await connect(on, clinic.colleague.clinician_id, { sync_direction: 'to_external' });
      for (const id of [both, outward]) await (await workerOf(on, id)).done('queue_missing_visits');
      const now = new Date(start);
      expect(await connectionRow(on, both)).toMatchObject({ reconciled_at: now, last_sync_at: null });
      expect(await connectionRow(on, outward)).toMatchObject({
        reconciled_at: now,
        last_sync_at: now,
        last_sync_status: 'success',
      });
    }));

  test('is the secret key’s alone', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      for (const who of [clinic.clinician, clinic.admin, clinic.stranger])
        expect((await on.refused(who, 'queue_missing_visits', { connection_id, worker: 'w' })).code).toBe('42501');
      expect((await on.refused(secret, 'queue_missing_visits', { connection_id, worker: 'w' })).code).toBe(
        'lease_lost',
      );
    }));
});
