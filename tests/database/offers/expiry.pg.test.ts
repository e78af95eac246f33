/** [OF16] A card ends by its clock; who closes it, the housekeeping or the next reader, makes no difference. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret, start } from '../messages/scene.ts';
import { list, read, startThread } from '../messages/threads.ts';
import { type Card, kept, offer, request, stored } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const over = 48 * 60;
const moment = 1 / 60_000;
/** The card as a reader is shown it. */
const shown = async (on: Scene, { conversation_id, slot_id }: Card, who: Caller = clinic.patient) =>
  (await read(on, who, conversation_id)).find((line) => line.offer?.slot_id === slot_id)?.offer;
const bookable = async (on: Scene, n: number) =>
  (
    await on.rows(clinic.desk, 'available_slots', {
      clinician_id: clinic.clinician.clinician_id,
      range_start: slot(n).slot_start,
      range_end: slot(n).slot_end,
    })
  ).length === 1;

test('[OF16] from its end on a card is expired for everybody, before anything has closed it', () =>
  scene(sql, async (on) => {
    const card = await offer(on, clinic, await startThread(on, clinic), { hold: true });
    await on.at(over - moment);
    expect(await shown(on, card)).toMatchObject({ status: 'pending', held: true });
    expect((await list(on, clinic.patient))[0]).toMatchObject({ awaits_me: true });
    expect(await bookable(on, 0)).toBe(false);
    await on.at(over);
    for (const who of [clinic.patient, clinic.clinician, clinic.desk])
      expect(await shown(on, card, who)).toMatchObject({
        status: 'expired',
        held: false,
        time_options: [{ free: null }, { free: null }],
      });
    expect((await list(on, clinic.patient))[0]).toMatchObject({
      awaits_me: false,
      last_message: { offer: { status: 'expired' } },
    });
    expect((await stored(on, card)).status, 'nothing has closed it').toBe('pending');
    expect(await kept(on, card)).toEqual([]);
    expect(await bookable(on, 0)).toBe(true);
    const { clinician_id } = clinic.clinician;
    const visit = await on.done<{ status: string }>(
      clinic.desk,
      'book_appointment',
      clinic.request(slot(0), { clinician_id, patient_id: clinic.paper.patient_id }),
    );
    expect(visit.status).toBe('confirmed');
  }));

const closing: [name: string, close: (on: Scene, card: Card) => Promise<unknown>][] = [
  ['the schedule', (on) => on.done(secret, 'expire_offers', {})],
  [
    'the patient, by reading',
    (on, { conversation_id }) => on.done(clinic.patient, 'read_conversation', { conversation_id }),
  ],
  [
    'the clinician, by reading',
    (on, { conversation_id }) => on.done(clinic.clinician, 'read_conversation', { conversation_id }),
  ],
  [
    'the front desk, by reading up to the card',
    (on, { conversation_id, message_id }) => on.done(clinic.desk, 'read_conversation', { conversation_id, message_id }),
  ],
  [
    'the secret key, by reading',
    (on, { conversation_id }) => on.done(secret, 'read_conversation', { conversation_id }),
  ],
];

describe('[OF16, MS7] closed by', () => {
  test.each(closing)('%s: the same end', (_, close) =>
    scene(sql, async (on) => {
      const card = await offer(on, clinic, await startThread(on, clinic), { hold: true });
      await on.at(over - moment);
      await close(on, card);
      expect((await stored(on, card)).status).toBe('pending');
      await on.at(over + 5);
      await close(on, card);
      expect(await stored(on, card)).toMatchObject({ status: 'expired', responded_at: null, appointment_id: null });
      expect(await kept(on, card)).toEqual([]);
      const said = (await read(on, clinic.patient, card.conversation_id)).filter((line) => line.kind === 'system');
      expect(said).toMatchObject([{ body: 'The times have expired without an answer.' }]);
      // Nobody did it: neither the one who happened to look.
      expect(said[0]?.payload).toEqual({ event: 'offer_expired', slot_id: card.slot_id });
      const told = await on.tx<{ recipient_id: string }[]>`
        select recipient_id from public.notification_outbox
        where conversation_id = ${card.conversation_id} and kind = 'offer_expired'`;
      expect(told.map((row) => row.recipient_id).sort()).toEqual(
        [clinic.patient.profile_id, clinic.clinician.profile_id].sort(),
      );
      await close(on, card);
      expect(await read(on, clinic.patient, card.conversation_id), 'once').toHaveLength(2);
    }),
  );
});

test('[OF16] only what is over is closed, and a reader closes the cards of that thread alone', () =>
  scene(sql, async (on) => {
    const mine = await startThread(on, clinic);
    const other = await startThread(on, clinic, { patient_id: clinic.paper.patient_id });
    const short = { expires_at: plus(start, minute) };
    const [over1, open, theirs] = [
      await offer(on, clinic, mine, short),
      await offer(on, clinic, mine),
      await offer(on, clinic, other, short),
    ];
    await on.at(1);
    await on.done(clinic.patient, 'read_conversation', { conversation_id: mine });
    const states = async () => Promise.all([over1, open, theirs].map(async (card) => (await stored(on, card)).status));
    expect(await states()).toEqual(['expired', 'pending', 'pending']);
    await on.done(secret, 'expire_offers', {});
    expect(await states()).toEqual(['expired', 'pending', 'expired']);
    expect((await on.ask(clinic.desk, 'expire_offers', {})).refusal?.code).toBe('42501');
  }));

test('[OF16] a request expires at its first time', () =>
  scene(sql, async (on) => {
    const card = await request(on, clinic, await startThread(on, clinic));
    await on.at(4 * 24 * 60 - moment);
    expect((await shown(on, card))?.status).toBe('pending');
    await on.at(4 * 24 * 60);
    expect((await shown(on, card))?.status).toBe('expired');
  }));

test('[OF16] the housekeeping takes 500 cards at a time, whichever threads they are in', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const card = await offer(on, clinic, conversation_id);
    await on.tx`select set_config('careslot.quiet', 'on', true)`;
    await on.tx`
      insert into public.appointment_time_slots (message_id, conversation_id, offered_by, offered_to, clinician_id, time_options, appointment_type, expires_at)
      select s.message_id, s.conversation_id, s.offered_by, s.offered_to, s.clinician_id, s.time_options, s.appointment_type, s.expires_at
      from public.appointment_time_slots s cross join generate_series(1, 520) where s.slot_id = ${card.slot_id}`;
    await on.at(over);
    expect(await on.done(secret, 'expire_offers', {})).toBe(500);
    expect(await on.done<number>(secret, 'expire_offers', {})).toBeGreaterThanOrEqual(21);
    const left =
      await on.tx`select 1 from public.appointment_time_slots where conversation_id = ${conversation_id} and status = 'pending'`;
    expect(left).toHaveLength(0);
  }));
