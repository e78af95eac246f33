/** People as they come: sign-up, codes from the inbox, sessions, and what they find afterwards. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { anonymous, type Client, freshSignIn, signIn } from '../../support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { stack } from '../../support/stack.ts';

const sql = database();
const password = 'long-enough-1';
const address = () => `new.${randomUUID().slice(0, 8)}@example.test`;
let practice: Practice;
let clinician: PersonWithLogin & { clinician_id: string };
let desk: Client;

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'Europe/Madrid' });
  clinician = await practice.clinician();
  desk = await signIn(await practice.member('receptionist'));
});

interface Mail {
  to: string;
  text: string;
}

/** The newest code for an address, once it is there. */
async function codeFor(email: string, after = 0): Promise<string> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await wait(50)) {
    const mails = ((await (await fetch(`${stack.api_url}/inbox.json`)).json()) as Mail[]).filter(
      (mail) => mail.to === email,
    );
    const code = /\b\d{6}\b/.exec(mails[0]?.text ?? '')?.[0];
    if (code && mails.length > after) return code;
  }
  throw new Error(`no code was sent to ${email}`);
}

async function signUp(email: string): Promise<Client> {
  const client = anonymous();
  const { error } = await client.auth.signUp({ email, password, options: { data: { full_name: 'Nadia New' } } });
  if (error) throw error;
  return client;
}

async function verified(client: Client, email: string): Promise<void> {
  const { error } = await client.auth.verifyOtp({ type: 'email', email, token: await codeFor(email) });
  if (error) throw error;
}

const register = async (email: string) => {
  const { data, error } = await desk.rpc('register_patient', {
    clinician_id: clinician.clinician_id,
    full_name: 'Registered By Desk',
    email,
  });
  if (error) throw error;
  return data as unknown as { profile_id: string; timezone: string };
};

const ownProfiles = async (client: Client) => {
  const { data, error } = await client.from('profiles').select('profile_id, full_name, email');
  if (error) throw error;
  return data;
};

test('[AC20, AC22] a sign-up has no session before the address is verified, then a profile of its own', async () => {
  const email = address();
  const client = await signUp(email);
  expect((await client.auth.getSession()).data.session).toBeNull();
  expect((await anonymous().auth.signInWithPassword({ email, password })).error).not.toBeNull();
  await verified(client, email);
  expect(await ownProfiles(client)).toMatchObject([{ full_name: 'Nadia New', email }]);
  expect(await ownProfiles(await freshSignIn({ email, password }))).toHaveLength(1);
});

test('[AC21, AC25] a patient whom the front desk registered signs up and finds their clinician', async () => {
  const email = address();
  const { profile_id, timezone } = await register(email);
  expect(timezone).toBe('Europe/Madrid');
  const client = await signUp(email);
  const [before] = await sql`select auth_user_id from public.profiles where profile_id = ${profile_id}`;
  expect(before?.auth_user_id).toBeNull();
  await verified(client, email);
  expect(await ownProfiles(client)).toMatchObject([{ profile_id, full_name: 'Registered By Desk' }]);
  const { data } = await client.from('clinicians').select('clinician_id');
  expect(data).toEqual([{ clinician_id: clinician.clinician_id }]);
});

test('[AC21] signing in by code alone is a verified sign-up as well', async () => {
  const email = address();
  const { profile_id } = await register(email);
  const client = anonymous();
  expect((await client.auth.signInWithOtp({ email })).error).toBeNull();
  await verified(client, email);
  expect(await ownProfiles(client)).toMatchObject([{ profile_id }]);
  const again = anonymous();
  await again.auth.signInWithOtp({ email });
  await verified(again, email);
  expect(await ownProfiles(again)).toMatchObject([{ profile_id }]);
});

test('[AC22] a wrong code, and a code of somebody else, verify nothing', async () => {
  const [email, other] = [address(), address()];
  const { profile_id } = await register(email);
  const client = await signUp(email);
  await signUp(other);
  const [code, foreign] = [await codeFor(email), await codeFor(other)];
  const wrong = code === '123456' ? '654321' : '123456';
  for (const token of [wrong, foreign === code ? wrong : foreign, '', '000000 or 1=1']) {
    const { error } = await client.auth.verifyOtp({ type: 'email', email, token });
    expect(error, token).not.toBeNull();
  }
  const [row] = await sql`select auth_user_id from public.profiles where profile_id = ${profile_id}`;
  expect(row?.auth_user_id).toBeNull();
});

test('[AC20] a code works once', async () => {
  const email = address();
  const client = await signUp(email);
  const token = await codeFor(email);
  expect((await client.auth.verifyOtp({ type: 'email', email, token })).error).toBeNull();
  expect((await anonymous().auth.verifyOtp({ type: 'email', email, token })).error).not.toBeNull();
});

test('[AC24] a second sign-up with the address of a login does not take it over', async () => {
  const patient = await practice.patient([clinician.clinician_id]);
  const { error } = await anonymous().auth.signUp({ email: patient.email, password: 'another-password' });
  const [row] = await sql`select auth_user_id from public.profiles where profile_id = ${patient.patient_id}`;
  expect(row?.auth_user_id).toBe(patient.auth_user_id);
  expect(
    (await anonymous().auth.signInWithPassword({ email: patient.email, password: 'another-password' })).error,
  ).not.toBeNull();
  expect(error?.status ?? 200).toBeLessThan(500);
});

describe('[AC25] register_patient', () => {
  const args = () => ({ clinician_id: clinician.clinician_id, full_name: 'Walter Walk-in' });

  test('is for the front desk, admins and the clinician', async () => {
    const admin = await signIn(await practice.member('admin'));
    for (const client of [desk, admin, await signIn(clinician)]) {
      const { data, error } = await client.rpc('register_patient', args());
      expect(error).toBeNull();
      const { profile_id } = data as unknown as { profile_id: string };
      const [row] = await sql`
        select p.auth_user_id, r.status, r.practice_id from public.profiles p
        join public.care_relationships r on r.patient_id = p.profile_id where p.profile_id = ${profile_id}`;
      expect(row).toEqual({ auth_user_id: null, status: 'active', practice_id: practice.practice_id });
    }
  });

  test('is refused to patients, colleagues, strangers and other practices', async () => {
    const patient = await signIn(await practice.patient([clinician.clinician_id]));
    const colleague = await signIn(await practice.clinician({ name: 'Colin Colleague' }));
    const elsewhere = await signIn(await (await createPractice(sql)).member('admin'));
    const code = async (client: Client) => (await client.rpc('register_patient', args())).error?.code;
    expect(await code(patient)).toBe('forbidden');
    expect(await code(colleague)).toBe('not_found');
    expect(await code(elsewhere)).toBe('not_found');
    expect(await code(anonymous())).toBe('42501');
  });

  test('the registered patient is seen by their clinician and the front desk, by no colleague', async () => {
    const { data } = await desk.rpc('register_patient', args());
    const { profile_id } = data as unknown as { profile_id: string };
    const sees = async (client: Client) =>
      ((await client.from('profiles').select('profile_id').eq('profile_id', profile_id)).data ?? []).length;
    expect(await sees(desk)).toBe(1);
    expect(await sees(await signIn(clinician))).toBe(1);
    expect(await sees(await signIn(await practice.clinician({ name: 'Cora Colleague' })))).toBe(0);
  });
});
