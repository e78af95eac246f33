/**
 * [SY7] What a person decides: every kind of question, every answer. Over 300 lines, because all of it is told from one
 * open question.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret, start } from '../messages/scene.ts';
import {
  type Conflict,
  conflicts,
  connect,
  connectionRow,
  jobs,
  linkOf,
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

interface Asked {
  connection_id: string;
  id: string;
  worker: Worker;
  conflict: Conflict;
  resolve(resolution: string, more?: object, who?: Caller): Promise<Conflict>;
  refused(resolution: string, more?: object, who?: Caller): ReturnType<Scene['refused']>;
  pending(): Promise<string[]>;
}

/** An open question about the visit at slot 0; a clash is about slot 4, where another patient is. */
async function asked(on: Scene, kind: 'clash' | 'deleted'): Promise<Asked> {
  const connection_id = await connect(on, clinic.clinician.clinician_id);
  const id = await visit(on, clinic, slot(0));
  const worker = await workerOf(on, connection_id);
  await worker.link(id);
  for (const job of worker.jobs.filter((one) => one.kind === 'upsert')) await worker.settle(job, 'done');
  if (kind === 'clash') {
    await visit(on, clinic, slot(4), { patient_id: clinic.paper.patient_id });
    const move = { appointment_id: id, expected_version: 1, ...slot(4), etag: '"9"', base_hash: 'theirs' };
    expect(await worker.done('apply_external_move', move)).toMatchObject({ outcome: 'refused' });
  } else {
    const gone = { appointment_id: id, external_event_id: `event-${id}` };
    expect(await worker.done('apply_external_delete', gone)).toEqual({ outcome: 'asked' });
  }
  return about(on, connection_id, id, worker);
}

async function about(on: Scene, connection_id: string, id: string, worker: Worker): Promise<Asked> {
  const [conflict] = await conflicts(on, connection_id);
  if (!conflict) throw new Error('nothing was asked');
  const args = (resolution: string, more: object) => ({ conflict_id: conflict.conflict_id, resolution, ...more });
  return {
    connection_id,
    id,
    worker,
    conflict,
    resolve: (resolution, more = {}, who = clinic.clinician) =>
      on.done(who, 'resolve_sync_conflict', args(resolution, more)),
    refused: (resolution, more = {}, who = clinic.clinician) =>
      on.refused(who, 'resolve_sync_conflict', args(resolution, more)),
    pending: async () =>
      (await jobs(on, connection_id, 'pending'))
        .filter(({ appointment_id }) => appointment_id === id)
        .map(({ kind, appointment_version }) => `${kind} ${appointment_version}`),
  };
}

const answered = (resolution: string) => ({
  status: 'resolved',
  resolution,
  resolved_by: clinic.clinician.profile_id,
});

describe('[SY7] a clash', () => {
  test('keep_ours: the event is put back', () =>
    scene(sql, async (on) => {
      const { id, resolve, pending, worker } = await asked(on, 'clash');
      expect(await resolve('keep_ours')).toMatchObject(answered('keep_ours'));
      expect(await pending()).toEqual(['upsert 1']);
      expect(await visitRow(on, id)).toMatchObject({ version: 1, scheduled_start: new Date(slot(0).slot_start) });
      expect(await worker.done('sync_visit', { appointment_id: id })).toMatchObject({
        held: false,
        link: { base: span(slot(4)) },
      });
      expect(await pings(on, `profile:${clinic.clinician.profile_id}`)).toContain('calendar_changed');
    }));

  test('take_theirs: the visit goes there, over the other one, and the calendar needs no telling', () =>
    scene(sql, async (on) => {
      const { id, resolve, pending } = await asked(on, 'clash');
      expect(await resolve('take_theirs')).toMatchObject(answered('take_theirs'));
      expect(await visitRow(on, id)).toMatchObject({
        scheduled_start: new Date(slot(4).slot_start),
        overbooked: true,
        overbook_reason: 'As in the calendar',
        version: 2,
      });
      expect(await linkOf(on, id)).toMatchObject({ base: span(slot(4)), local_version: 2 });
      expect(await pending()).toEqual([]);
    }));

  test('take_theirs where the time has become free: no overbooking', () =>
    scene(sql, async (on) => {
      const { id, resolve } = await asked(on, 'clash');
      await on.tx`update public.appointments set status = 'cancelled' where patient_id = ${clinic.paper.patient_id} and scheduled_start = ${slot(4).slot_start}`;
      await resolve('take_theirs');
      expect(await visitRow(on, id)).toMatchObject({ overbooked: false, overbook_reason: null, version: 2 });
    }));

  test('reschedule: to a third time, by the rules of rescheduling', () =>
    scene(sql, async (on) => {
      const { id, resolve, refused, pending } = await asked(on, 'clash');
      const refusal = await refused('reschedule', slot(4));
      expect(refusal).toMatchObject({ code: 'slot_taken', status: 409 });
      expect(refusal.alternatives).toHaveLength(3);
      expect((await refused('reschedule')).code).toBe('invalid_input');
      expect(await resolve('reschedule', slot(8))).toMatchObject(answered('reschedule'));
      expect(await visitRow(on, id)).toMatchObject({
        scheduled_start: new Date(slot(8).slot_start),
        overbooked: false,
      });
      expect(await pending()).toEqual(['upsert 2']);
    }));
});

describe('[SY7] a deleted event', () => {
  test('keep_ours: it is made again under a new identity', () =>
    scene(sql, async (on) => {
      const { id, resolve, pending, worker } = await asked(on, 'deleted');
      expect(await resolve('keep_ours')).toMatchObject(answered('keep_ours'));
      expect(await linkOf(on, id)).toMatchObject({ state: 'gone', generation: 1 });
      expect(await pending()).toEqual(['upsert 1']);
      const replay = { appointment_id: id, external_event_id: `event-${id}` };
      expect(await worker.done('apply_external_delete', replay), 'told once more').toEqual({ outcome: 'restore' });
      expect(await conflicts(on, worker.jobs[0]?.connection_id ?? '')).toHaveLength(1);
    }));

  test('take_theirs: the visit is cancelled, by the person who decided', () =>
    scene(sql, async (on) => {
      const { id, resolve, pending } = await asked(on, 'deleted');
      expect(await resolve('take_theirs')).toMatchObject(answered('take_theirs'));
      expect(await visitRow(on, id)).toMatchObject({ status: 'cancelled', cancelled_by: clinic.clinician.profile_id });
      expect(await linkOf(on, id)).toBeUndefined();
      expect(await pending()).toEqual([]);
    }));

  test('reschedule: moved, and made again there', () =>
    scene(sql, async (on) => {
      const { id, resolve, pending } = await asked(on, 'deleted');
      expect(await resolve('reschedule', slot(8))).toMatchObject(answered('reschedule'));
      expect(await visitRow(on, id)).toMatchObject({ scheduled_start: new Date(slot(8).slot_start), version: 2 });
      expect(await linkOf(on, id)).toMatchObject({ state: 'gone', generation: 1 });
      expect(await pending()).toEqual(['upsert 2']);
    }));
});

describe('[SY7, SY15] a mass deletion', () => {
  /** Three visits with events, of which two are gone. */
  const braked = async (on: Scene) => {
    const connection_id = await connect(on, clinic.clinician.clinician_id);
    const visits = [];
    for (const n of [0, 2, 4]) visits.push(await visit(on, clinic, slot(n)));
    const worker = await workerOf(on, connection_id);
    for (const id of visits) await worker.link(id);
    for (const job of worker.jobs.filter((one) => one.kind === 'upsert')) await worker.settle(job, 'done');
    const gone = visits.slice(0, 2).map((id) => `event-${id}`);
    await worker.done('pause_for_deletions', { deleted: 2, linked: 3, external_event_ids: gone });
    return { ...(await about(on, connection_id, visits[0] ?? '', worker)), visits };
  };
  const links = async (on: Scene, visits: string[]) => {
    const found = [];
    for (const id of visits) found.push(await linkOf(on, id));
    return found.map((link) => `${link?.state} ${link?.generation}`);
  };

  test('keep_ours: sync goes on, exactly the deleted events are made again', () =>
    scene(sql, async (on) => {
      const { connection_id, resolve, visits } = await braked(on);
      expect(await resolve('keep_ours')).toMatchObject(answered('keep_ours'));
      expect(await connectionRow(on, connection_id)).toMatchObject({ state: 'active', brake_released_until: null });
      expect(await links(on, visits)).toEqual(['gone 1', 'gone 1', 'synced 0']);
      const pending = await jobs(on, connection_id, 'pending');
      expect(pending.map(({ kind, appointment_id }) => `${kind} ${appointment_id}`).sort()).toEqual(
        visits
          .slice(0, 2)
          .map((id) => `upsert ${id}`)
          .sort(),
      );
    }));

  test('take_theirs: sync goes on, reads again, and the brake is off for an hour', () =>
    scene(sql, async (on) => {
      const { connection_id, resolve, visits, worker } = await braked(on);
      await worker.settle(
        worker.jobs.find(({ kind }) => kind === 'pull'),
        'done',
      );
      expect(await resolve('take_theirs')).toMatchObject(answered('take_theirs'));
      expect(await connectionRow(on, connection_id)).toMatchObject({
        state: 'active',
        brake_released_until: new Date(plus(start, 60 * minute)),
      });
      expect(await links(on, visits), 'nothing is decided about a visit yet').toEqual([
        'synced 0',
        'synced 0',
        'synced 0',
      ]);
      expect((await jobs(on, connection_id, 'pending')).map(({ kind }) => kind)).toEqual(['pull']);
      const again = await workerOf(on, connection_id, 'again');
      expect(await again.done('sync_connection')).toMatchObject({ brake_released: true });
      await on.at(59);
      const soon = await workerOf(on, connection_id, 'soon');
      expect(await soon.done('sync_connection')).toMatchObject({ brake_released: true });
      await on.at(61);
      const late = await workerOf(on, connection_id, 'late');
      expect(await late.done('sync_connection')).toMatchObject({ brake_released: false });
    }));

  test('reschedule makes no sense', () =>
    scene(sql, async (on) => {
      expect((await (await braked(on)).refused('reschedule', slot(8))).code).toBe('invalid_input');
    }));

  test('resume_connection: it goes on without an answer; only a paused one changes', () =>
    scene(sql, async (on) => {
      const { connection_id } = await braked(on);
      const args = { connection_id };
      for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret])
        expect(await on.refused(who, 'resume_connection', args)).toMatchObject({ code: 'not_found', status: 404 });
      expect(await on.done(clinic.clinician, 'resume_connection', args)).toMatchObject({ ...args, state: 'active' });
      await on.tx`update public.calendar_sync_connections set state = 'needs_reauth' where connection_id = ${connection_id}`;
      expect(await on.done(clinic.clinician, 'resume_connection', args)).toMatchObject({ state: 'needs_reauth' });
    }));
});

describe('[SY7] a question', () => {
  test('is answered once', () =>
    scene(sql, async (on) => {
      const { resolve, refused } = await asked(on, 'clash');
      await resolve('keep_ours');
      expect(await refused('take_theirs')).toMatchObject({
        code: 'conflict_closed',
        status: 409,
        details: { resolution: 'keep_ours' },
      });
    }));

  test('is answered by the owner of the calendar, and does not exist for anybody else', () =>
    scene(sql, async (on) => {
      const { refused, conflict } = await asked(on, 'clash');
      for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret])
        expect(await refused('keep_ours', {}, who)).toMatchObject({ code: 'not_found', status: 404 });
      const unknown = { conflict_id: crypto.randomUUID(), resolution: 'keep_ours' };
      expect((await on.refused(clinic.clinician, 'resolve_sync_conflict', unknown)).code).toBe('not_found');
      expect(
        (
          await on.tx`select 1 from public.sync_conflicts where conflict_id = ${conflict.conflict_id} and status = 'open'`
        ).length,
      ).toBe(1);
    }));

  test.each(['', 'KEEP_OURS', 'delete', null])('takes no answer %j', (resolution) =>
    scene(sql, async (on) => {
      expect((await (await asked(on, 'clash')).refused(resolution as string)).code).toBe('invalid_input');
    }),
  );

  const closing: [name: string, change: (on: Scene, id: string) => PromiseLike<unknown>][] = [
    ['moved', (on, id) => on.done(clinic.patient, 'reschedule_appointment', { appointment_id: id, ...slot(8) })],
    [
      'moved by SQL',
      (on, id) => on.tx`update public.appointments set ${on.tx(scheduled(slot(8)))} where appointment_id = ${id}`,
    ],
    ['cancelled', (on, id) => on.done(clinic.desk, 'cancel_appointment', { appointment_id: id })],
    ['ended', (on, id) => on.tx`update public.appointments set status = 'no_show' where appointment_id = ${id}`],
    [
      'handed over',
      (on, id) =>
        on.tx`update public.appointments set clinician_id = ${clinic.colleague.clinician_id} where appointment_id = ${id}`,
    ],
  ];
  test.each(closing)('closes by itself when the visit is %s', (_, change) =>
    scene(sql, async (on) => {
      const clash = await asked(on, 'clash');
      await change(on, clash.id);
      expect(await conflicts(on, clash.connection_id)).toMatchObject([{ status: 'resolved', resolution: null }]);
      expect(await clash.refused('take_theirs')).toMatchObject({
        code: 'conflict_closed',
        details: { resolution: null },
      });
      expect((await clash.worker.done<{ held: boolean }>('sync_visit', { appointment_id: clash.id })).held).toBe(false);
    }),
  );

  test('stays open when the visit only begins, or is edited', () =>
    scene(sql, async (on) => {
      const { id, connection_id } = await asked(on, 'clash');
      await on.tx`update public.appointments set title = 'x' where appointment_id = ${id}`;
      await on.tx`update public.appointments set status = 'in_progress' where appointment_id = ${id}`;
      expect(await conflicts(on, connection_id)).toMatchObject([{ status: 'open' }]);
    }));

  test('about a deleted event, closed by a move, has the event made again under a new identity', () =>
    scene(sql, async (on) => {
      const { id, pending } = await asked(on, 'deleted');
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(8) });
      expect(await linkOf(on, id)).toMatchObject({ state: 'gone', generation: 1 });
      expect(await pending()).toEqual(['upsert 2']);
    }));

  test('about the past cannot be answered with take_theirs', () =>
    scene(sql, async (on) => {
      const { refused } = await asked(on, 'clash');
      await on.at(5 * 24 * 60);
      expect(await refused('take_theirs')).toMatchObject({ code: 'invalid_time' });
    }));
});
