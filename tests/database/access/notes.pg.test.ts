/** Clinical notes: the most secret text there is. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { inDays } from '../../support/time.ts';
import { people, type RoleName } from './document.ts';
import { request, rpc } from './http.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
const secret = 'Suspected porphyria; told nobody.';
let world: World;
let appointment_id: string;

beforeAll(async () => {
  world = await createWorld(sql);
  appointment_id = world.sides.ours.appointment_id;
  const saved = await rpc(world.callers.clinician, 'save_clinician_notes', { appointment_id, notes: secret });
  expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  expect(JSON.stringify(saved.body)).not.toContain(secret);
});

const audit = async () => [
  ...(await sql`select actor_id, actor_role, action, changes from public.audit_events
    where entity_id = ${appointment_id} order by event_id`),
];

test('[AC7] the clinician of the visit reads them, and each reading is audited', async () => {
  const before = await audit();
  for (let n = 0; n < 2; n += 1) {
    const answer = await rpc(world.callers.clinician, 'clinician_notes', { appointment_id });
    expect(answer).toMatchObject({ status: 200, body: secret });
  }
  const event = {
    actor_id: world.people.clinician?.profile_id,
    actor_role: 'clinician',
    action: 'notes_read',
    changes: {},
  };
  expect((await audit()).slice(before.length)).toEqual([event, event]);
});

describe.each(['anonymous', ...people.filter((role) => role !== 'clinician'), 'service role'] satisfies RoleName[])(
  '[AC7, R7] %s',
  (role) => {
    test('neither reads nor writes them', async () => {
      const before = await audit();
      const status = { anonymous: 401, stranger: 404, colleague: 404, 'service role': 404 }[role as string] ?? 403;
      const read = await rpc(world.callers[role], 'clinician_notes', { appointment_id });
      expect(read.status).toBe(status);
      const written = await rpc(world.callers[role], 'save_clinician_notes', { appointment_id, notes: 'gone' });
      expect(written.status).toBe(status);
      expect(JSON.stringify([read.body, written.body])).not.toContain(secret);
      expect(await audit()).toEqual(before);
      const [row] = await sql`select clinician_notes from public.appointments where appointment_id = ${appointment_id}`;
      expect(row?.clinician_notes).toBe(secret);
    });
  },
);

test('[AC7] no answer to a change of the visit holds them, nor the audit trail, nor a live message', async () => {
  const slot = { slot_start: inDays(9, '11:00'), slot_end: inDays(9, '11:30') };
  const moved = await rpc(world.callers.receptionist, 'reschedule_appointment', {
    appointment_id,
    ...slot,
    overbook_reason: 'agreed by telephone',
  });
  const started = await rpc(world.callers.clinician, 'transition_appointment', {
    appointment_id,
    status: 'in_progress',
  });
  for (const answer of [moved, started]) {
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body).not.toHaveProperty('clinician_notes');
  }
  const [found] = await sql<{ trail: string; live: string }[]>`
    select (select json_agg(a)::text from public.audit_events a where a.entity_id = ${appointment_id}) as trail,
      (select json_agg(m)::text from realtime.messages m where m.payload ->> 'appointment_id' = ${appointment_id}) as live`;
  expect(found?.trail).toContain('"clinician_notes": "changed"');
  expect(`${found?.trail}${found?.live}${JSON.stringify([moved.body, started.body])}`).not.toContain('porphyria');
});

test('[AC8] live messages of a visit hold ids and nothing else', async () => {
  const rows = await sql<{ payload: Record<string, unknown>; topic: string; private: boolean }[]>`
    select payload, topic, private from realtime.messages where payload ->> 'appointment_id' = ${appointment_id}`;
  expect(rows.length).toBeGreaterThan(2);
  for (const row of rows) {
    // `id` is the message's own, where the platform adds one.
    expect(
      Object.keys(row.payload)
        .filter((key) => key !== 'id')
        .sort(),
    ).toEqual(['appointment_id', 'clinician_id']);
    expect(row.private).toBe(true);
  }
});

test('[AC7] a former clinician of the visit loses them when it is handed over', async () => {
  const start = inDays(10, '11:00');
  const [own] = await sql<{ appointment_id: string }[]>`
    insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, scheduled_start, scheduled_end, status)
    values (${world.practice_id}, ${world.sides.ours.clinician_id}, ${world.sides.ours.patient_id}, 'follow_up',
      ${start}, ${inDays(10, '11:30')}, 'confirmed') returning appointment_id`;
  const id = { appointment_id: own?.appointment_id };
  await rpc(world.callers.clinician, 'save_clinician_notes', { ...id, notes: secret });
  const handed = await rpc(world.callers.admin, 'reschedule_appointment', {
    ...id,
    slot_start: start,
    slot_end: inDays(10, '11:30'),
    clinician_id: world.sides.colleagues.clinician_id,
    overbook_reason: 'on leave',
  });
  expect(handed.status, JSON.stringify(handed.body)).toBe(200);
  expect((await rpc(world.callers.clinician, 'clinician_notes', id)).status).toBe(404);
  expect((await rpc(world.callers.colleague, 'clinician_notes', id)).body).toBe(secret);
  const seen = await request(
    world.callers.clinician,
    'GET',
    `appointments?select=title&appointment_id=eq.${own?.appointment_id}`,
  );
  expect(seen.body).toEqual([]);
});
