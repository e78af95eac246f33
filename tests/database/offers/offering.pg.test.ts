/** [OF3–OF5] Offering times: what may be offered, and until when. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { hour, minute, plus } from '../../support/time.ts';
import type { Refusal } from '../booking/answers.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { read, startThread, type Thread, withColleague } from '../messages/threads.ts';
import { type Card, offer, request, stored, times, wanted } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const { slot_start, slot_end } = slot(0);
const second = times(2)[0];
const lasts = ({ expires_at }: Card) => (Date.parse(expires_at) - Date.parse(start)) / hour;

test('[OF3, OF4] the practice offers times: a message and its card', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const card = await offer(on, clinic, conversation_id, { note: '  Bring the reports ', location_type: 'video' });
    expect(card).toMatchObject({
      conversation_id,
      offered_by: clinic.clinician.profile_id,
      offered_to: clinic.patient.patient_id,
      clinician_id: clinic.clinician.clinician_id,
      clinician_name: `Dr. ${clinic.clinician.full_name}`,
      slot_type: 'offer',
      awaits: 'patient',
      status: 'pending',
      appointment_type: 'follow_up',
      location_type: 'video',
      note: 'Bring the reports',
      held: false,
      selected_time_index: null,
      appointment_id: null,
      appointment: null,
      counter_of: null,
      message: { kind: 'offer', conversation_id, sender_id: clinic.clinician.profile_id },
    });
    expect(card.time_options.map((o) => [Date.parse(o.start), o.duration, o.free])).toEqual([
      [Date.parse(slot_start), 30, true],
      [Date.parse(slot(2).slot_start), 30, true],
    ]);
    const lines = await read(on, clinic.patient, conversation_id);
    expect(lines).toMatchObject([{ message_id: card.message_id, kind: 'offer', sender_side: 'practice', body: '' }]);
    expect(lines[0]?.offer?.slot_id).toBe(card.slot_id);
  }));

describe('[OF4] a time is', () => {
  test.each([
    ['a start and an end', { start: slot_start, end: slot_end }],
    ['with the duration that follows', { start: slot_start, end: slot_end, duration: 30 }],
    ['a start and a duration', { start: slot_start, duration: 30 }],
    ['a start, and lasts as the type says', { start: slot_start }],
    ['in any zone', { start: `${plus(slot_start, 2 * hour).slice(0, 19)}+02:00`, end: slot_end }],
    ['without seconds', { start: `${slot_start.slice(0, 16)}Z`, end: `${slot_end.slice(0, 16)}+0000` }],
    ['with nulls', { start: slot_start, end: null, duration: null }],
  ])('%s', (_, first) =>
    scene(sql, async (on) => {
      await on.tx`update public.appointment_types set default_duration_minutes = 30
        where practice_id = ${clinic.practice_id} and appointment_type = 'follow_up'`;
      const conversation_id = await startThread(on, clinic);
      const card = await on.done<Card>(clinic.clinician, 'offer_times', wanted(conversation_id, [first, second]));
      const [stored1] = (await stored(on, card)).time_options as Record<string, unknown>[];
      expect(Object.keys(stored1 ?? {}).sort()).toEqual(['duration', 'end', 'start']);
      expect([Date.parse(String(stored1?.start)), Date.parse(String(stored1?.end)), stored1?.duration]).toEqual([
        Date.parse(slot_start),
        Date.parse(slot_end),
        30,
      ]);
    }),
  );
});

/** What is refused, and that it leaves nothing behind. */
async function refusedOffer(on: Scene, time_options: unknown, more = {}): Promise<Refusal> {
  const conversation_id = await startThread(on, clinic);
  const refusal = await on.refused(clinic.clinician, 'offer_times', wanted(conversation_id, time_options, more));
  const left = await on.tx`select 1 from public.messages where conversation_id = ${conversation_id}`;
  expect(left, '[OF3] no message without its card').toHaveLength(0);
  return refusal;
}

describe('[OF4] is refused', () => {
  const past = { start: plus(start, -hour), end: plus(start, -hour / 2) };
  const malformed: [name: string, options: unknown, code: string][] = [
    ['no list', 'x', 'invalid_input'],
    ['nothing', [], 'invalid_input'],
    ['a single time', times(0), 'invalid_input'],
    ['six times', times(0, 1, 2, 3, 4, 5), 'invalid_input'],
    ['a time twice', times(0, 0), 'invalid_input'],
    ['a time twice, of two lengths', [times(0)[0], { start: slot_start, duration: 60 }], 'invalid_input'],
    ['no object', [slot_start, slot(2).slot_start], 'invalid_input'],
    ['null', [null, second], 'invalid_input'],
    ['no start', [{ end: slot_end }, second], 'invalid_input'],
    ['an unknown key', [{ ...times(0)[0], clinician: 'x' }, second], 'invalid_input'],
    ['a number for an instant', [{ start: 20270101, end: slot_end }, second], 'invalid_input'],
    ['a word for an instant', [{ start: 'tomorrow', end: slot_end }, second], 'invalid_input'],
    ['a word for a duration', [{ start: slot_start, duration: '30' }, second], 'invalid_input'],
    ['a duration of its own', [{ ...times(0)[0], duration: 45 }, second], 'invalid_input'],
    ['half a minute', [{ start: slot_start, duration: 30.5 }, second], 'invalid_input'],
    ['a day that does not exist', [{ start: '2027-02-30T10:00:00Z', duration: 30 }, second], 'invalid_time'],
    ['an instant with more behind it', [{ start: `${slot_start}; drop`, duration: 30 }, second], 'invalid_time'],
    ['a duration beyond numbers', [{ start: slot_start, duration: 1e300 }, second], 'invalid_time'],
    ['a reversed time', [{ start: slot_end, end: slot_start }, second], 'invalid_time'],
    ['an empty time', [{ start: slot_start, duration: 0 }, second], 'invalid_time'],
    ['four minutes', [{ start: slot_start, duration: 4 }, second], 'invalid_time'],
    ['a day and more', [{ start: slot_start, duration: 1441 }, second], 'invalid_time'],
    ['the past', [past, second], 'invalid_time'],
    ['the far future', [{ start: '2199-01-01T10:00:00Z', duration: 30 }, second], 'invalid_time'],
  ];
  test.each(malformed)('%s', (_, options, code) =>
    scene(sql, async (on) => {
      expect((await refusedOffer(on, options)).code).toBe(code);
    }),
  );

  const others: [name: string, more: Record<string, unknown>, code: string][] = [
    ['an unknown type', { appointment_type: 'haircut' }, 'invalid_input'],
    ['no type', { appointment_type: null }, 'invalid_input'],
    ['an unknown place', { location_type: 'moon' }, 'invalid_input'],
    ['no place', { location_type: null }, 'invalid_input'],
    ['a note that is too long', { note: 'x'.repeat(2_001) }, 'invalid_input'],
    ['an end in the past', { expires_at: start }, 'invalid_time'],
    ['a clinician that is nobody', { clinician_id: crypto.randomUUID() }, 'not_found'],
  ];
  test.each(others)('%s', (_, more, code) =>
    scene(sql, async (on) => {
      expect((await refusedOffer(on, times(0, 2), more)).code).toBe(code);
    }),
  );

  test('the times of a clinician whom one may not see, and times that could be anybody’s', () =>
    scene(sql, async (on) => {
      expect((await refusedOffer(on, times(0, 2), withColleague(clinic))).code).toBe('not_found');
      expect((await refusedOffer(on, times(0, 2), { clinician_id: clinic.outsider.clinician_id })).code).toBe(
        'not_found',
      );
      const args = { practice_id: clinic.practice_id, patient_id: clinic.patient.patient_id };
      const { conversation_id } = await on.done<Thread>(clinic.desk, 'start_conversation', args);
      for (const who of [clinic.desk, secret])
        expect(await on.refused(who, 'offer_times', wanted(conversation_id))).toMatchObject({
          code: 'invalid_input',
          message: expect.stringMatching(/^clinician_id is needed/),
        });
      const card = await offer(on, clinic, conversation_id, withColleague(clinic), clinic.desk);
      expect(card).toMatchObject({ ...withColleague(clinic), offered_by: clinic.desk.profile_id });
    }));

  const night = { start: plus(slot_start, -6 * hour), end: plus(slot_end, -6 * hour) };
  const occupied: [name: string, code: string, prepare: (on: Scene) => PromiseLike<unknown>, first: unknown][] = [
    [
      'another visit',
      'slot_taken',
      (on) => on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0)))}`,
      times(0)[0],
    ],
    [
      'a hold',
      'slot_taken',
      (on) => on.done(clinic.desk, 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...slot(0) }),
      times(0)[0],
    ],
    [
      'the patient is elsewhere',
      'patient_busy',
      (on) =>
        on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0), { patient_id: clinic.patient.patient_id, clinician_id: clinic.colleague.clinician_id }))}`,
      times(0)[0],
    ],
    ['outside the hours', 'outside_availability', async () => {}, night],
    ['on no slot', 'outside_availability', async () => {}, { start: plus(slot_start, 7 * minute), duration: 30 }],
  ];
  test.each(occupied)('what is not free (%s): which, and what is instead', (_, code, prepare, first) =>
    scene(sql, async (on) => {
      await prepare(on);
      const refusal = await refusedOffer(on, [second, first]);
      expect(refusal).toMatchObject({ code, status: 409, message: 'One of these times is not free.' });
      expect(refusal.details.taken_options).toMatchObject([{ index: 1, duration: 30 }]);
      expect(refusal.alternatives).toHaveLength(3);
    }),
  );

  test('several that are not free, each named', () =>
    scene(sql, async (on) => {
      for (const n of [0, 4]) await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(n)))}`;
      const refusal = await refusedOffer(on, times(0, 2, 4));
      expect(refusal.message).toBe('Some of these times are not free.');
      expect((refusal.details.taken_options as { index: number }[]).map(({ index }) => index)).toEqual([0, 2]);
    }));
});

describe('[OF5] a card ends', () => {
  const ends: [name: string, more: object, hours: number][] = [
    ['after 48 hours', {}, 48],
    ['at expires_at, if that is earlier', { expires_at: plus(start, 90 * minute) }, 1.5],
    ['at expires_at, if that is later', { expires_at: plus(start, 90 * hour) }, 90],
    ['not after its first time', { expires_at: plus(start, 1_000 * hour) }, 96],
    [
      'at its first time, whichever that is',
      { time_options: times(6, 4, 5), expires_at: plus(start, 1_000 * hour) },
      98,
    ],
  ];
  test.each(ends)('%s', (_, more, hours) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      expect(lasts(await offer(on, clinic, conversation_id, more))).toBe(hours);
    }),
  );
});

test('[OF4] the same key makes one card, another offer with it is refused', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const key = { idempotency_key: 'once' };
    const first = await offer(on, clinic, conversation_id, key);
    expect(await offer(on, clinic, conversation_id, key)).toEqual(first);
    const other = wanted(conversation_id, times(0, 3), key);
    expect(await on.refused(clinic.clinician, 'offer_times', other)).toMatchObject({
      code: 'idempotency_mismatch',
      status: 422,
    });
    const asked = await request(on, clinic, conversation_id, key);
    expect(await request(on, clinic, conversation_id, key)).toEqual(asked);
    expect(await read(on, clinic.patient, conversation_id)).toHaveLength(2);
  }));
