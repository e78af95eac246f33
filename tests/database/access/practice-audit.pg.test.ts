/** [AC17] What changes in a practice leaves one event each, with what changed and nothing that tells too much. */
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '#shared/database.types.ts';
import { signIn } from '../../support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { answerOf, done } from '../booking/answers.ts';

const sql = database();
let practice: Practice;
let admin: PersonWithLogin;
let desk: PersonWithLogin;
let doctor: PersonWithLogin & { clinician_id: string };
let last: string;

interface Event {
  actor_id: string | null;
  actor_role: string;
  action: string;
  entity: string;
  entity_id: string;
  changes: Record<string, unknown>;
}

beforeEach(async () => {
  practice = await createPractice(sql);
  admin = await practice.member('admin');
  desk = await practice.member('receptionist');
  doctor = await practice.clinician();
  await events();
});

/** What has been written since the last call. */
async function events(): Promise<Event[]> {
  const rows = await sql<(Event & { event_id: string })[]>`
    select event_id, actor_id, actor_role, action, entity, entity_id, changes from public.audit_events
    where practice_id = ${practice.practice_id} and event_id > ${last ?? 0} order by event_id`;
  last = rows.at(-1)?.event_id ?? last;
  return rows.map(({ event_id: _, ...event }) => event);
}

const by = (who: PersonWithLogin, actor_role: string) => ({ actor_id: who.profile_id, actor_role });
type Tables = keyof Database['public']['Tables'];
const write = async (
  who: PersonWithLogin,
  table: Tables,
  verb: 'insert' | 'update' | 'delete',
  row: Record<string, unknown>,
  match: Record<string, unknown> = {},
) => {
  const from = (await signIn(who)).from(table) as unknown as Record<
    'insert' | 'update' | 'delete',
    (row?: unknown) => { match(keys: Record<string, unknown>): Parameters<typeof answerOf>[0] }
  >;
  const request = from[verb](verb === 'delete' ? undefined : row);
  const { refusal } = await answerOf(verb === 'insert' ? (request as never) : request.match(match));
  expect(refusal).toBeUndefined();
};

test('[AC17] a role given, switched off and taken away', async () => {
  const theirs = { practice_id: practice.practice_id, profile_id: desk.profile_id, role: 'clinician' };
  await write(admin, 'practice_members', 'insert', theirs);
  await write(admin, 'practice_members', 'update', { active: false }, theirs);
  await write(admin, 'practice_members', 'delete', {}, theirs);
  const event = { ...by(admin, 'staff'), entity: 'member', entity_id: desk.profile_id };
  const role = { is: 'clinician' };
  // The row in clinicians follows by trigger and is no event of its own.
  expect(await events()).toEqual([
    { ...event, action: 'created', changes: { role, active: { to: true } } },
    { ...event, action: 'edited', changes: { role, active: { from: true, to: false } } },
    { ...event, action: 'deleted', changes: { role, active: { from: false } } },
  ]);
});

test('[AC17] rules of the practice: old and new values; nothing where nothing changed', async () => {
  const { practice_id } = practice;
  const key = { practice_id };
  await write(admin, 'practices', 'update', { min_notice_minutes: 240, phone: '+44 20 7946 0000' }, key);
  await write(admin, 'practices', 'update', { min_notice_minutes: 240 }, key);
  expect(await events()).toEqual([
    {
      ...by(admin, 'staff'),
      action: 'edited',
      entity: 'practice',
      entity_id: practice_id,
      changes: { min_notice_minutes: { from: 120, to: 240 }, phone: 'changed' },
    },
  ]);
});

test('[AC17] types, closures, hours, exceptions, reminder rules and clinicians', async () => {
  const { practice_id } = practice;
  const { clinician_id } = doctor;
  const type = { practice_id, appointment_type: 'vaccination' };
  await write(admin, 'appointment_types', 'insert', {
    ...type,
    name: 'Vaccination',
    preparation_instructions: 'Fasting',
  });
  await write(admin, 'appointment_types', 'update', { active: false }, type);
  await write(admin, 'practice_closures', 'insert', {
    practice_id,
    during: '[2027-05-01,2027-05-02)',
    reason: 'Private',
  });
  await write(doctor, 'clinician_availability', 'update', { buffer_minutes: 10 }, { clinician_id, day_of_week: 1 });
  await write(desk, 'clinician_date_overrides', 'insert', {
    clinician_id,
    override_date: '2027-05-03',
    reason: 'Surgery',
  });
  await write(admin, 'practice_reminder_rules', 'insert', { practice_id, minutes_before: 90, delivery_method: 'sms' });
  await write(
    doctor,
    'clinicians',
    'update',
    { title: 'Dr', video_link: 'https://meet.example.test/me' },
    { clinician_id },
  );
  const found = await events();
  expect(found.map(({ entity, action, actor_role }) => `${actor_role} ${action} ${entity}`)).toEqual([
    'staff created appointment_type',
    'staff edited appointment_type',
    'staff created closure',
    'clinician edited availability',
    'staff created date_override',
    'staff created reminder_rule',
    'clinician edited clinician',
  ]);
  expect(found[1]).toMatchObject({
    entity_id: practice_id,
    changes: { appointment_type: { is: 'vaccination' }, active: { from: true, to: false } },
  });
  expect(found[3]?.changes).toEqual({
    clinician_id: { is: clinician_id },
    day_of_week: { is: 1 },
    buffer_minutes: { from: 0, to: 10 },
  });
  expect(found[4]?.changes).toMatchObject({ override_date: { is: '2027-05-03' }, reason: 'changed' });
  expect(found[6]?.changes).toEqual({ title: 'changed', video_link: 'changed' });
  expect(JSON.stringify(found)).not.toMatch(/Surgery|Private|Fasting|meet\.example/);
});

test('[AC17] an invitation from first to last, without its address', async () => {
  const { practice_id } = practice;
  const args = { practice_id, email: desk.email, role: 'clinician', full_name: 'Someone' };
  const { invitation_id } = await done<{ invitation_id: string }>(admin, 'invite_member', args);
  await done(desk, 'respond_to_invitation', { invitation_id, accept: true });
  const found = await events();
  expect(found.map(({ entity, action, actor_id }) => [entity, action, actor_id])).toEqual([
    ['invitation', 'created', admin.profile_id],
    ['member', 'created', desk.profile_id],
    ['invitation', 'edited', desk.profile_id],
  ]);
  expect(found[0]).toMatchObject({
    entity_id: invitation_id,
    changes: { role: { is: 'clinician' }, email: 'changed' },
  });
  expect(Object.keys(found[2]?.changes ?? {}).sort()).toEqual(['accepted_at', 'role']);
  expect(JSON.stringify(found)).not.toContain(desk.email);
});

test('[AC17] admins read it, nobody else; what is refused leaves nothing', async () => {
  await write(admin, 'practices', 'update', { hold_minutes: 7 }, { practice_id: practice.practice_id });
  for (const [who, count] of [
    [admin, 1],
    [desk, 0],
    [doctor, 0],
  ] as const) {
    const rows = (await signIn(who))
      .from('audit_events')
      .select('event_id')
      .eq('entity', 'practice')
      .eq('action', 'edited');
    expect((await answerOf<unknown[]>(rows)).value).toHaveLength(count);
  }
  await events();
  const last = (await signIn(admin)).from('practice_members').delete().eq('profile_id', admin.profile_id);
  expect((await answerOf(last)).refusal?.code).toBe('last_admin');
  expect(await events()).toEqual([]);
});
