/** [OF9, OF19] What the outbox, the thread and open screens are told of a card. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret } from '../messages/scene.ts';
import { read, startThread, type Thread } from '../messages/threads.ts';
import { type Card, counter, offer, request, times } from './cards.ts';

const sql = database();
let clinic: Clinic;
let names: Record<string, string>;
beforeAll(async () => {
  clinic = await createClinic(sql);
  names = Object.fromEntries(
    (['patient', 'clinician', 'desk', 'admin'] as const).map((who) => [clinic[who].profile_id, who]),
  );
});

interface Notice {
  event_key: string;
  recipient_id: string;
  kind: string;
  payload: Record<string, string>;
}

const outbox = (on: Scene, { conversation_id }: Card) =>
  on.tx<Notice[]>`select * from public.notification_outbox where conversation_id = ${conversation_id}`;
/** `kind → person` for each row about that card. */
const notices = async (on: Scene, card: Card) =>
  (await outbox(on, card))
    .filter((row) => row.payload.slot_id === card.slot_id)
    .map((row) => `${row.kind} → ${names[row.recipient_id] ?? row.recipient_id}`)
    .sort();
const answer = (on: Scene, { slot_id }: Card, response: string, who: Caller = clinic.patient) =>
  on.done(who, 'respond_to_offer', { slot_id, response, selected_time_index: 0 });

const offered = ['offer_received → patient'];
const requested = ['request_received → clinician'];
const lives: [
  name: string,
  makes: 'offer' | 'request',
  live: (on: Scene, card: Card) => Promise<unknown>,
  rows: string[],
][] = [
  ['an offer', 'offer', async () => {}, offered],
  [
    'an offer that was accepted',
    'offer',
    (on, card) => answer(on, card, 'accept'),
    ['offer_accepted → clinician', ...offered],
  ],
  [
    'an offer that was declined',
    'offer',
    (on, card) => answer(on, card, 'decline'),
    ['offer_declined → clinician', ...offered],
  ],
  ['an offer that was countered', 'offer', (on, card) => counter(on, clinic.patient, card, { note: 'Later' }), offered],
  [
    'an offer that was withdrawn',
    'offer',
    (on, card) => on.done(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id }),
    ['offer_cancelled → patient', ...offered],
  ],
  [
    'an offer that has expired',
    'offer',
    async (on) => {
      await on.at(48 * 60);
      await on.done(secret, 'expire_offers', {});
    },
    ['offer_expired → clinician', 'offer_expired → patient', ...offered],
  ],
  ['a request', 'request', async () => {}, requested],
  [
    'a request that the desk accepted',
    'request',
    (on, card) => answer(on, card, 'accept', clinic.desk),
    ['offer_accepted → patient', ...requested],
  ],
  [
    'a request that was declined',
    'request',
    (on, card) => answer(on, card, 'decline', clinic.clinician),
    ['offer_declined → patient', ...requested],
  ],
  [
    'a request that was withdrawn',
    'request',
    (on, card) => on.done(clinic.patient, 'cancel_offer', { slot_id: card.slot_id }),
    ['offer_cancelled → clinician', ...requested],
  ],
];

describe('[OF19] the outbox has for', () => {
  test.each(lives)('%s', (_, makes, live, rows) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const card = await (makes === 'offer' ? offer : request)(on, clinic, conversation_id, { note: 'Secret' });
      await live(on, card);
      expect(await notices(on, card)).toEqual(rows);
      for (const row of (await outbox(on, card)).filter((notice) => notice.payload.slot_id === card.slot_id)) {
        expect(row).toMatchObject({ appointment_id: null, conversation_id });
        expect(row.payload).toEqual({ slot_id: card.slot_id });
        expect(row.event_key).toMatch(
          new RegExp(`^offer:${card.slot_id}:(pending|accepted|declined|cancelled|expired)$`),
        );
        expect(JSON.stringify(row)).not.toContain('Secret');
      }
    }),
  );

  test('a counter, for the side it waits for', () =>
    scene(sql, async (on) => {
      const card = await offer(on, clinic, await startThread(on, clinic));
      const back = await counter(on, clinic.patient, card, { note: 'Later' });
      expect(await notices(on, back)).toEqual(['counter_received → clinician']);
      const again = await counter(on, clinic.desk, back, { time_options: times(4) });
      expect(await notices(on, again)).toEqual(['counter_received → patient']);
    }));

  test('a request to the front desk, for all of it', () =>
    scene(sql, async (on) => {
      const args = { practice_id: clinic.practice_id };
      const { conversation_id } = await on.done<Thread>(clinic.patient, 'start_conversation', args);
      const card = await request(on, clinic, conversation_id, { clinician_id: clinic.clinician.clinician_id });
      expect(await notices(on, card)).toEqual(['request_received → admin', 'request_received → desk']);
    }));

  test('nothing for a card that nobody could make or answer', () =>
    scene(sql, async (on) => {
      const card = await offer(on, clinic, await startThread(on, clinic));
      const before = (await outbox(on, card)).length;
      await on.refused(clinic.desk, 'respond_to_offer', { slot_id: card.slot_id, response: 'decline' });
      await on.refused(clinic.patient, 'respond_to_offer', {
        slot_id: card.slot_id,
        response: 'counter',
        time_options: times(0, 0),
      });
      expect(await outbox(on, card)).toHaveLength(before);
    }));
});

describe('[OF9] the thread says', () => {
  const sentences: [makes: string, body: string | null, live: (on: Scene, card: Card) => Promise<unknown>][] = [
    ['accepted', 'The time was accepted and is now an appointment.', (on, card) => answer(on, card, 'accept')],
    ['declined', 'The times were declined.', (on, card) => answer(on, card, 'decline')],
    [
      'cancelled',
      'The times were withdrawn.',
      (on, card) => on.done(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id }),
    ],
    [
      'expired',
      'The times have expired without an answer.',
      async (on) => {
        await on.at(48 * 60);
        await on.done(secret, 'expire_offers', {});
      },
    ],
  ];
  test.each(sentences)('%s: %s', (status, body, live) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const card = await offer(on, clinic, conversation_id);
      await live(on, card);
      const said = (await read(on, clinic.patient, conversation_id)).filter((line) => line.kind === 'system');
      expect(said).toMatchObject([{ body, payload: { event: `offer_${status}`, slot_id: card.slot_id } }]);
    }),
  );

  test('and open screens look at the card again, by ids', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const card = await offer(on, clinic, conversation_id, { note: 'Secret' });
      const pings = () => on.tx`
        select topic, private, payload from realtime.messages
        where event = 'offer_changed' and payload ->> 'slot_id' = ${card.slot_id} order by topic`;
      expect(await pings()).toHaveLength(3);
      await answer(on, card, 'decline');
      const rows = await pings();
      expect(new Set(rows.map((row) => row.topic))).toEqual(
        new Set([
          `practice:${clinic.practice_id}`,
          `profile:${clinic.patient.profile_id}`,
          `profile:${clinic.clinician.profile_id}`,
        ]),
      );
      expect(rows).toHaveLength(6);
      for (const row of rows)
        expect(row).toMatchObject({ private: true, payload: { conversation_id, slot_id: card.slot_id } });
      expect(JSON.stringify(rows)).not.toContain('Secret');
    }));
});
