/** [OF5, OF10] A patient asks for times. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { hour } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { scene, secret, start } from '../messages/scene.ts';
import { startThread } from '../messages/threads.ts';
import { type Card, offer, request, stored, times, wanted } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const lasts = ({ expires_at }: Card) => (Date.parse(expires_at) - Date.parse(start)) / hour;

test('[OF5] a card of a patient ends after seven days, not after its first time', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const note = 'In the morning, please';
    expect(lasts(await request(on, clinic, conversation_id, { time_options: [], note }))).toBe(7 * 24);
    expect(lasts(await request(on, clinic, conversation_id))).toBe(96);
    expect(lasts(await request(on, clinic, conversation_id, { time_options: times(200) }))).toBe(7 * 24);
  }));

describe('[OF10] a patient asks', () => {
  test('for times, or says when', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      expect(await request(on, clinic, conversation_id)).toMatchObject({
        slot_type: 'request',
        awaits: 'practice',
        offered_by: clinic.patient.patient_id,
        offered_to: clinic.clinician.profile_id,
        time_options: [
          { duration: 30, free: true },
          { duration: 30, free: true },
        ],
      });
      const words = await request(on, clinic, conversation_id, { time_options: [], note: ' Mornings ' });
      expect(words).toMatchObject({ time_options: [], note: 'Mornings' });
      for (const note of [null, '', '  ']) {
        const refusal = await on.refused(clinic.patient, 'request_times', wanted(conversation_id, [], { note }));
        expect(refusal.code).toBe('invalid_input');
      }
    }));

  test('for what they could book themselves: notice, horizon, types and length are theirs', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      await on.tx`update public.practices set min_notice_minutes = ${5 * 24 * 60} where practice_id = ${clinic.practice_id}`;
      const refusal = await on.refused(clinic.patient, 'request_times', wanted(conversation_id));
      expect(refusal.code).toBe('outside_availability');
      expect(refusal.alternatives).toHaveLength(3);
      expect((await offer(on, clinic, conversation_id)).status, 'staff are not bound').toBe('pending');
      const long = [{ start: slot(40).slot_start, duration: 180 }];
      expect((await on.refused(clinic.patient, 'request_times', wanted(conversation_id, long))).code).toBe(
        'outside_availability',
      );
    }));

  test('only as often as the practice lets requests wait, over all their threads', () =>
    scene(sql, async (on) => {
      await on.tx`update public.practices set max_open_requests = 2 where practice_id = ${clinic.practice_id}`;
      const { clinician_id } = clinic.colleague;
      const { patient_id } = clinic.patient;
      await on.tx`insert into public.care_relationships ${on.tx({ clinician_id, patient_id, practice_id: clinic.practice_id })}`;
      const conversation_id = await startThread(on, clinic);
      const other = await startThread(on, clinic, { clinician_id }, clinic.colleague);
      const first = await request(on, clinic, conversation_id);
      await request(on, clinic, other);
      const again = wanted(other, times(4));
      expect(await on.refused(clinic.patient, 'request_times', again)).toMatchObject({
        code: 'rate_limited',
        status: 429,
      });
      const card = await offer(on, clinic, conversation_id, { time_options: times(6, 8) });
      const back = { slot_id: card.slot_id, response: 'counter', note: 'Later' };
      expect((await on.refused(clinic.patient, 'respond_to_offer', back)).code).toBe('rate_limited');
      expect((await stored(on, card)).status, 'and the card still waits').toBe('pending');
      await on.done(clinic.patient, 'cancel_offer', { slot_id: first.slot_id });
      expect((await on.done<Card>(clinic.patient, 'request_times', again)).status).toBe('pending');
    }));

  test('a patient offers nothing, and the practice asks for nothing', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      expect((await on.refused(clinic.patient, 'offer_times', wanted(conversation_id))).code).toBe('forbidden');
      for (const who of [clinic.clinician, clinic.desk, secret])
        expect((await on.refused(who, 'request_times', wanted(conversation_id))).code).toBe('forbidden');
    }));
});
