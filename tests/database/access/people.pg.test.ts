/** Attempts to be more, or somebody else, than one is: roles, other practices, other names, forged tokens. Over 300 lines: one world. */
import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { instant, nextWeekday } from '../../support/time.ts';
import { people } from './document.ts';
import { type Caller, callerOf, request, rpc } from './http.ts';
import { checksum } from './ownership.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
let world: World;
let foreign: string[];

beforeAll(async () => {
  world = await createWorld(sql);
  const { practice_id, clinician_id, patient_id } = world.sides.elsewhere;
  foreign = [practice_id, clinician_id, patient_id];
});

describe('[AC10] roles', () => {
  const member = (profile_id: string, role: string) => ({ practice_id: world.practice_id, profile_id, role });

  test('an admin makes no member of a stranger, a patient or a member of another practice', async () => {
    for (const id of [
      world.people.stranger?.profile_id,
      world.sides.ours.patient_id,
      world.sides.elsewhere.clinician_id,
    ]) {
      const answer = await request(world.callers.admin, 'POST', 'practice_members', member(id ?? '', 'receptionist'));
      expect(answer.status, JSON.stringify(answer.body)).toBe(403);
    }
  });

  test.each(people.filter((role) => role !== 'admin'))('%s gives no role to themselves', async (role) => {
    const id = world.people[role]?.profile_id ?? '';
    const added = await request(world.callers[role], 'POST', 'practice_members', member(id, 'admin'));
    expect(added.status).toBe(403);
    await request(world.callers[role], 'PATCH', `practice_members?profile_id=eq.${id}`, { role: 'admin' });
    const rows = await sql`select role from public.practice_members where profile_id = ${id} and role = 'admin'`;
    expect([...rows]).toEqual([]);
  });

  test('a role given by an admin holds at once, and ends at once when it is not active', async () => {
    const login = await createLogin(sql, 'Nina New');
    await sql`insert into public.practice_members (practice_id, profile_id, role, active)
      values (${world.practice_id}, ${login.profile_id}, 'clinician', false)`;
    const caller = await callerOf('new member', login);
    const reads = async () =>
      ((await request(caller, 'GET', 'appointments?select=appointment_id')).body as unknown[]).length;
    expect(await reads()).toBe(0);
    const given = await request(
      world.callers.admin,
      'POST',
      'practice_members',
      member(login.profile_id, 'receptionist'),
    );
    expect(given.status, JSON.stringify(given.body)).toBe(201);
    expect(await reads()).toBe(2);
    const path = `practice_members?profile_id=eq.${login.profile_id}&role=eq.receptionist`;
    await request(world.callers.admin, 'PATCH', path, { active: false });
    expect(await reads()).toBe(0);
    await request(world.callers.admin, 'PATCH', path, { active: true, role: 'admin' });
    expect(await reads()).toBe(2);
    await request(world.callers.admin, 'DELETE', `practice_members?profile_id=eq.${login.profile_id}`);
    expect(await reads()).toBe(0);
  });
});

describe('[AC11] under another name', () => {
  test('nobody writes into a thread they are not in, or as somebody else', async () => {
    const { ours, colleagues, elsewhere } = world.sides;
    for (const [role, row] of [
      ['clinician', { conversation_id: ours.conversation_id, sender_id: ours.patient_id }],
      ['patient', { conversation_id: ours.conversation_id, sender_id: ours.clinician_id }],
      ['patient', { conversation_id: colleagues.conversation_id, sender_id: ours.patient_id }],
      ['receptionist', { conversation_id: ours.conversation_id, sender_id: ours.clinician_id }],
      ['colleague', { conversation_id: ours.conversation_id, sender_id: colleagues.clinician_id }],
      ['admin', { conversation_id: elsewhere.conversation_id, sender_id: world.people.admin?.profile_id }],
      [
        'receptionist',
        { conversation_id: elsewhere.conversation_id, sender_id: world.people.receptionist?.profile_id },
      ],
    ] as const) {
      const answer = await request(world.callers[role], 'POST', 'messages', { ...row, body: 'Hello' });
      expect(answer.status, `${role} ${JSON.stringify(row)}`).toBe(403);
    }
  });

  test('a patient books for themselves only', async () => {
    const start = instant(`${nextWeekday(2, 7)}T11:00`);
    const answer = await rpc(world.callers.patient, 'book_appointment', {
      clinician_id: world.sides.ours.clinician_id,
      patient_id: world.sides.colleagues.patient_id,
      slot_start: start,
      slot_end: new Date(Date.parse(start) + 1_800_000).toISOString(),
      appointment_type: 'follow_up',
      location_type: 'in_person',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test("an upsert does not reach another person's row", async () => {
    const answer = await request(
      world.callers.patient,
      'POST',
      'notification_preferences?on_conflict=profile_id',
      { profile_id: world.sides.ours.clinician_id, email_enabled: false },
      { prefer: 'resolution=merge-duplicates' },
    );
    expect(answer.status).toBe(403);
    const [row] = await sql`select email_enabled from public.notification_preferences
      where profile_id = ${world.sides.ours.clinician_id}`;
    expect(row?.email_enabled).toBe(true);
  });
});

describe('[AC2, AC13] another practice', () => {
  const slot = () => {
    const slot_start = instant(`${nextWeekday(3, 7)}T11:00`);
    return { slot_start, slot_end: new Date(Date.parse(slot_start) + 1_800_000).toISOString() };
  };
  const visit = (clinician_id: string, patient_id: string) => ({
    clinician_id,
    patient_id,
    ...slot(),
    appointment_type: 'follow_up',
    location_type: 'in_person',
  });

  test.each(people)('%s gets the same answer for a foreign id and for one that is nobody', async (role) => {
    const caller = world.callers[role];
    const { elsewhere, ours } = world.sides;
    const before = await checksum(sql, foreign);
    const [card] = await sql<{ slot_id: string }[]>`
      select slot_id from public.appointment_time_slots where conversation_id = ${elsewhere.conversation_id} limit 1`;
    expect(card).toBeDefined();
    const range = { range_start: slot().slot_start, range_end: slot().slot_end };
    const times = [1, 2].map((n) => ({ start: slot().slot_start, duration: 30 * n }));
    const offered = { time_options: times, appointment_type: 'follow_up', location_type: 'in_person' };
    const calls = (
      clinician_id: string,
      patient_id: string,
      appointment_id: string,
      practice_id: string,
      conversation_id: string,
      slot_id: string,
    ) =>
      [
        ['available_slots', { clinician_id, ...range }],
        ['next_free_slots', { clinician_id, after: range.range_start }],
        ['practice_slots', { practice_id, ...range }],
        ['practice_slots', { practice_id: world.practice_id, clinician_ids: [clinician_id], ...range }],
        ['free_busy', { clinician_id, ...range }],
        ['check_conflicts', { clinician_id, ...slot() }],
        ['book_appointment', visit(clinician_id, ours.patient_id)],
        ['book_series', { ...visit(clinician_id, ours.patient_id), recurrence: 'FREQ=WEEKLY;COUNT=2' }],
        ['hold_slot', { clinician_id, ...slot() }],
        ['register_patient', { clinician_id, full_name: 'New Patient' }],
        ['reschedule_appointment', { appointment_id, ...slot() }],
        ['cancel_appointment', { appointment_id }],
        ['transition_appointment', { appointment_id, status: 'completed' }],
        ['clinician_notes', { appointment_id }],
        ['save_clinician_notes', { appointment_id, notes: 'x' }],
        ['release_hold', { hold_id: patient_id }],
        ['start_conversation', { clinician_id, patient_id }],
        ['start_conversation', { practice_id, patient_id }],
        ['conversation_messages', { conversation_id }],
        ['read_conversation', { conversation_id }],
        ['offer_times', { conversation_id, ...offered }],
        ['request_times', { conversation_id, ...offered }],
        ['respond_to_offer', { slot_id, response: 'decline' }],
        ['cancel_offer', { slot_id }],
      ] as const;
    const answers = async (list: ReturnType<typeof calls>) =>
      Promise.all(
        list.map(async ([name, args]) => {
          const { status, body } = await rpc(caller, name, args);
          return { name, status, body };
        }),
      );
    const theirs = await answers(
      calls(
        elsewhere.clinician_id,
        elsewhere.patient_id,
        elsewhere.appointment_id,
        elsewhere.practice_id,
        elsewhere.conversation_id,
        card?.slot_id ?? '',
      ),
    );
    const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const nobodys = await answers(calls(a, b, c, d, e, f));
    expect(theirs).toEqual(nobodys);
    for (const { name, status, body } of theirs)
      expect({ name, status, body }).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await checksum(sql, foreign)).toEqual(before);
  });

  test.each(['clinician', 'receptionist', 'admin'] as const)(
    '%s cannot make a patient of somebody of another practice whose id they happen to know',
    async (role) => {
      const { ours, elsewhere } = world.sides;
      const others = [elsewhere.patient_id, elsewhere.clinician_id];
      for (const patient_id of others) {
        const booked = await rpc(world.callers[role], 'book_appointment', visit(ours.clinician_id, patient_id));
        expect(booked).toMatchObject({ status: 404, body: { code: 'not_found' } });
        const series = { ...visit(ours.clinician_id, patient_id), recurrence: 'FREQ=WEEKLY;COUNT=2' };
        expect(await rpc(world.callers[role], 'book_series', series)).toMatchObject({ status: 404 });
        const seen = await request(world.callers[role], 'GET', `profiles?select=email&profile_id=eq.${patient_id}`);
        expect(seen.body).toEqual([]);
      }
    },
  );

  test('a visit is not handed over to a clinician of another practice', async () => {
    const answer = await rpc(world.callers.admin, 'reschedule_appointment', {
      appointment_id: world.sides.ours.appointment_id,
      clinician_id: world.sides.elsewhere.clinician_id,
      ...slot(),
    });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('leaving out a visit of others tells a patient nothing', async () => {
    const [taken] = await sql<{ start: Date; end: Date }[]>`
      select scheduled_start as start, scheduled_end as end from public.appointments
      where appointment_id = ${world.sides.colleagues.appointment_id}`;
    if (!taken) throw new Error('no visit');
    await sql`insert into public.care_relationships (clinician_id, patient_id, practice_id)
      values (${world.sides.colleagues.clinician_id}, ${world.sides.ours.patient_id}, ${world.practice_id})`;
    const search = (exclude_appointment_id: string | null) =>
      rpc(world.callers.patient, 'available_slots', {
        clinician_id: world.sides.colleagues.clinician_id,
        range_start: taken.start,
        range_end: taken.end,
        exclude_appointment_id,
      });
    expect((await search(world.sides.colleagues.appointment_id)).body).toEqual((await search(null)).body);
    await sql`delete from public.care_relationships
      where clinician_id = ${world.sides.colleagues.clinician_id} and patient_id = ${world.sides.ours.patient_id}`;
  });
});

test("[R7] what takes a clinician's time is told by kind to staff, to a patient only that it is taken, to nobody what it is", async () => {
  const { clinician_id } = world.sides.ours;
  const [busy] = await sql<{ start: Date; end: Date; event: string }[]>`
    select busy_start as start, busy_end as end, external_event_id as event from public.external_busy_times
    where clinician_id = ${clinician_id}`;
  if (!busy) throw new Error('no external event');
  const args = { clinician_id, range_start: busy.start, range_end: busy.end };
  for (const [role, kind] of [
    ['patient', 'busy'],
    ['receptionist', 'external'],
    ['clinician', 'external'],
  ] as const) {
    const { body } = await rpc(world.callers[role], 'free_busy', args);
    expect(body).toMatchObject({ busy: [{ start: expect.any(String), end: expect.any(String), kind }] });
    const conflicts = await rpc(world.callers[role], 'check_conflicts', {
      clinician_id,
      slot_start: busy.start,
      slot_end: busy.end,
    });
    expect(conflicts.body).toMatchObject({ conflicts: [expect.objectContaining({ kind })] });
    const { connection_id, appointment_id } = world.sides.ours;
    for (const secret of [busy.event, connection_id, appointment_id, 'calendar-'])
      expect(JSON.stringify([body, conflicts.body]), role).not.toContain(secret);
  }
});

describe('[AC12] tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (header: object, claims: object, secret: string) => {
    const body = `${part(header)}.${part(claims)}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  const soon = Math.floor(Date.now() / 1000) + 3600;
  const caller = (token: string): Caller => ({ ...world.callers.anonymous, token });

  test('a token that this stack has not signed gives nothing', async () => {
    const sub = world.people.admin?.auth_user_id;
    const claims = { sub, role: 'authenticated', aud: 'authenticated', exp: soon };
    const header = { alg: 'HS256', typ: 'JWT' };
    const real = world.callers.patient.token.split('.');
    const forged = [
      signed(header, claims, 'secret'),
      signed(header, { ...claims, role: 'service_role' }, 'super-secret-jwt-token-with-at-least-32-characters-long'),
      `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`,
      `${real[0]}.${part(claims)}.${real[2]}`,
      `${real[0]}.${real[1]}.`,
      'not-a-token',
      '',
    ];
    for (const token of forged) {
      const answer = await request(caller(token), 'GET', 'practices?select=practice_id');
      expect(answer.status, token).toBe(401);
    }
  });

  test("what a person writes into their own login's metadata gives no role", async () => {
    const login = await createLogin(sql, 'Mallory Meta');
    const claims = { role: 'service_role', practice_id: world.practice_id, app_role: 'admin' };
    await sql`update auth.users set raw_user_meta_data = raw_user_meta_data || ${sql.json(claims)}
      where id = ${login.auth_user_id}`;
    const mallory = await callerOf('mallory', login);
    expect((await request(mallory, 'GET', 'appointments?select=appointment_id')).body).toEqual([]);
    expect((await request(mallory, 'GET', 'practices?select=practice_id')).body).toEqual([]);
  });

  test('a browser that has the secret key is refused', async () => {
    const answer = await request(world.callers['service role'], 'GET', 'practices?select=practice_id', undefined, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
    });
    expect(answer.status).toBe(401);
  });
});
