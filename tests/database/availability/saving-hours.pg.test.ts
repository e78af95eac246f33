/** [AV21] A whole week of hours saved at once. */
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '#shared/database.types.ts';
import { signIn } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { answerOf, ask, done, refused } from '../booking/answers.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';

type Hours = Database['public']['Tables']['clinician_availability']['Row'];

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});

async function week(): Promise<Hours[]> {
  const table = (await signIn(clinic.clinician)).from('clinician_availability');
  const { clinician_id } = clinic.clinician;
  return (await answerOf<Hours[]>(table.select('*').eq('clinician_id', clinician_id).order('day_of_week'))).value ?? [];
}
const seenIn = (rows: Hours[]) => rows.map(({ availability_id, updated_at }) => ({ availability_id, updated_at }));
const args = (rows: Partial<Hours>[], seen: Hours[]) => ({
  clinician_id: clinic.clinician.clinician_id,
  rows,
  seen: seenIn(seen),
});
const evening = { day_of_week: 6, start_time: '22:00', end_time: '02:00' };

test('[AV21] rows are changed, added and removed in one step; an unchanged one is not touched', async () => {
  const before = await week();
  const [monday, tuesday, ...others] = before as [Hours, Hours, ...Hours[]];
  const wanted = [{ ...monday, end_time: '12:00:00' }, ...others, evening];
  const saved = await done<Hours[]>(clinic.clinician, 'save_weekly_hours', args(wanted, before));
  expect(saved).toEqual(await week());
  expect(saved.map((row) => [row.day_of_week, row.start_time, row.end_time])).toEqual([
    [1, '09:00:00', '12:00:00'],
    [3, '09:00:00', '17:00:00'],
    [4, '09:00:00', '17:00:00'],
    [5, '09:00:00', '17:00:00'],
    [6, '22:00:00', '02:00:00'],
  ]);
  expect(saved.map((row) => row.availability_id)).not.toContain(tuesday.availability_id);
  expect(saved[4]).toMatchObject({
    slot_duration_minutes: 30,
    timezone: 'UTC',
    location_type: 'any',
    buffer_minutes: 0,
  });
  expect(saved.slice(1, 4)).toEqual(others);
  expect(saved[0]?.updated_at).not.toBe(monday.updated_at);
  const actions = await sql`select action from public.audit_events
    where practice_id = ${clinic.practice_id} and entity = 'availability' and actor_id = ${clinic.clinician.profile_id} order by 1`;
  expect(actions.map((row) => row.action)).toEqual(['created', 'deleted', 'edited']);
});

test('[AV21] the front desk may, a colleague, a patient and a stranger find nobody', async () => {
  const before = await week();
  for (const who of [clinic.colleague, clinic.patient, clinic.stranger, clinic.outsider])
    expect((await refused(who, 'save_weekly_hours', args([], before))).code).toBe('not_found');
  expect(await done<Hours[]>(clinic.desk, 'save_weekly_hours', args([], before))).toEqual([]);
});

test('[AV21] hours of somebody else cannot be taken over', async () => {
  const before = await week();
  const [theirs] = await sql<Hours[]>`
    select * from public.clinician_availability where clinician_id = ${clinic.colleague.clinician_id} limit 1`;
  const rows = [...before, { ...evening, availability_id: theirs?.availability_id ?? '' }];
  expect((await refused(clinic.clinician, 'save_weekly_hours', args(rows, before))).code).toBe('invalid_input');
  expect(await week()).toEqual(before);
});

test('[AV21] what was seen must be what is there', async () => {
  const before = await week();
  await sql`update public.clinician_availability set buffer_minutes = 5 where availability_id = ${before[0]?.availability_id ?? ''}`;
  const conflict = { code: 'version_conflict', status: 409 };
  for (const seen of [before, before.slice(1), []])
    expect(await refused(clinic.clinician, 'save_weekly_hours', args([evening], seen))).toMatchObject(conflict);
  expect(await week()).toHaveLength(5);
});

test('[AV21] of ten who save at once, one does', async () => {
  const before = await week();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      ask<Hours[]>(
        n % 2 ? clinic.desk : clinic.clinician,
        'save_weekly_hours',
        args([{ ...evening, buffer_minutes: n }], before),
      ),
    ),
  );
  expect(answers.filter((answer) => answer.value)).toHaveLength(1);
  for (const { refusal } of answers.filter((answer) => answer.refusal)) expect(refusal?.code).toBe('version_conflict');
  expect(await week()).toEqual(answers.find((answer) => answer.value)?.value);
});
