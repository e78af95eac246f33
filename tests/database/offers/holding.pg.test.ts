/** [OF7, OF9] What a card keeps for its patient, and what a hold of their own is beside it. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import type { Hold } from '../booking/answers.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { read, startThread } from '../messages/threads.ts';
import { accept, type Card, counter, freeTimes, kept, offer, sees, times, wanted } from './cards.ts';

const sql = database();
let clinic: Clinic;
let second: PersonWithLogin & { patient_id: string };
beforeAll(async () => {
  clinic = await createClinic(sql);
  second = await clinic.newPatient([clinic.clinician.clinician_id], 'Second Patient');
});

const inThread = (body: (on: Scene, conversation_id: string) => Promise<void>) =>
  scene(sql, async (on) => body(on, await startThread(on, clinic)));
const starts = (...numbers: number[]) => numbers.map((n) => slot(n).slot_start);
const at = (n: number, minutes = 30) => ({ clinician_id: clinic.clinician.clinician_id, ...slot(n, minutes) });

describe('[OF7] with hold', () => {
  test('the times are the patient’s until the card ends, and nobody else’s', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { hold: true });
      expect(card).toMatchObject({ held: true, time_options: [{ free: true }, { free: true }] });
      expect(await kept(on, card)).toEqual(starts(0, 2));
      const holds =
        await on.tx`select held_by, expires_at from public.slot_holds where message_id = ${card.message_id}`;
      for (const hold of holds)
        expect(hold).toEqual({ held_by: clinic.patient.patient_id, expires_at: new Date(card.expires_at) });
      expect(await sees(on, clinic.patient, clinic, 0)).toBe(true);
      for (const who of [second, clinic.clinician, clinic.desk, secret] as const)
        expect(await sees(on, who, clinic, 0)).toBe(false);
      expect((await on.refused(second, 'hold_slot', at(0))).code).toBe('slot_taken');
      const theirs = await startThread(on, clinic, { patient_id: second.patient_id });
      const refusal = await on.refused(clinic.clinician, 'offer_times', wanted(theirs));
      expect(refusal).toMatchObject({ code: 'slot_taken', details: { taken_options: [{ index: 0 }, { index: 1 }] } });
    }));

  test('not without, and several patients may be offered the same time', () =>
    inThread(async (on, conversation_id) => {
      const theirs = await startThread(on, clinic, { patient_id: second.patient_id });
      const card = await offer(on, clinic, conversation_id);
      expect(card.held).toBe(false);
      expect(await kept(on, card)).toEqual([]);
      expect((await offer(on, clinic, theirs)).time_options.map((o) => o.free)).toEqual([true, true]);
      await accept(on, clinic.patient, card);
      expect(await freeTimes(on, second, theirs)).toEqual([false, true]);
    }));

  const endings: [name: string, end: (on: Scene, card: Card) => Promise<unknown>][] = [
    ['accepted', (on, card) => accept(on, clinic.patient, card)],
    [
      'declined',
      (on, card) => on.done(clinic.patient, 'respond_to_offer', { slot_id: card.slot_id, response: 'decline' }),
    ],
    ['countered', (on, card) => counter(on, clinic.patient, card, { note: 'Later' })],
    ['cancelled', (on, card) => on.done(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id })],
    [
      'cancelled by a direct write',
      (on, card) =>
        on.tx`update public.appointment_time_slots set status = 'cancelled' where slot_id = ${card.slot_id}`,
    ],
    ['expired', (on) => on.at(48 * 60)],
  ];
  test.each(endings)('[OF9] a card that is %s keeps nothing any more', (name, end) =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { hold: true });
      await end(on, card);
      expect(await kept(on, card)).toEqual([]);
      const taken = name === 'accepted';
      for (const who of [second, clinic.desk])
        expect([await sees(on, who, clinic, 0), await sees(on, who, clinic, 2)]).toEqual([!taken, true]);
      expect((await on.done<Hold>(second, 'hold_slot', at(2))).held_by).toBe(second.profile_id);
    }),
  );

  test('of a counter the practice keeps times as well, those of the countered card too', () =>
    inThread(async (on, conversation_id) => {
      const first = await offer(on, clinic, conversation_id, { hold: true });
      const back = await counter(on, clinic.patient, first, { note: 'One hour, please' });
      const longer = [{ start: slot(0).slot_start, duration: 60 }];
      const third = await counter(on, clinic.clinician, back, { time_options: longer, hold: true });
      expect(third.held).toBe(true);
      expect(await kept(on, third)).toEqual(starts(0));
      expect((await accept(on, clinic.patient, third)).appointment?.duration_minutes).toBe(60);
    }));

  test('all or none is kept: a time of somebody else, or of another card of the patient, makes no card', () =>
    inThread(async (on, conversation_id) => {
      const first = await offer(on, clinic, conversation_id, { hold: true });
      const overlapping = [
        { start: slot(2).slot_start, duration: 60 },
        { start: slot(6).slot_start, duration: 60 },
      ];
      for (const [options, index] of [
        [times(8, 0), 1],
        [overlapping, 0],
      ] as const) {
        const refusal = await on.refused(
          clinic.clinician,
          'offer_times',
          wanted(conversation_id, options, { hold: true }),
        );
        expect(refusal).toMatchObject({ code: 'slot_taken', details: { taken_options: [{ index }] } });
        expect(refusal.alternatives).toHaveLength(3);
      }
      expect(await read(on, clinic.patient, conversation_id)).toHaveLength(1);
      expect(await kept(on, first)).toEqual(starts(0, 2));
      const unheld = await offer(on, clinic, conversation_id, { time_options: times(0, 8) });
      expect(
        unheld.time_options.map((o) => o.free),
        'for its patient the time is free',
      ).toEqual([true, true]);
    }));

  test('times next to each other, buffers included, can be kept together', () =>
    inThread(async (on, conversation_id) => {
      await on.tx`update public.clinician_availability set buffer_minutes = 10 where clinician_id = ${clinic.clinician.clinician_id}`;
      const options = [0, 30].map((minutes) => ({ start: plus(slot(0).slot_start, minutes * minute), duration: 30 }));
      const card = await offer(on, clinic, conversation_id, { time_options: options, hold: true });
      expect(await kept(on, card)).toHaveLength(2);
      const { appointment } = await accept(on, clinic.patient, card, 1);
      expect(appointment?.overbooked).toBe(false);
    }));
});

describe('[OF7, BK5] what a card keeps and a hold of one’s own', () => {
  test('do not count together, and the kept time is one’s own already', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { time_options: times(0, 2, 4, 6), hold: true });
      for (const n of [8, 10, 12]) await on.done(clinic.patient, 'hold_slot', at(n));
      const again = await on.done<Hold>(clinic.patient, 'hold_slot', at(0));
      expect(again).toMatchObject({ message_id: card.message_id });
      expect(Date.parse(again.expires_at), 'and is not shortened').toBe(Date.parse(card.expires_at));
      expect(await on.refused(clinic.patient, 'hold_slot', at(14))).toMatchObject({
        code: 'rate_limited',
        status: 429,
      });
    }));

  test('an own hold becomes part of the offer', () =>
    inThread(async (on, conversation_id) => {
      const own = await on.done<Hold>(clinic.patient, 'hold_slot', at(0, 60));
      // Staff see it as taken, and offer it to this patient all the same.
      const card = await offer(on, clinic, conversation_id, { hold: true });
      expect(await kept(on, card)).toEqual(starts(0, 2));
      expect(await on.tx`select 1 from public.slot_holds where hold_id = ${own.hold_id}`).toHaveLength(0);
    }));

  test('a part of a kept time cannot be held besides: taken, with alternatives', () =>
    inThread(async (on, conversation_id) => {
      await offer(on, clinic, conversation_id, { hold: true });
      const refusal = await on.refused(clinic.patient, 'hold_slot', at(0, 60));
      expect(refusal).toMatchObject({
        code: 'slot_taken',
        status: 409,
        message: expect.stringMatching(/^An offer keeps/),
      });
      expect(refusal.alternatives).toHaveLength(3);
    }));

  test('a kept time is not given back by release_hold', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { hold: true });
      const { hold_id } = await on.done<Hold>(clinic.patient, 'hold_slot', at(0));
      await on.done(clinic.patient, 'release_hold', { hold_id });
      expect(await kept(on, card)).toEqual(starts(0, 2));
    }));

  test('a time that the patient books themselves is gone from the card, which stays', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { hold: true });
      await on.done(clinic.patient, 'book_appointment', clinic.request(slot(0)));
      expect(await kept(on, card)).toEqual(starts(2));
      expect(await freeTimes(on, clinic.patient, conversation_id)).toEqual([false, true]);
      expect((await accept(on, clinic.patient, card, 1)).slot.status).toBe('accepted');
    }));
});
