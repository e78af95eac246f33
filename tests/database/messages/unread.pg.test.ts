/** [MS8, MS9] What is new to whom, and until when. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { offer } from '../offers/cards.ts';
import { type Scene, scene, start } from './scene.ts';
import { list, read, startThread, withColleague, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const unread = async (on: Scene, who: PersonWithLogin, conversation_id: string) =>
  (await list(on, who, { only_conversation_id: conversation_id }))[0]?.unread_count;
const markRead = (on: Scene, who: PersonWithLogin, conversation_id: string, message_id?: string) =>
  on.done<{ last_read_at: string }>(who, 'read_conversation', {
    conversation_id,
    ...(message_id ? { message_id } : {}),
  });

describe('[MS8] unread', () => {
  test('is what others wrote after one’s mark, which goes forward only', () =>
    scene(sql, async (on) => {
      const { patient, clinician, desk } = clinic;
      const conversation_id = await startThread(on, clinic);
      for (const n of [1, 2, 3]) {
        await on.at(n);
        await write(on, patient, conversation_id, `Message ${n}`);
      }
      for (const who of [clinician, desk]) expect(await unread(on, who, conversation_id)).toBe(3);
      expect(await unread(on, patient, conversation_id)).toBe(0);
      const [first, second] = await read(on, clinician, conversation_id);
      const mark = await markRead(on, clinician, conversation_id, second?.message_id);
      expect(Date.parse(mark.last_read_at)).toBe(Date.parse(plus(start, 2 * minute)));
      expect(await unread(on, clinician, conversation_id)).toBe(1);
      expect(await markRead(on, clinician, conversation_id, first?.message_id), 'never back').toEqual(mark);
      await markRead(on, clinician, conversation_id);
      expect(await unread(on, clinician, conversation_id)).toBe(0);
      expect(await unread(on, desk, conversation_id), 'each has a mark of their own').toBe(3);
    }));

  test('writing reads what stands above, for the front desk as well', () =>
    scene(sql, async (on) => {
      const { patient, clinician, desk } = clinic;
      const conversation_id = await startThread(on, clinic);
      await write(on, patient, conversation_id);
      for (const [n, who] of [clinician, desk].entries()) {
        await on.at(n + 1);
        expect(await unread(on, who, conversation_id)).toBe(n + 1);
        await write(on, who, conversation_id, 'Good morning to you');
        expect(await unread(on, who, conversation_id), who.full_name).toBe(0);
      }
      expect(await unread(on, patient, conversation_id)).toBe(2);
    }));

  test('is nothing that follows from one’s own deeds', () =>
    scene(sql, async (on) => {
      const { patient, clinician, desk } = clinic;
      const conversation_id = await startThread(on, clinic);
      const card = await offer(on, clinic, conversation_id);
      expect(await unread(on, clinician, conversation_id)).toBe(0);
      await on.at(1);
      await markRead(on, patient, conversation_id);
      await on.at(2);
      await on.done(patient, 'respond_to_offer', { slot_id: card.slot_id, response: 'decline' });
      expect(await unread(on, patient, conversation_id)).toBe(0);
      expect(await unread(on, clinician, conversation_id)).toBe(1);
      expect(await unread(on, desk, conversation_id)).toBe(2);
    }));

  test('is not what was written before one joined the front desk', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      for (const n of [0, 5]) {
        await on.at(n);
        await write(on, clinic.patient, conversation_id);
      }
      const { profile_id } = clinic.desk;
      await on.tx`update public.practice_members set created_at = ${plus(start, 3 * minute)} where profile_id = ${profile_id}`;
      expect(await unread(on, clinic.desk, conversation_id)).toBe(1);
      expect(await unread(on, clinic.clinician, conversation_id)).toBe(2);
    }));

  test('a message of another thread is no mark', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const other = await startThread(on, clinic, { patient_id: clinic.paper.patient_id });
      await write(on, clinic.clinician, other);
      const [line] = await read(on, clinic.clinician, other);
      const args = { conversation_id, message_id: line?.message_id };
      expect((await on.refused(clinic.clinician, 'read_conversation', args)).code).toBe('not_found');
    }));

  test('the other side sees how far one has read', () =>
    scene(sql, async (on) => {
      const { patient, clinician, desk } = clinic;
      const conversation_id = await startThread(on, clinic);
      await write(on, patient, conversation_id);
      const seen = async (who: PersonWithLogin) => (await list(on, who))[0]?.read_by_other_at ?? null;
      expect(await seen(patient)).toBeNull();
      expect(Date.parse((await seen(clinician)) ?? '')).toBe(Date.parse(start));
      const { last_read_at } = await markRead(on, desk, conversation_id);
      expect(await seen(patient)).toBe(last_read_at);
    }));
});

test('[MS9] the count stops at 100, and threads with something new are counted', () =>
  scene(sql, async (on) => {
    const { clinician, patient, paper } = clinic;
    const long = await startThread(on, clinic);
    const short = await startThread(on, clinic, { patient_id: paper.patient_id });
    await startThread(on, clinic, withColleague(clinic), clinic.colleague);
    const rows = Array.from({ length: 120 }, () => ({
      conversation_id: long,
      sender_id: patient.profile_id,
      body: 'x',
    }));
    await on.tx`insert into public.messages ${on.tx(rows)}`;
    await on.tx`insert into public.messages ${on.tx({ conversation_id: short, sender_id: paper.patient_id, body: 'x' })}`;
    expect(await unread(on, clinician, long)).toBe(100);
    for (const who of [clinician, clinic.desk]) expect(await on.done(who, 'unread_conversations', {})).toBe(2);
    await markRead(on, clinician, long);
    expect(await on.done(clinician, 'unread_conversations', {})).toBe(1);
    expect(await on.done(patient, 'unread_conversations', {})).toBe(0);
  }));
