/**
 * Makes a practice of its own for a test file, so that files run side by side in one database. Everything is written
 * by the database owner, past the API: the rules of the database still hold, row-level security does not.
 */
import { randomUUID } from 'node:crypto';
import type { Sql, Transaction } from './sql.ts';

export type Db = Sql | Transaction;

/** Every login made here has this password; stored is its bcrypt hash of the lowest cost, to sign in quickly. */
export const password = 'careslot-test';
const passwordHash = '$2b$04$jKt/0CDj1O5ZBzlriVoaIuCWX6WQr1oQ/UAW1Vr6YXw8WP6DUThY6';

export interface Login {
  auth_user_id: string;
  email: string;
  password: string;
}

export interface Person {
  profile_id: string;
  full_name: string;
}

export type PersonWithLogin = Person & Login;

/** One row of clinician_availability; times are wall-clock times in `timezone`. */
export interface Hours {
  day_of_week: number;
  start_time: string;
  end_time: string;
  slot_duration_minutes?: number;
  timezone?: string;
  location_type?: 'in_person' | 'video' | 'phone' | 'any';
  appointment_types?: string[];
  buffer_minutes?: number;
  max_appointments_per_day?: number;
  valid_from?: string;
  valid_until?: string;
}

/** The same hours on each of the given days; Monday to Friday unless told otherwise. */
export const weekly = (
  start_time: string,
  end_time: string,
  days = [1, 2, 3, 4, 5],
  more: Partial<Hours> = {},
): Hours[] => days.map((day_of_week) => ({ day_of_week, start_time, end_time, ...more }));

const token = () => randomUUID().slice(0, 8);

/** A verified login; the trigger on auth.users gives it its profile. */
export async function createLogin(db: Db, full_name: string, timezone = 'UTC'): Promise<PersonWithLogin> {
  const auth_user_id = randomUUID();
  const email = `${full_name.toLowerCase().replace(/[^a-z]+/g, '.')}.${token()}@example.test`;
  const claims = { sub: auth_user_id, email, email_verified: true, full_name };
  await db`
    insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
    values (${auth_user_id}, 'authenticated', 'authenticated', ${email}, ${passwordHash}, now(),
      ${db.json({ provider: 'email', providers: ['email'] })}, ${db.json(claims)})`;
  await db`
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    values (${randomUUID()}, 'email', ${auth_user_id}, ${auth_user_id}, ${db.json(claims)})`;
  const [profile] = await db<{ profile_id: string }[]>`
    update public.profiles set timezone = ${timezone} where auth_user_id = ${auth_user_id} returning profile_id`;
  if (!profile) throw new Error('the trigger on auth.users made no profile');
  return { profile_id: profile.profile_id, full_name, auth_user_id, email, password };
}

async function createPerson(db: Db, full_name: string, timezone: string): Promise<Person> {
  const [row] = await db<{ profile_id: string }[]>`
    insert into public.profiles ${db({ full_name, timezone })} returning profile_id`;
  if (!row) throw new Error('no profile was made');
  return { profile_id: row.profile_id, full_name };
}

export interface ClinicianOptions {
  name?: string;
  timezone?: string;
  hours?: Hours[];
}

export interface Visit {
  clinician_id: string;
  patient_id: string;
  scheduled_start: string | Date;
  scheduled_end: string | Date;
  status?: string;
  appointment_type?: string;
  location_type?: string;
  overbooked?: boolean;
  overbook_reason?: string;
}

export interface Practice {
  practice_id: string;
  timezone: string;
  /** A clinician with a login and membership; Monday to Friday 09:00 to 17:00 unless `hours` says otherwise. */
  clinician(options?: ClinicianOptions): Promise<PersonWithLogin & { clinician_id: string }>;
  member(role: 'admin' | 'receptionist', name?: string): Promise<PersonWithLogin>;
  /** A patient with a login, in the care of the given clinicians. */
  patient(clinicianIds: string[], name?: string): Promise<PersonWithLogin & { patient_id: string }>;
  /** A patient who exists only in the practice's books. */
  patientWithoutLogin(clinicianIds: string[], name?: string): Promise<Person & { patient_id: string }>;
  /** A visit written straight into the table; returns its id. */
  visit(visit: Visit): Promise<string>;
  /** Takes away what claims time: visits, threads with their cards, and holds, also those of pages that were just closed. */
  clear(): Promise<void>;
}

/** A new practice in `timezone`; `rules` are columns of practices, such as min_notice_minutes. */
export async function createPractice(
  db: Db,
  { timezone = 'UTC', ...rules }: { timezone?: string } & Record<string, string | number | boolean> = {},
): Promise<Practice> {
  const columns = { name: `Practice ${token()}`, slug: `practice-${randomUUID()}`, timezone, ...rules };
  const [practice] = await db<{ practice_id: string }[]>`
    insert into public.practices ${db(columns)} returning practice_id`;
  if (!practice) throw new Error('no practice was made');
  const { practice_id } = practice;

  const join = (profile_id: string, role: string) =>
    db`insert into public.practice_members ${db({ practice_id, profile_id, role })}`;

  const care = async (patient_id: string, clinicianIds: string[]) => {
    for (const clinician_id of clinicianIds)
      await db`insert into public.care_relationships ${db({ clinician_id, patient_id, practice_id })}`;
  };

  return {
    practice_id,
    timezone,

    async clinician({ name = 'Casey Clinician', timezone: zone = timezone, hours = weekly('09:00', '17:00') } = {}) {
      const person = await createLogin(db, name, zone);
      const clinician_id = person.profile_id;
      // First, because the membership makes the row where there is none.
      await db`insert into public.clinicians ${db({ clinician_id, practice_id, display_name: `Dr. ${name}` })}`;
      await join(clinician_id, 'clinician');
      for (const row of hours)
        await db`insert into public.clinician_availability ${db({ clinician_id, timezone: zone, ...row })}`;
      return { ...person, clinician_id };
    },

    async member(role, name = `Robin ${role}`) {
      const person = await createLogin(db, name, timezone);
      await join(person.profile_id, role);
      return person;
    },

    async patient(clinicianIds, name = 'Pat Patient') {
      const person = await createLogin(db, name, timezone);
      await care(person.profile_id, clinicianIds);
      return { ...person, patient_id: person.profile_id };
    },

    async patientWithoutLogin(clinicianIds, name = 'Paula Paper') {
      const person = await createPerson(db, name, timezone);
      await care(person.profile_id, clinicianIds);
      return { ...person, patient_id: person.profile_id };
    },

    async visit(visit) {
      const row = {
        practice_id,
        status: 'confirmed',
        appointment_type: 'follow_up',
        location_type: 'in_person',
        ...visit,
      };
      const [made] = await db<{ appointment_id: string }[]>`
        insert into public.appointments ${db({ ...row })} returning appointment_id`;
      if (!made) throw new Error('no visit was made');
      return made.appointment_id;
    },

    async clear() {
      await db`delete from public.appointments where practice_id = ${practice_id}`;
      await db`delete from public.conversations where practice_id = ${practice_id}`;
      await db`delete from public.slot_holds where clinician_id in (
        select c.clinician_id from public.clinicians c where c.practice_id = ${practice_id})`;
    },
  };
}
