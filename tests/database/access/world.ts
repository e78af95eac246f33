/** The practice that docs/spec/access.md speaks of, a stranger, and another practice: rows in every table. */
import { createLogin, createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import type { Sql } from '../../support/sql.ts';
import { inDays } from '../../support/time.ts';
import type { RoleName } from './document.ts';
import { anonymousCaller, type Caller, callerOf, create, serviceCaller } from './http.ts';
import { type Owners, rowsOf, type Side } from './rows.ts';

export interface World {
  practice_id: string;
  people: Record<string, PersonWithLogin>;
  callers: Record<RoleName, Caller>;
  /** Where the rows of somebody hang. */
  side(owner: string): Side;
  sides: { ours: Side; colleagues: Side; elsewhere: Side };
  /** Owners of rows of one kind, with the word of the document for each. */
  owners(kind: Owners): string[];
  wordFor(owner: string | null): string;
}

async function fillSide(
  practice: Practice,
  clinician_id: string,
  patient_id: string,
  day: number,
  emails: Record<string, string>,
): Promise<Side> {
  const { practice_id } = practice;
  const { connection_id } = await create<{ connection_id: string }>('calendar_sync_connections', {
    ...rowsOf.calendar_sync_connections?.row({} as Side, clinician_id),
    is_primary: true,
  });
  const appointment_id = await practice.visit({
    clinician_id,
    patient_id,
    scheduled_start: inDays(day, '10:00'),
    scheduled_end: inDays(day, '10:30'),
  });
  const { conversation_id } = await create<{ conversation_id: string }>('conversations', { practice_id, patient_id });
  for (const profile_id of [clinician_id, patient_id])
    await create('conversation_participants', { conversation_id, profile_id });
  const { message_id } = await create<{ message_id: string }>('messages', {
    conversation_id,
    sender_id: patient_id,
    body: 'Good morning',
  });
  return { practice_id, clinician_id, patient_id, appointment_id, conversation_id, message_id, connection_id, emails };
}

export async function createWorld(sql: Sql): Promise<World> {
  const ours = await createPractice(sql);
  const other = await createPractice(sql);
  const clinician = await ours.clinician({ name: 'Clara Clinician' });
  const colleague = await ours.clinician({ name: 'Colin Colleague' });
  const patient = await ours.patient([clinician.clinician_id]);
  const second = await ours.patient([colleague.clinician_id], 'Sam Second');
  const foreign = await other.clinician({ name: 'Fred Foreign' });
  const foreignPatient = await other.patient([foreign.clinician_id], 'Fay Foreign');
  const people: Record<string, PersonWithLogin> = {
    stranger: await createLogin(sql, 'Steve Stranger'),
    patient,
    clinician,
    colleague,
    receptionist: await ours.member('receptionist'),
    admin: await ours.member('admin'),
    'second patient': second,
  };
  const foreignStaff = await other.member('admin', 'Fran Foreign');
  const foreigners = [foreign, foreignPatient, foreignStaff].map((person) => person.profile_id);
  const emails = Object.fromEntries(
    [...Object.values(people), foreign, foreignPatient, foreignStaff].map(({ profile_id, email }) => [
      profile_id,
      email,
    ]),
  );

  const sides = {
    ours: await fillSide(ours, clinician.clinician_id, patient.patient_id, 3, emails),
    colleagues: await fillSide(ours, colleague.clinician_id, second.patient_id, 4, emails),
    elsewhere: await fillSide(other, foreign.clinician_id, foreignPatient.patient_id, 5, emails),
  };
  const words = new Map<string, string>([
    [ours.practice_id, 'practice'],
    [other.practice_id, 'elsewhere'],
    ...Object.entries(people).map(([word, { profile_id }]): [string, string] => [profile_id, word]),
    ...foreigners.map((id): [string, string] => [id, 'elsewhere']),
  ]);
  const side = (owner: string): Side => {
    if (owner === other.practice_id || foreigners.includes(owner)) return sides.elsewhere;
    return owner === colleague.profile_id || owner === second.profile_id ? sides.colleagues : sides.ours;
  };
  const id = (word: string) => people[word]?.profile_id ?? '';
  const clinicians = [clinician.clinician_id, colleague.clinician_id, foreign.clinician_id];
  const patients = [patient.patient_id, second.patient_id, foreignPatient.patient_id];
  const byKind: Record<Owners, string[]> = {
    practice: [ours.practice_id, other.practice_id],
    clinician: clinicians,
    patient: patients,
    both: [...clinicians, ...patients],
    member: [...clinicians, id('receptionist'), id('admin'), foreignStaff.profile_id],
    person: [...clinicians, ...patients, id('receptionist'), id('admin'), id('stranger'), foreignStaff.profile_id],
  };

  for (const [table, { owners, row, given }] of Object.entries(rowsOf)) {
    if (given || table === 'conversation_participants') continue;
    for (const owner of byKind[owners]) await create(table, row(side(owner), owner));
  }

  const callers = { anonymous: anonymousCaller, 'service role': serviceCaller } as Record<RoleName, Caller>;
  for (const [word, login] of Object.entries(people)) callers[word as RoleName] = await callerOf(word, login);
  return {
    practice_id: ours.practice_id,
    people,
    callers,
    side,
    sides,
    owners: (kind) => byKind[kind],
    wordFor: (owner) => words.get(owner ?? '') ?? 'elsewhere',
  };
}
