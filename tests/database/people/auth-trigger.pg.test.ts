/** What happens to profiles when logins come, are verified, change and go: the trigger on auth.users. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPractice } from '../../support/factory.ts';
import { database, rolledBack, type Transaction } from '../../support/sql.ts';

const sql = database();
const address = () => `Person.${randomUUID().slice(0, 8)}@Example.test`;

interface LoginOptions {
  email: string | null;
  verified?: boolean;
  meta?: Record<string, string | number | null>;
}

async function login(tx: Transaction, { email, verified = true, meta = {} }: LoginOptions): Promise<string> {
  const id = randomUUID();
  await tx`
    insert into auth.users (id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
    values (${id}, 'authenticated', 'authenticated', ${email}, ${verified ? new Date() : null}, '{}', ${tx.json(meta)})`;
  return id;
}

async function profile(tx: Transaction, full_name: string, email: string | null): Promise<string> {
  const [row] = await tx<{ profile_id: string }[]>`
    insert into public.profiles (full_name, email) values (${full_name}, ${email}) returning profile_id`;
  return row?.profile_id ?? '';
}

const verify = (tx: Transaction, id: string) => tx`update auth.users set email_confirmed_at = now() where id = ${id}`;

interface Profile {
  profile_id: string;
  full_name: string;
  email: string | null;
}

async function profilesOf(tx: Transaction, id: string): Promise<Profile[]> {
  return await tx<Profile[]>`select profile_id, full_name, email from public.profiles where auth_user_id = ${id}`;
}

const loginsOf = async (tx: Transaction, ids: string[]) =>
  (
    await tx<{ auth_user_id: string | null }[]>`
    select auth_user_id from public.profiles where profile_id = any (${ids}) order by array_position(${ids}::uuid[], profile_id)`
  ).map((row) => row.auth_user_id);

/** In a transaction that is taken back. */
const trial = (name: string, body: (tx: Transaction) => Promise<void>) => test(name, () => rolledBack(sql, body));

trial('[AC20] a new login gets a profile with the name of its sign-up', async (tx) => {
  const email = address();
  const id = await login(tx, { email, meta: { full_name: 'Ada Byron' } });
  expect(await profilesOf(tx, id)).toMatchObject([{ full_name: 'Ada Byron', email }]);
});

trial('[AC20] a name can be missing, long, or something else', async (tx) => {
  const names: [LoginOptions['meta'], string][] = [
    [{}, ''],
    [{ name: 'From A Provider' }, 'From A Provider'],
    [{ full_name: null, name: 'Second Choice' }, 'Second Choice'],
    [{ full_name: 'x'.repeat(5_000) }, 'x'.repeat(200)],
    [{ full_name: 42 }, '42'],
    [{ full_name: "'); drop table profiles; --" }, "'); drop table profiles; --"],
  ];
  for (const [meta = {}, full_name] of names)
    expect(await profilesOf(tx, await login(tx, { email: address(), meta }))).toMatchObject([{ full_name }]);
});

trial('[AC20] an address that is not verified is not written into the profile', async (tx) => {
  const email = address();
  const id = await login(tx, { email, verified: false });
  expect(await profilesOf(tx, id)).toMatchObject([{ email: null }]);
  await verify(tx, id);
  expect(await profilesOf(tx, id)).toMatchObject([{ email }]);
});

trial('[AC20] a login without an address gets a profile too', async (tx) => {
  expect(await profilesOf(tx, await login(tx, { email: null }))).toMatchObject([{ email: null }]);
});

trial('[AC21] a verified address claims the patient, ignoring case, with all that is theirs', async (tx) => {
  const email = address();
  const practice = await createPractice(tx);
  const clinician = await practice.clinician();
  const patient = await practice.patientWithoutLogin([clinician.clinician_id]);
  await tx`update public.profiles set email = ${email.toUpperCase()} where profile_id = ${patient.patient_id}`;
  const id = await login(tx, { email: email.toLowerCase(), meta: { full_name: 'Self Chosen' } });
  expect(await profilesOf(tx, id)).toEqual([
    { profile_id: patient.patient_id, full_name: patient.full_name, email: email.toUpperCase() },
  ]);
  const [care] =
    await tx`select patient_id from public.care_relationships where clinician_id = ${clinician.clinician_id}`;
  expect(care?.patient_id).toBe(patient.patient_id);
});

trial('[AC21] an address is compared as a whole, and as text', async (tx) => {
  const email = address();
  const others = [`x${email}`, `${email}.org`, email.replace('.', '_'), email.replace('P', '%'), ` ${email}`];
  const ids = [];
  for (const other of others) ids.push(await profile(tx, 'Other', other));
  await login(tx, { email });
  expect(await loginsOf(tx, ids)).toEqual(others.map(() => null));
});

trial('[AC22] an unverified address claims nothing; verifying it later does', async (tx) => {
  const email = address();
  const patient = await profile(tx, 'Paul Patient', email);
  const id = await login(tx, { email, verified: false, meta: { full_name: 'Somebody' } });
  const [own] = await profilesOf(tx, id);
  expect(own?.profile_id).not.toBe(patient);
  expect(await loginsOf(tx, [patient])).toEqual([null]);
  await verify(tx, id);
  expect(await profilesOf(tx, id)).toMatchObject([{ profile_id: patient, full_name: 'Paul Patient' }]);
  const [left] =
    await tx`select count(*)::integer as n from public.profiles where profile_id = ${own?.profile_id ?? ''}`;
  expect(left?.n).toBe(0);
});

trial('[AC22] a change to an address that is verified claims as well', async (tx) => {
  const email = address();
  const patient = await profile(tx, 'Paul Patient', email);
  const id = await login(tx, { email: address() });
  await tx`update auth.users set email = ${email} where id = ${id}`;
  expect(await loginsOf(tx, [patient])).toEqual([id]);
});

trial('[AC23] two profiles with one address: nobody is claimed', async (tx) => {
  const email = address();
  const twins = [await profile(tx, 'Mother', email), await profile(tx, 'Child', email.toLowerCase())];
  const id = await login(tx, { email });
  expect(await loginsOf(tx, twins)).toEqual([null, null]);
  expect(await profilesOf(tx, id)).toHaveLength(1);
});

trial('[AC23] a profile that has a login is not claimed by another', async (tx) => {
  const email = address();
  const first = await login(tx, { email });
  const [own] = await profilesOf(tx, first);
  const second = await login(tx, { email: email.replace('@', '+2@') });
  await tx`update public.profiles set email = ${email} where auth_user_id = ${second}`;
  expect(await loginsOf(tx, [own?.profile_id ?? ''])).toEqual([first]);
});

trial('[AC24] a login whose profile is in use is not merged, whatever the use', async (tx) => {
  const practice = await createPractice(tx);
  const clinician = await practice.clinician();
  const uses: ((id: string) => Promise<unknown>)[] = [
    (id) => tx`insert into public.care_relationships (clinician_id, patient_id, practice_id)
      values (${clinician.clinician_id}, ${id}, ${practice.practice_id})`,
    (id) =>
      tx`insert into public.practice_members (practice_id, profile_id, role) values (${practice.practice_id}, ${id}, 'receptionist')`,
    (id) => tx`insert into public.clinicians (clinician_id, practice_id) values (${id}, ${practice.practice_id})`,
  ];
  for (const use of uses) {
    const email = address();
    const id = await login(tx, { email, verified: false });
    const [own] = await profilesOf(tx, id);
    await use(own?.profile_id ?? '');
    const patient = await profile(tx, 'Paul Patient', email);
    await verify(tx, id);
    expect(await profilesOf(tx, id)).toMatchObject([{ profile_id: own?.profile_id }]);
    expect(await loginsOf(tx, [patient])).toEqual([null]);
  }
});

trial('[AC24] a new verified address follows into the profile', async (tx) => {
  const practice = await createPractice(tx);
  const clinician = await practice.clinician();
  const email = address();
  await tx`update auth.users set email = ${email} where id = ${clinician.auth_user_id}`;
  expect(await profilesOf(tx, clinician.auth_user_id)).toMatchObject([{ profile_id: clinician.profile_id, email }]);
});

trial('[AC26] removing a login keeps the person, and a new login with the address is theirs again', async (tx) => {
  const practice = await createPractice(tx);
  const clinician = await practice.clinician();
  const patient = await practice.patient([clinician.clinician_id]);
  await tx`delete from auth.users where id = ${patient.auth_user_id}`;
  expect(await loginsOf(tx, [patient.patient_id])).toEqual([null]);
  const id = await login(tx, { email: patient.email });
  expect(await loginsOf(tx, [patient.patient_id])).toEqual([id]);
});

trial('[AC20] signing up never fails because of a profile', async (tx) => {
  // The worst case: the table cannot be written at all.
  await tx`create function pg_temp.refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`;
  await tx`create trigger refuse before insert on public.profiles for each row execute function pg_temp.refuse()`;
  const id = await login(tx, { email: address() });
  expect(await profilesOf(tx, id)).toEqual([]);
  await tx`drop trigger refuse on public.profiles`;
  await verify(tx, id);
  expect(await profilesOf(tx, id)).toHaveLength(1);
});
