/** [OF11, OF14, OF15] Whose answer counts; declining, withdrawing and countering. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { day, hour, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret, start } from '../messages/scene.ts';
import { read, startThread } from '../messages/threads.ts';
import { type Answered, accept, type Card, counter, offer, refusedAnswer, request, stored, times } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

/** The thread of patient and clinician, in a moment of its own. */
const inThread = (body: (on: Scene, conversation_id: string) => Promise<void>) =>
  scene(sql, async (on) => body(on, await startThread(on, clinic)));
const answer = (response: string, more = {}) => ({ response, ...more });

describe('[OF11] the other side', () => {
  test('answers; who made the card withdraws it', () =>
    inThread(async (on, conversation_id) => {
      const theirs = await offer(on, clinic, conversation_id);
      const own = await request(on, clinic, conversation_id);
      for (const [card, answers, makers] of [
        [theirs, [clinic.patient], [clinic.clinician, clinic.desk, clinic.admin, secret]],
        [own, [clinic.clinician, clinic.desk, clinic.admin, secret], [clinic.patient]],
      ] as [Card, Caller[], Caller[]][]) {
        for (const who of makers)
          for (const response of ['accept', 'decline', 'counter'])
            expect(
              await refusedAnswer(on, who, card, answer(response, { selected_time_index: 0, note: 'x' })),
            ).toMatchObject({
              code: 'forbidden',
              status: 403,
            });
        for (const who of answers)
          expect((await on.refused(who, 'cancel_offer', { slot_id: card.slot_id })).code).toBe('forbidden');
        expect((await stored(on, card)).status).toBe('pending');
      }
      expect(await on.done<Card>(clinic.desk, 'cancel_offer', { slot_id: theirs.slot_id })).toMatchObject({
        status: 'cancelled',
      });
      expect(await on.done<Card>(clinic.patient, 'cancel_offer', { slot_id: own.slot_id })).toMatchObject({
        status: 'cancelled',
      });
    }));

  test('answers by accept, decline or counter and nothing else', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      for (const response of ['', 'ACCEPT', 'accepted', 'cancel', null])
        expect((await on.refused(clinic.patient, 'respond_to_offer', { slot_id: card.slot_id, response })).code).toBe(
          'invalid_input',
        );
    }));
});

describe('[OF14] why', () => {
  test('a card was declined or withdrawn is kept, if it was said', () =>
    inThread(async (on, conversation_id) => {
      const decline = async (more: object) => {
        const { slot_id } = await offer(on, clinic, conversation_id);
        return (await on.done<Answered>(clinic.patient, 'respond_to_offer', { slot_id, response: 'decline', ...more }))
          .slot;
      };
      const withdraw = async (more: object) => {
        const { slot_id } = await offer(on, clinic, conversation_id);
        return on.done<Card>(clinic.clinician, 'cancel_offer', { slot_id, ...more });
      };
      expect(await decline({ note: ' I am away ' })).toMatchObject({
        status: 'declined',
        response_note: 'I am away',
        note: null,
      });
      expect(await decline({})).toMatchObject({ status: 'declined', response_note: null });
      expect(await withdraw({ reason: ' I am ill ' })).toMatchObject({
        status: 'cancelled',
        response_note: 'I am ill',
      });
      expect(await withdraw({ reason: '  ' })).toMatchObject({ status: 'cancelled', response_note: null });
    }));

  test('has at most 2,000 characters', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      const long = 'x'.repeat(2_001);
      for (const response of ['decline', 'accept', 'counter'])
        expect(
          (await refusedAnswer(on, clinic.patient, card, answer(response, { note: long, selected_time_index: 0 })))
            .code,
        ).toBe('invalid_input');
      expect((await on.refused(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id, reason: long })).code).toBe(
        'invalid_input',
      );
    }));
});

describe('[OF15] a counter', () => {
  test('closes the card and waits for the other side; so to and fro, until one accepts', () =>
    inThread(async (on, conversation_id) => {
      const { patient, clinician, desk } = clinic;
      const first = await offer(on, clinic, conversation_id);
      const second = await counter(on, patient, first, { time_options: times(4, 6), note: ' Rather later ' });
      expect(second).toMatchObject({
        slot_type: 'counter_offer',
        counter_of: first.slot_id,
        awaits: 'practice',
        offered_by: patient.profile_id,
        offered_to: clinician.profile_id,
        clinician_id: clinician.clinician_id,
        appointment_type: 'follow_up',
        location_type: 'in_person',
        note: 'Rather later',
        status: 'pending',
      });
      const third = await counter(on, desk, second, { time_options: times(8), expires_at: plus(start, hour) });
      expect(third).toMatchObject({
        counter_of: second.slot_id,
        awaits: 'patient',
        offered_by: desk.profile_id,
        offered_to: patient.profile_id,
      });
      expect(Date.parse(third.expires_at)).toBe(Date.parse(plus(start, hour)));
      const fourth = await counter(on, patient, third, { note: 'Mornings, please' });
      expect(fourth).toMatchObject({ time_options: [], note: 'Mornings, please', awaits: 'practice' });
      expect(Date.parse(fourth.expires_at)).toBe(Date.parse(plus(start, 7 * day)));
      const fifth = await counter(on, clinician, fourth, { time_options: times(10) });
      expect(Date.parse(fifth.expires_at)).toBe(Date.parse(plus(start, 2 * day)));
      const { appointment } = await accept(on, patient, fifth);
      expect(appointment).toMatchObject({ status: 'confirmed', requested_via_message_id: fifth.message_id });
      for (const [card, status] of [
        [first, 'countered'],
        [second, 'countered'],
        [third, 'countered'],
        [fourth, 'countered'],
        [fifth, 'accepted'],
      ] as const)
        expect((await stored(on, card)).status).toBe(status);
      const kinds = (await read(on, patient, conversation_id)).map((line) => line.kind);
      expect(kinds, 'the next card speaks for itself').toEqual(['offer', 'offer', 'offer', 'offer', 'offer', 'system']);
    }));

  test('answers a request too', () =>
    inThread(async (on, conversation_id) => {
      const asked = await request(on, clinic, conversation_id);
      const back = await counter(on, clinic.clinician, asked, { time_options: times(4) });
      expect(back).toMatchObject({ slot_type: 'counter_offer', counter_of: asked.slot_id, awaits: 'patient' });
      expect((await accept(on, clinic.patient, back)).appointment?.status).toBe('confirmed');
    }));

  test('needs other times or a note, and free ones', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      const cases: [args: object, code: string][] = [
        [{}, 'invalid_input'],
        [{ time_options: [], note: '  ' }, 'invalid_input'],
        [{ time_options: times(0, 1, 2, 3, 4, 5) }, 'invalid_input'],
        [{ time_options: [{ start: 'x' }] }, 'invalid_input'],
        [{ time_options: [{ start: plus(start, -hour), duration: 30 }] }, 'invalid_time'],
        [{ time_options: [{ start: plus(slot(0).slot_start, -6 * hour), duration: 30 }] }, 'outside_availability'],
        [{ time_options: times(4), hold: true }, 'forbidden'],
      ];
      for (const [args, code] of cases)
        expect(
          (await refusedAnswer(on, clinic.patient, card, answer('counter', args))).code,
          JSON.stringify(args),
        ).toBe(code);
      expect((await stored(on, card)).status, 'the card still waits').toBe('pending');
      expect(await read(on, clinic.patient, conversation_id)).toHaveLength(1);
    }));
});
