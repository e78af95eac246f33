/** [AC19] Whoever takes data out as a file leaves an entry in the trail: who, of what, how much, and no names. */
import { beforeAll, expect, test } from 'vitest';
import { service, signIn } from '../../support/clients.ts';
import { createLogin, createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { answerOf, done } from '../booking/answers.ts';

const sql = database();
let practice: Practice;
let admin: PersonWithLogin;
let desk: PersonWithLogin;
let doctor: PersonWithLogin & { clinician_id: string };
let patient: PersonWithLogin;

beforeAll(async () => {
  practice = await createPractice(sql);
  admin = await practice.member('admin');
  desk = await practice.member('receptionist');
  doctor = await practice.clinician();
  patient = await practice.patient([doctor.clinician_id]);
});

const exports = () => sql`
  select actor_id, actor_role, action, entity, entity_id, patient_id, changes from public.audit_events
  where practice_id = ${practice.practice_id} and action = 'export' order by event_id`;

const asked = (more: Record<string, unknown> = {}) => ({
  practice_id: practice.practice_id,
  entity: 'appointment',
  filter: {},
  row_count: 0,
  ...more,
});
const refusal = async (who: PersonWithLogin, more: Record<string, unknown> = {}) =>
  (await answerOf((await signIn(who)).rpc('record_export', asked(more) as never))).refusal?.code;

test('[AC19] front desk, clinician and admin leave one event each, with filters and number of rows', async () => {
  const filter = { status: ['requested', 'confirmed'], from: '2026-11-20', clinician: [doctor.clinician_id] };
  await done(desk, 'record_export', asked({ filter, row_count: 41 }));
  await done(doctor, 'record_export', asked());
  await done(admin, 'record_export', asked({ entity: 'audit_event', filter: { action: 'moved' }, row_count: 3 }));
  const { error, status } = await service().rpc('record_export', asked() as never);
  expect({ error, status }).toEqual({ error: null, status: 204 });
  const event = { action: 'export', entity: 'appointment', entity_id: practice.practice_id, patient_id: null };
  const nothing = { filter: { is: {} }, rows: { is: 0 } };
  expect([...(await exports())]).toEqual([
    {
      ...event,
      actor_id: desk.profile_id,
      actor_role: 'staff',
      changes: { filter: { is: filter }, rows: { is: 41 } },
    },
    { ...event, actor_id: doctor.profile_id, actor_role: 'clinician', changes: nothing },
    {
      ...event,
      actor_id: admin.profile_id,
      actor_role: 'staff',
      entity: 'audit_event',
      changes: { filter: { is: { action: 'moved' } }, rows: { is: 3 } },
    },
    { ...event, actor_id: null, actor_role: 'service', changes: nothing },
  ]);
});

test('[AC19] of a search only that there was one; a name anywhere else is refused', async () => {
  const before = (await exports()).length;
  await done(desk, 'record_export', asked({ filter: { q: 'Oliver Hughes', from: '2026-11-20' } }));
  for (const filter of [{ patient: 'Oliver Hughes' }, { type: ['Oliver Hughes'] }, { 'Oliver Hughes': true }])
    expect(await refusal(desk, { filter })).toBe('invalid_input');
  const found = (await exports()).slice(before);
  expect(found.map(({ changes }) => changes.filter.is)).toEqual([{ q: true, from: '2026-11-20' }]);
  expect(JSON.stringify(await exports())).not.toMatch(/Oliver/);
});

test('[AC19] nobody else writes one: patients and others, staff for the trail, former staff', async () => {
  const before = await exports();
  const stranger = await createLogin(sql, 'Steve Stranger');
  const elsewhere = await createPractice(sql);
  const foreign = await elsewhere.member('admin');
  const former = await practice.member('receptionist');
  await sql`update public.practice_members set active = false where profile_id = ${former.profile_id}`;
  expect(await refusal(patient)).toBe('forbidden');
  for (const who of [stranger, foreign, former]) expect(await refusal(who)).toBe('not_found');
  for (const who of [desk, doctor]) expect(await refusal(who, { entity: 'audit_event' })).toBe('forbidden');
  expect(await refusal(foreign, { practice_id: '00000000-0000-4000-8000-000000000000' })).toBe('not_found');
  const unknown = asked({ practice_id: '00000000-0000-4000-8000-000000000000' });
  expect((await answerOf(service().rpc('record_export', unknown as never))).refusal?.code).toBe('not_found');
  expect(await exports()).toEqual(before);
});

test('[AC19] admins read of it, nobody else does', async () => {
  const read = async (who: PersonWithLogin) =>
    (await answerOf<unknown[]>((await signIn(who)).from('audit_events').select('event_id').eq('action', 'export')))
      .value?.length;
  expect(await read(admin)).toBeGreaterThanOrEqual(5);
  for (const who of [desk, doctor, patient]) expect(await read(who)).toBe(0);
});
