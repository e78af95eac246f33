import { expect, test } from 'vitest';
import { anonymous, service, signIn, userId } from './clients.ts';
import { createPractice, weekly } from './factory.ts';
import { database, rolledBack, setNow, withClaims } from './sql.ts';
import { hour, instant, nextWeekday, plus, sameInstant } from './time.ts';

const sql = database();

test('people of the factory sign in through the API and see their own world only', async () => {
  const practice = await createPractice(sql, { timezone: 'Europe/Berlin' });
  const clinician = await practice.clinician();
  const patient = await practice.patient([clinician.clinician_id]);
  await practice.patientWithoutLogin([clinician.clinician_id]);
  const desk = await practice.member('receptionist');

  const profilesOf = async (login: typeof desk) => {
    const { data, error } = await (await signIn(login)).from('profiles').select('profile_id');
    if (error) throw error;
    return data.map((row) => row.profile_id);
  };
  expect(await profilesOf(patient)).toEqual([patient.profile_id]);
  expect(await profilesOf(desk)).toHaveLength(4);

  expect(await userId(await signIn(patient))).toBe(patient.auth_user_id);
  const hours = await service()
    .from('clinician_availability')
    .select('timezone')
    .eq('clinician_id', clinician.clinician_id);
  expect(hours.data).toEqual(Array(5).fill({ timezone: 'Europe/Berlin' }));
  expect((await anonymous().from('profiles').select('profile_id')).error).not.toBeNull();
});

test('withClaims speaks as a login and leaves nothing behind', async () => {
  const practice = await createPractice(sql);
  const clinician = await practice.clinician();
  const name = await withClaims(sql, clinician.auth_user_id, async (tx) => {
    await tx`update public.profiles set full_name = 'Somebody Else' where profile_id = ${clinician.profile_id}`;
    const [row] = await tx<{ who: string; full_name: string }[]>`
      select current_user as who, full_name from public.profiles where profile_id = private.me()`;
    return row;
  });
  expect(name).toEqual({ who: 'authenticated', full_name: 'Somebody Else' });
  const [after] = await sql`select full_name from public.profiles where profile_id = ${clinician.profile_id}`;
  expect(after?.full_name).toBe(clinician.full_name);
});

test('setNow sets the instant of the database for one transaction', async () => {
  const instant = '2031-05-06T07:08:09.000Z';
  const inside = await rolledBack(sql, async (tx) => {
    await setNow(tx, instant);
    return (await tx<{ now: Date }[]>`select private.now() as now`)[0]?.now;
  });
  expect(inside?.toISOString()).toBe(instant);
  const [row] = await sql<{ now: Date }[]>`select private.now() as now`;
  expect(row?.now.getUTCFullYear()).toBeLessThan(2031);
});

test('a visit of the factory is a visit like any other', async () => {
  const practice = await createPractice(sql, { timezone: 'Europe/Berlin' });
  const { clinician_id } = await practice.clinician({ hours: weekly('08:00', '12:00', [1]) });
  const { patient_id } = await practice.patientWithoutLogin([clinician_id]);
  const scheduled_start = instant(`${nextWeekday(1)}T09:00`, practice.timezone);
  const appointment_id = await practice.visit({
    clinician_id,
    patient_id,
    scheduled_start,
    scheduled_end: plus(scheduled_start, hour),
  });
  const { data } = await service()
    .from('appointments')
    .select('scheduled_start, status, holds_time')
    .eq('appointment_id', appointment_id)
    .single();
  expect(data).toMatchObject({ status: 'confirmed', holds_time: true });
  expect(sameInstant(data?.scheduled_start ?? '', scheduled_start)).toBe(true);
});
