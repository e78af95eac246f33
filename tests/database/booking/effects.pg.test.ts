/** R6, R8 and live pings: what follows from a change of a visit, in its own transaction. */

import postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { database, rolledBack } from '../../support/sql.ts';
import { stack } from '../../support/stack.ts';
import { answerOf, ask, done, sqlCode, type Visit } from './answers.ts';
import { type Clinic, createClinic, scheduled, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});

const actions = async (id: string) =>
  (
    await sql<{ action: string }[]>`select action from public.audit_events where entity_id = ${id} order by event_id`
  ).map((e) => e.action);

describe('exactly one audit event', () => {
  test('[R6] for each change by the functions', async () => {
    const visit = await done(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(0), { appointment_type: 'urgent_visit' }),
    );
    const { appointment_id } = visit;
    await done(clinic.desk, 'transition_appointment', { appointment_id, status: 'confirmed' });
    await done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(1), reason: 'Later' });
    await done(clinic.desk, 'reschedule_appointment', {
      appointment_id,
      ...slot(1),
      clinician_id: clinic.colleague.clinician_id,
    });
    await done(clinic.colleague, 'save_clinician_notes', { appointment_id, notes: 'n' });
    await done(clinic.patient, 'cancel_appointment', { appointment_id });
    expect(await actions(appointment_id)).toEqual([
      'created',
      'confirmed',
      'moved',
      'reassigned',
      'edited',
      'cancelled',
    ]);
    const trail =
      await sql`select actor_id, actor_role from public.audit_events where entity_id = ${appointment_id} order by event_id`;
    expect([...trail]).toEqual([
      { actor_id: clinic.patient.profile_id, actor_role: 'patient' },
      { actor_id: clinic.desk.profile_id, actor_role: 'staff' },
      { actor_id: clinic.desk.profile_id, actor_role: 'staff' },
      { actor_id: clinic.desk.profile_id, actor_role: 'staff' },
      { actor_id: clinic.colleague.profile_id, actor_role: 'clinician' },
      { actor_id: clinic.patient.profile_id, actor_role: 'patient' },
    ]);
  });

  test('[R6] for each change by the secret key and by SQL', async () => {
    const secret = service();
    const made = await answerOf<Visit>(
      secret
        .from('appointments')
        .insert(clinic.row(slot(0)) as never)
        .select('appointment_id')
        .single(),
    );
    const id = made.value?.appointment_id ?? '';
    await secret.from('appointments').update({ title: 'x' }).eq('appointment_id', id);
    await sql`update public.appointments set ${sql(scheduled(slot(1)))} where appointment_id = ${id}`;
    await sql`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
    await sql`delete from public.appointments where appointment_id = ${id}`;
    expect(await actions(id)).toEqual(['created', 'edited', 'moved', 'cancelled', 'deleted']);
  });

  test('[R6] for each visit of a series, and for each row of one statement', async () => {
    const { booked } = await done<{ booked: Visit[] }>(clinic.desk, 'book_series', {
      ...clinic.request(slot(0)),
      recurrence: 'FREQ=WEEKLY;COUNT=3',
    });
    await sql`update public.appointments set status = 'cancelled' where patient_id = ${clinic.patient.patient_id}`;
    for (const { appointment_id } of booked) expect(await actions(appointment_id)).toEqual(['created', 'cancelled']);
  });

  test('[R6] none for bookkeeping, for an update that changes nothing, for a refusal or after a rollback', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    await sql`update public.appointments set sync_metadata = '{"a": 1}', reminder_sent_1h = true where appointment_id = ${appointment_id}`;
    await sql`update public.appointments set title = title, status = status where appointment_id = ${appointment_id}`;
    await ask(clinic.desk, 'transition_appointment', { appointment_id, status: 'requested' });
    await rolledBack(
      sql,
      (tx) => tx`update public.appointments set status = 'cancelled' where appointment_id = ${appointment_id}`,
    );
    expect(await actions(appointment_id)).toEqual(['created']);
  });

  test('[R6] times, status and people with old and new value; of free text only that it changed', async () => {
    const { appointment_id } = await clinic.book(slot(0), { title: 'Secret title', description: 'Secret text' });
    await done(clinic.desk, 'cancel_appointment', { appointment_id, reason: 'Secret reason' });
    const trail =
      await sql`select changes from public.audit_events where entity_id = ${appointment_id} order by event_id`;
    expect(trail[1]?.changes).toEqual({
      status: { from: 'confirmed', to: 'cancelled' },
      cancelled_by: { to: clinic.desk.profile_id },
      cancellation_reason: 'changed',
    });
    expect(JSON.stringify(trail)).not.toContain('Secret');
  });
});

describe('sync jobs', () => {
  const connect = (user_id: string, columns = {}) => sql`
    insert into public.calendar_sync_connections ${sql({ user_id, provider: 'google', calendar_id: crypto.randomUUID(), is_primary: true, ...columns })}`;
  const jobs = async (id: string) =>
    (
      await sql<{ kind: string; user_id: string }[]>`
      select j.kind, c.user_id from public.sync_jobs j join public.calendar_sync_connections c on c.connection_id = j.connection_id
      where j.appointment_id = ${id} order by j.created_at, j.kind`
    ).map((job) => `${job.kind} ${job.user_id === clinic.clinician.profile_id ? 'clinician' : 'colleague'}`);

  test('[R6] one job per change for the clinician’s writing calendar, none for bookkeeping or free text', async () => {
    await connect(clinic.clinician.profile_id);
    await connect(clinic.clinician.profile_id, { is_primary: false });
    await connect(clinic.colleague.profile_id);
    const { appointment_id } = await clinic.book(slot(0));
    await done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(1) });
    await sql`update public.appointments set sync_metadata = '{"etag": 1}', title = 'x' where appointment_id = ${appointment_id}`;
    await done(clinic.desk, 'cancel_appointment', { appointment_id });
    expect(await jobs(appointment_id)).toEqual(['upsert clinician', 'upsert clinician', 'delete clinician']);
  });

  test('[R6] a hand-over writes to the colleague’s calendar and removes from the former one', async () => {
    await connect(clinic.clinician.profile_id);
    await connect(clinic.colleague.profile_id);
    const { appointment_id } = await clinic.book(slot(0));
    await done(clinic.desk, 'reschedule_appointment', {
      appointment_id,
      ...slot(0),
      clinician_id: clinic.colleague.clinician_id,
    });
    expect((await jobs(appointment_id)).sort()).toEqual(['delete clinician', 'upsert clinician', 'upsert colleague']);
  });

  test.each([
    ['reads only', { sync_direction: 'from_external' }],
    ['is switched off', { sync_enabled: false }],
    ['is not the primary one', { is_primary: false }],
  ])('[R6] no job for a calendar that %s', async (_, columns) => {
    await connect(clinic.clinician.profile_id, columns);
    const { appointment_id } = await clinic.book(slot(0));
    await done(clinic.desk, 'cancel_appointment', { appointment_id });
    expect(await jobs(appointment_id)).toEqual([]);
  });

  test('[R6] a rollback leaves no job', async () => {
    await connect(clinic.clinician.profile_id);
    const id = await rolledBack(sql, async (tx) => {
      const [row] = await tx`insert into public.appointments ${tx(clinic.row(slot(0)))} returning appointment_id`;
      expect((await tx`select 1 from public.sync_jobs where appointment_id = ${row?.appointment_id}`).length).toBe(1);
      return row?.appointment_id as string;
    });
    expect(await jobs(id)).toEqual([]);
  });
});

test('[BK20] a change pings practice, clinician and patient with ids only; bookkeeping and bulk loads ping nobody', async () => {
  await rolledBack(sql, async (tx) => {
    const [row] =
      await tx`insert into public.appointments ${tx(clinic.row(slot(0), { title: 'Secret' }))} returning appointment_id`;
    const id = row?.appointment_id as string;
    const pings = async () => [
      ...(await tx`select topic, event, private, payload from realtime.messages where payload ->> 'appointment_id' = ${id} order by topic`),
    ];
    const { clinician_id } = clinic.clinician;
    const topics = [
      `clinician:${clinician_id}`,
      `practice:${clinic.practice_id}`,
      `profile:${clinic.paper.patient_id}`,
    ];
    expect(await pings()).toMatchObject(
      topics.map((topic) => ({
        topic,
        event: 'appointment_changed',
        private: true,
        payload: { appointment_id: id, clinician_id },
      })),
    );
    expect(JSON.stringify(await pings())).not.toContain('Secret');
    await tx`update public.appointments set reminder_sent_24h = true where appointment_id = ${id}`;
    await tx`select set_config('careslot.quiet', 'on', true)`;
    await tx`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
    expect(await pings()).toHaveLength(3);
  });
});

test('[BK20] a hand-over pings both clinicians', async () => {
  await rolledBack(sql, async (tx) => {
    const { appointment_id } = await clinic.book(slot(0));
    await tx`update public.appointments set clinician_id = ${clinic.colleague.clinician_id} where appointment_id = ${appointment_id}`;
    const pings = await tx<{ topic: string }[]>`
      select topic from realtime.messages where payload @> ${tx.json({ appointment_id, clinician_id: clinic.colleague.clinician_id })}`;
    expect(pings.map((ping) => ping.topic).sort()).toEqual(
      [
        `clinician:${clinic.clinician.clinician_id}`,
        `clinician:${clinic.colleague.clinician_id}`,
        `practice:${clinic.practice_id}`,
        `profile:${clinic.patient.patient_id}`,
      ].sort(),
    );
  });
});

describe('the audit trail is append-only', () => {
  const changes = [
    "update public.audit_events set action = 'x'",
    'delete from public.audit_events',
    'truncate public.audit_events',
  ];
  // The stack's logins share the password of the data folder; elsewhere the superuser is out of reach.
  const superuser = new URL(stack.database_url);
  superuser.username = 'supabase_admin';
  const admin = postgres(superuser.toString(), { max: 1, onnotice: () => {} });
  afterAll(() => admin.end());

  test.each(changes)('[R8] for the secret key, the owner and the superuser: %s', async (statement) => {
    await clinic.book(slot(0));
    const count = async () =>
      (
        await sql`select count(*)::int as n from public.audit_events
          where practice_id = ${clinic.practice_id} and entity = 'appointment'`
      )[0]?.n;
    const before = await count();
    expect(before).toBe(1);
    const asService = sql.begin(async (tx) => {
      await tx`set local role service_role`;
      await tx.unsafe(statement);
    });
    expect(await sqlCode(asService)).toBe('42501');
    expect(await sqlCode(sql.unsafe(statement))).toBe('42501');
    expect(await admin`select rolsuper from pg_roles where rolname = current_user`).toEqual([{ rolsuper: true }]);
    expect(await sqlCode(admin.unsafe(statement))).toBe('42501');
    const replica = admin.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(statement);
    });
    expect(await sqlCode(replica), 'nor by switching ordinary triggers off').toBe('42501');
    expect(await count()).toBe(before);
  });

  test('[R8] over HTTP too', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    const secret = service();
    for (const request of [
      secret.from('audit_events').update({ action: 'x' }).eq('entity_id', appointment_id),
      secret.from('audit_events').delete().eq('entity_id', appointment_id),
    ])
      expect((await answerOf(request)).refusal).toMatchObject({ code: '42501', status: 403 });
    expect(await actions(appointment_id)).toEqual(['created']);
  });
});
