/**
 * [SY6, SY15] What a person does to our event in their calendar. Over 300 lines, because each refusal of a move is a case of
 * its own.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { day, minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, type Slot, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import {
  conflicts,
  connect,
  connectionRow,
  jobs,
  linkOf,
  notices,
  pings,
  span,
  visit,
  visitRow,
  type Worker,
  workerOf,
} from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

interface Linked {
  connection_id: string;
  id: string;
  worker: Worker;
  /** The event was dragged to that time. */
  drag(to: Slot, version?: number): Promise<{ outcome: string; version: number; code?: string }>;
  /** The event was deleted. */
  remove(event?: string): Promise<string>;
}

/** A visit at slot 0 with its event in the calendar, all jobs done but the pull. */
async function linked(on: Scene, columns = {}): Promise<Linked> {
  const connection_id = await connect(on, clinic.clinician.clinician_id, columns);
  const id = await visit(on, clinic, slot(0));
  const worker = await workerOf(on, connection_id);
  await worker.link(id);
  for (const job of worker.jobs.filter(({ kind }) => kind === 'upsert')) await worker.settle(job, 'done');
  return {
    connection_id,
    id,
    worker,
    drag: async (to, version) =>
      worker.done('apply_external_move', {
        appointment_id: id,
        expected_version: version ?? (await visitRow(on, id)).version,
        ...to,
        etag: '"9"',
        base_hash: 'theirs',
      }),
    remove: async (event = `event-${id}`) =>
      (
        await worker.done<{ outcome: string }>('apply_external_delete', {
          appointment_id: id,
          external_event_id: event,
        })
      ).outcome,
  };
}

describe('[SY6] an event that was dragged', () => {
  test('moves the visit under the rules for staff, with everything that follows of a move', () =>
    scene(sql, async (on) => {
      const { connection_id, id, drag, worker } = await linked(on);
      const second = await connect(on, clinic.clinician.clinician_id, { is_primary: false });
      expect(await drag(slot(4))).toEqual({ outcome: 'moved', version: 2 });
      const moved = await visitRow(on, id);
      expect(moved).toMatchObject({
        scheduled_start: new Date(slot(4).slot_start),
        scheduled_end: new Date(slot(4).slot_end),
        overbooked: false,
        version: 2,
      });
      expect(await linkOf(on, id)).toMatchObject({
        base: span(slot(4)),
        base_hash: 'theirs',
        etag: '"9"',
        local_version: 2,
      });
      expect(await jobs(on, connection_id, 'pending'), 'the calendar that said so need not be told').toEqual([]);
      expect(await jobs(on, second)).toEqual([]);
      const told = { ...span(slot(4)), appointment_id: id, from: span(slot(0)).start };
      for (const who of [clinic.patient.patient_id, clinic.clinician.clinician_id])
        expect((await notices(on, who)).visit_moved).toEqual([told]);
      const log = await on.tx<{ sync_direction: string; action: string }[]>`
        select sync_direction, action from public.calendar_sync_log where connection_id = ${connection_id} and appointment_id = ${id} order by log_id desc limit 1`;
      expect(log[0]).toEqual({ sync_direction: 'from_external', action: 'update' });
      const audit = await on.tx<{ action: string; actor_role: string }[]>`
        select action, actor_role from public.audit_events where entity_id = ${id} order by event_id desc limit 1`;
      expect(audit[0]).toEqual({ action: 'moved', actor_role: 'service' });
      await on.tx`update public.appointments set ${on.tx(scheduled(slot(6)))} where appointment_id = ${id}`;
      expect(await jobs(on, connection_id, 'pending'), 'the next change is told again').toMatchObject([
        { kind: 'upsert', appointment_version: 3 },
      ]);
      expect(await worker.done('sync_visit', { appointment_id: id })).toMatchObject({ held: false });
    }));

  test('may take another length', () =>
    scene(sql, async (on) => {
      const { id, drag } = await linked(on);
      expect((await drag(slot(4, 90))).outcome).toBe('moved');
      expect(await visitRow(on, id)).toMatchObject({ duration_minutes: 90 });
    }));

  const refusals: [name: string, code: string, to: Slot, prepare: (on: Scene) => PromiseLike<unknown>][] = [
    [
      'onto another visit',
      'slot_taken',
      slot(4),
      (on) => visit(on, clinic, slot(4), { patient_id: clinic.paper.patient_id }),
    ],
    [
      'onto another visit of the patient',
      'patient_busy',
      slot(4),
      (on) => visit(on, clinic, slot(4), { clinician_id: clinic.colleague.clinician_id }),
    ],
    [
      'onto an event of another calendar',
      'slot_taken',
      slot(4),
      async (on) => {
        const connection_id = await connect(on, clinic.clinician.clinician_id, { is_primary: false });
        const { slot_start: busy_start, slot_end: busy_end } = slot(4);
        const { clinician_id } = clinic.clinician;
        await on.tx`insert into public.external_busy_times ${on.tx({ connection_id, clinician_id, busy_start, busy_end, external_event_id: 'e' })}`;
      },
    ],
    [
      'onto a hold',
      'slot_taken',
      slot(4),
      (on) => on.done(clinic.desk, 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...slot(4) }),
    ],
    ['outside the hours', 'outside_availability', slot(15, 60), async () => {}],
    [
      'into a closure',
      'outside_availability',
      slot(4),
      (on) =>
        on.tx`insert into public.practice_closures ${on.tx({ practice_id: clinic.practice_id, during: `[${slot(4).slot_start},${slot(4).slot_end})` })}`,
    ],
    [
      'into the past',
      'invalid_time',
      { slot_start: plus(start, -day), slot_end: plus(start, -day + 30 * minute) },
      async () => {},
    ],
    ['to a minute’s length', 'invalid_time', slot(4, 1), async () => {}],
    ['to a length of more than a day', 'invalid_time', slot(4, 25 * 60), async () => {}],
  ];
  test.each(refusals)('%s: %s, and a question for the clinician', (_, code, to, prepare) =>
    scene(sql, async (on) => {
      const { connection_id, id, drag, worker } = await linked(on);
      await prepare(on);
      const before = await visitRow(on, id);
      expect(await drag(to)).toEqual({ outcome: 'refused', version: 1, code });
      expect(await visitRow(on, id)).toEqual(before);
      expect(await conflicts(on, connection_id)).toMatchObject([
        { kind: 'clash', status: 'open', appointment_id: id, ours: span(slot(0)), theirs: { ...span(to), code } },
      ]);
      expect(await linkOf(on, id), 'both sides know of it').toMatchObject({ base: span(to), base_hash: 'theirs' });
      expect(await worker.done('sync_visit', { appointment_id: id })).toMatchObject({ held: true });
      const [conflict] = await conflicts(on, connection_id);
      expect((await notices(on, clinic.clinician.clinician_id)).calendar_conflict).toEqual([
        { conflict_id: conflict?.conflict_id, connection_id },
      ]);
      expect((await notices(on, clinic.patient.patient_id)).visit_moved, 'the patient is not told').toBeUndefined();
    }),
  );

  test('twice: there is one question, about the latest time, and one notice', () =>
    scene(sql, async (on) => {
      const { connection_id, drag } = await linked(on);
      for (const n of [4, 6]) await visit(on, clinic, slot(n), { patient_id: clinic.paper.patient_id });
      await drag(slot(4));
      await drag(slot(6));
      expect(await conflicts(on, connection_id)).toMatchObject([{ theirs: { ...span(slot(6)), code: 'slot_taken' } }]);
      expect((await notices(on, clinic.clinician.clinician_id)).calendar_conflict).toHaveLength(1);
      await drag(slot(8));
      expect(await conflicts(on, connection_id), 'a time that can be had answers it').toMatchObject([
        { status: 'resolved', resolution: null },
      ]);
    }));

  test.each([
    ['changed meanwhile', { title: 'x' }],
    ['begun', { status: 'in_progress' }],
    ['cancelled', { status: 'cancelled' }],
    ['handed over', {}],
  ])('after the visit was %s: stale, nothing happens', (name, change) =>
    scene(sql, async (on) => {
      const { connection_id, id, drag } = await linked(on);
      const clinician_id = name === 'handed over' ? { clinician_id: clinic.colleague.clinician_id } : {};
      await on.tx`update public.appointments set ${on.tx({ ...change, ...clinician_id } as never)} where appointment_id = ${id}`;
      const before = await visitRow(on, id);
      const version = name === 'changed meanwhile' ? 1 : before.version;
      expect(await drag(slot(4), version)).toEqual({ outcome: 'stale', version: before.version });
      expect(await visitRow(on, id)).toEqual(before);
      expect(await conflicts(on, connection_id)).toEqual([]);
      expect(await linkOf(on, id)).toMatchObject({ base_hash: 'hash' });
    }),
  );

  test('of a visit that is gone: stale', () =>
    scene(sql, async (on) => {
      const { worker } = await linked(on);
      const args = {
        appointment_id: crypto.randomUUID(),
        expected_version: 1,
        ...slot(4),
        etag: null,
        base_hash: null,
      };
      expect(await worker.done('apply_external_move', args)).toEqual({ outcome: 'stale', version: null });
    }));
});

describe('[SY6] an event that was deleted', () => {
  test('ask: a question, once', () =>
    scene(sql, async (on) => {
      const { connection_id, id, remove, worker } = await linked(on);
      expect(await remove()).toBe('asked');
      expect(await remove(), 'told twice').toBe('asked');
      expect(await conflicts(on, connection_id)).toMatchObject([
        { kind: 'deleted', status: 'open', appointment_id: id, ours: span(slot(0)), theirs: null },
      ]);
      expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed', version: 1 });
      expect(await linkOf(on, id)).toMatchObject({ state: 'gone', generation: 0 });
      expect((await notices(on, clinic.clinician.clinician_id)).calendar_conflict).toHaveLength(1);
      expect(await worker.done('sync_visit', { appointment_id: id })).toMatchObject({
        held: true,
        link: { state: 'gone' },
      });
      expect(await worker.done('queue_missing_visits'), 'not made again behind their back').toBe(0);
    }));

  test('cancel: the visit is cancelled, the link goes, both are told', () =>
    scene(sql, async (on) => {
      const { connection_id, id, remove } = await linked(on, { on_external_delete: 'cancel' });
      expect(await remove()).toBe('cancelled');
      expect(await visitRow(on, id)).toMatchObject({
        status: 'cancelled',
        cancellation_reason: 'Deleted in the clinician’s calendar.'.replace('’', "'"),
        cancelled_by: null,
        google_calendar_event_id: null,
      });
      expect(await linkOf(on, id)).toBeUndefined();
      expect(await jobs(on, connection_id, 'pending')).toEqual([]);
      for (const who of [clinic.patient.patient_id, clinic.clinician.clinician_id])
        expect((await notices(on, who)).visit_cancelled).toEqual([{ ...span(slot(0)), appointment_id: id }]);
      expect(await remove(), 'told twice').toBe('none');
    }));

  test('restore: the event is made again under a new identity', () =>
    scene(sql, async (on) => {
      const { connection_id, id, remove, worker } = await linked(on, { on_external_delete: 'restore' });
      expect(await remove()).toBe('restore');
      expect(await remove(), 'told twice').toBe('restore');
      expect(await linkOf(on, id)).toMatchObject({ state: 'gone', generation: 1 });
      expect(await jobs(on, connection_id, 'pending')).toMatchObject([{ kind: 'upsert', appointment_id: id }]);
      expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed', version: 1 });
      await worker.link(id, { external_event_id: 'again', generation: 1 });
      expect(await linkOf(on, id)).toMatchObject({ state: 'synced', generation: 1 });
      expect(await remove(), 'the old one').toBe('none');
      expect(await remove('again'), 'the new one').toBe('restore');
    }));

  test.each(['ask', 'cancel', 'restore'])('%s: a visit that is over or not active only loses its link', (policy) =>
    scene(sql, async (on) => {
      const over = await linked(on, { on_external_delete: policy });
      await on.tx`update public.appointments set status = 'cancelled' where appointment_id = ${over.id}`;
      expect(await over.remove()).toBe('none');
      expect(await linkOf(on, over.id)).toBeUndefined();
      const id = await visit(on, clinic, slot(1));
      await over.worker.link(id);
      await on.at(5 * 24 * 60);
      const later = await workerOf(on, over.connection_id, 'later');
      const args = { appointment_id: id, external_event_id: `event-${id}` };
      expect(await later.done('apply_external_delete', args)).toEqual({ outcome: 'none' });
      expect(await linkOf(on, id)).toBeUndefined();
      expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed' });
      expect(await conflicts(on, over.connection_id)).toEqual([]);
    }),
  );

  test.each(['ask', 'cancel', 'restore'])('%s: an event that is not the linked one changes nothing', (policy) =>
    scene(sql, async (on) => {
      const { id, remove } = await linked(on, { on_external_delete: policy });
      expect(await remove('another')).toBe('none');
      expect(await linkOf(on, id)).toMatchObject({ state: 'synced' });
      expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed' });
    }),
  );
});

test('[SY15] [R9] the brake pauses the calendar and asks; nothing of it is deleted', () =>
  scene(sql, async (on) => {
    const { connection_id, id, worker } = await linked(on);
    await worker.done('pause_for_deletions', { deleted: 12, linked: 14 });
    await worker.done('pause_for_deletions', { deleted: 13, linked: 14 });
    expect(await connectionRow(on, connection_id)).toMatchObject({ state: 'paused' });
    expect(await conflicts(on, connection_id)).toMatchObject([
      { kind: 'mass_deletion', appointment_id: null, ours: null, theirs: { deleted: 13, linked: 14 } },
    ]);
    expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed' });
    expect(await linkOf(on, id)).toMatchObject({ state: 'synced' });
    expect((await notices(on, clinic.clinician.clinician_id)).calendar_conflict).toHaveLength(1);
    expect(await pings(on, `profile:${clinic.clinician.profile_id}`)).toContain('calendar_changed');
    expect(
      await on.rows(secret, 'claim_sync_jobs', { worker: 'w', limit: 1, lease_seconds: 60, connection_id }),
    ).toEqual([]);
  }));
