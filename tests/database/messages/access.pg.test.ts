/** [MS1, MS3, OF11] Who is in a thread, and that it does not exist for anybody else. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { offer, request, times, wanted } from '../offers/cards.ts';
import { type Scene, scene } from './scene.ts';
import { list, read, setDesk, setMember, startThread, withColleague, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
let second: PersonWithLogin & { patient_id: string };
beforeAll(async () => {
  clinic = await createClinic(sql);
  second = await clinic.newPatient([clinic.clinician.clinician_id], 'Second Patient');
});

/** Everything that can be asked about a thread and its cards, by ids. */
const questions = (conversation_id: string, slot_id: string, message_id: string) =>
  [
    ['conversation_messages', { conversation_id }],
    ['read_conversation', { conversation_id }],
    ['read_conversation', { conversation_id, message_id }],
    ['offer_times', wanted(conversation_id)],
    ['request_times', wanted(conversation_id)],
    ['respond_to_offer', { slot_id, response: 'accept', selected_time_index: 0 }],
    ['respond_to_offer', { slot_id, response: 'decline', note: 'No' }],
    ['respond_to_offer', { slot_id, response: 'counter', time_options: times(4) }],
    ['cancel_offer', { slot_id }],
  ] as const;

const tables = ['conversations', 'conversation_participants', 'messages', 'appointment_time_slots'];

/** Two cards, one of each side, and a message: nothing of it exists for `who`. */
async function expectNothing(on: Scene, who: PersonWithLogin): Promise<void> {
  const conversation_id = await startThread(on, clinic);
  expect(await write(on, clinic.patient, conversation_id, 'Secret')).toBe('sent');
  const cards = [await offer(on, clinic, conversation_id), await request(on, clinic, conversation_id)];
  if (who === clinic.clinician) await setMember(on, who.profile_id, false);
  if (who === clinic.desk || who === clinic.admin) {
    // They read while they could, and have a mark of it.
    await on.done(who, 'read_conversation', { conversation_id });
    await setDesk(on, clinic.practice_id, false);
  }
  for (const { slot_id, message_id } of cards) {
    const real = questions(conversation_id, slot_id, message_id);
    const guessed = questions(randomUUID(), randomUUID(), randomUUID());
    for (const [i, [name, args]] of real.entries()) {
      const refusal = await on.refused(who, name, args);
      expect(refusal, name).toMatchObject({ code: 'not_found', status: 404 });
      expect(refusal, name).toEqual(await on.refused(who, name, guessed[i]?.[1] ?? {}));
    }
  }
  expect(await list(on, who)).toEqual([]);
  expect(await list(on, who, { only_conversation_id: conversation_id })).toEqual([]);
  expect(await on.done(who, 'unread_conversations', {})).toBe(0);
  for (const table of tables) {
    const { value } = await on.as(
      who,
      (tx) => tx`select 1 from ${tx(`public.${table}`)} where conversation_id = ${conversation_id}`,
    );
    expect(value, table).toHaveLength(0);
  }
  expect(await write(on, who, conversation_id)).toBe('42501');
  expect(await write(on, clinic.patient, conversation_id, 'Still here')).toBe('sent');
}

describe('[MS1, MS3, OF11] a thread and its cards do not exist for', () => {
  const outsiders: [string, () => PersonWithLogin][] = [
    ['a stranger', () => clinic.stranger],
    ['another patient of the clinician', () => second],
    ['a clinician of another practice', () => clinic.outsider],
    ['a colleague who is not in the thread', () => clinic.colleague],
    ['the clinician of the thread who has left the practice', () => clinic.clinician],
    ['a receptionist where the front desk reads no messages', () => clinic.desk],
    ['an admin where the front desk reads no messages', () => clinic.admin],
  ];
  test.each(outsiders)('%s, with guessed or real ids', (_, who) => scene(sql, (on) => expectNothing(on, who())));
});

test('[MS1] the patient, the clinician and the front desk read and write; the clinician who comes back has it again', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const { patient, clinician, desk, admin } = clinic;
    for (const [n, who] of [patient, clinician, desk, admin].entries()) {
      expect(await write(on, who, conversation_id, `Message ${n}`), who.full_name).toBe('sent');
      expect(await read(on, who, conversation_id), who.full_name).toHaveLength(n + 1);
      expect((await list(on, who)).map((row) => row.viewer_side)).toEqual([who === patient ? 'patient' : 'practice']);
    }
    await setMember(on, clinician.profile_id, false);
    expect(await list(on, clinician)).toEqual([]);
    await setMember(on, clinician.profile_id, true);
    expect(await read(on, clinician, conversation_id)).toHaveLength(4);
  }));

test('[MS1] a receptionist whom the rule leaves out keeps the threads they take part in', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const others = await startThread(on, clinic, withColleague(clinic), clinic.colleague);
    const { profile_id } = clinic.desk;
    await on.tx`insert into public.conversation_participants ${on.tx({ conversation_id, profile_id })}`;
    await setDesk(on, clinic.practice_id, false);
    expect((await list(on, clinic.desk)).map((row) => row.conversation_id)).toEqual([conversation_id]);
    expect(await write(on, clinic.desk, conversation_id)).toBe('sent');
    expect(await write(on, clinic.desk, others)).toBe('42501');
  }));

test('[MS3] being marked as a reader gives no right, not even by an active member', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const { profile_id } = clinic.colleague;
    await on.tx`insert into public.conversation_participants ${on.tx({ conversation_id, profile_id, by_rule: true })}`;
    expect((await on.refused(clinic.colleague, 'conversation_messages', { conversation_id })).code).toBe('not_found');
    expect(await list(on, clinic.colleague)).toEqual([]);
    expect(await write(on, clinic.colleague, conversation_id)).toBe('42501');
  }));

test('[MS1] a patient who works in the practice reads their own thread as its patient', () =>
  scene(sql, async (on) => {
    const { clinician_id } = clinic.clinician;
    const { profile_id: patient_id } = clinic.desk;
    await on.tx`insert into public.care_relationships ${on.tx({ clinician_id, patient_id, practice_id: clinic.practice_id })}`;
    const conversation_id = await startThread(on, clinic, { patient_id });
    expect((await list(on, clinic.desk)).map((row) => row.viewer_side)).toEqual(['patient']);
    expect((await on.refused(clinic.desk, 'offer_times', wanted(conversation_id))).code).toBe('forbidden');
    expect(
      (await on.done<{ slot_type: string }>(clinic.desk, 'request_times', wanted(conversation_id))).slot_type,
    ).toBe('request');
  }));
