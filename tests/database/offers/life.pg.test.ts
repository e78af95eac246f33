/** [OF1, OF2] The life of a card: every step from every state, by the functions and by direct writes. Over 300 lines: one matrix. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Caller, type Scene, scene, secret, start } from '../messages/scene.ts';
import { startThread } from '../messages/threads.ts';
import { accept, type Card, counter, offer, type Status, statuses, stored, times } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

/** Half a second before the card's end of 48 hours, and its end. */
const [open, over] = [48 * 60 - 1 / 120, 48 * 60];

/** A card that has come to that state by the functions. */
async function cardIn(on: Scene, status: Status): Promise<Card> {
  const card = await offer(on, clinic, await startThread(on, clinic));
  const { slot_id } = card;
  if (status === 'accepted') await accept(on, clinic.patient, card);
  if (status === 'declined') await on.done(clinic.patient, 'respond_to_offer', { slot_id, response: 'decline' });
  if (status === 'countered') await counter(on, clinic.patient, card, { time_options: times(4) });
  if (status === 'cancelled') await on.done(clinic.clinician, 'cancel_offer', { slot_id });
  if (status === 'expired') {
    await on.at(over);
    await on.done(secret, 'expire_offers', {});
  }
  expect((await stored(on, card)).status).toBe(status);
  return card;
}

/** What a write by the secret key sets to bring a card into a state; accepted with a visit of its own. */
async function changeTo(on: Scene, { conversation_id, message_id }: Card, status: Status) {
  if (status !== 'accepted') return { status };
  const row = clinic.row(slot(2), {
    patient_id: clinic.patient.patient_id,
    conversation_id,
    requested_via_message_id: message_id,
  });
  const [visit] = await on.tx<
    { appointment_id: string }[]
  >`insert into public.appointments ${on.tx(row)} returning appointment_id`;
  return { status, selected_time_index: 1, appointment_id: visit?.appointment_id ?? '' };
}

/** Writes as the secret key does; the code of the refusal, or 'done'. */
async function write(on: Scene, { slot_id }: Card, change: Record<string, unknown>): Promise<string> {
  const { refusal } = await on.as(
    secret,
    (tx) => tx`update public.appointment_time_slots set ${tx(change as never)} where slot_id = ${slot_id}`,
  );
  return refusal?.code ?? 'done';
}

const pairs = statuses.flatMap((from) => statuses.map((to): [Status, Status] => [from, to]));

describe('[OF1, OF2] by a direct write', () => {
  test.each(pairs)('%s to %s', (from, to) =>
    scene(sql, async (on) => {
      const card = await cardIn(on, from);
      const before = await stored(on, card);
      if (from === to) {
        expect(await write(on, card, { status: to }), 'nothing changes').toBe('done');
        expect(await stored(on, card)).toMatchObject({ status: from, responded_at: before.responded_at });
        return;
      }
      const change = await changeTo(on, card, to);
      if (from !== 'pending') {
        const refused = await write(on, card, change);
        expect(refused).toBe('offer_closed');
        expect(await stored(on, card)).toEqual(before);
        return;
      }
      // While it lasts it does not expire; afterwards it does nothing else.
      await on.at(open);
      expect(await write(on, card, to === 'expired' ? change : { status: 'expired' })).toBe('invalid_transition');
      await on.at(over);
      expect(await write(on, card, to === 'expired' ? { status: 'declined' } : change)).toBe('offer_closed');
      expect(await stored(on, card)).toEqual(before);
      await on.at(to === 'expired' ? over : open);
      expect(await write(on, card, change)).toBe('done');
      expect(await stored(on, card)).toMatchObject(change);
    }),
  );
});

/** The function that brings a card there, and who calls it. */
const steps: [to: Status, who: () => Caller, name: string, args: object][] = [
  ['accepted', () => clinic.patient, 'respond_to_offer', { response: 'accept', selected_time_index: 1 }],
  ['declined', () => clinic.patient, 'respond_to_offer', { response: 'decline' }],
  ['countered', () => clinic.patient, 'respond_to_offer', { response: 'counter', note: 'Later' }],
  ['cancelled', () => clinic.clinician, 'cancel_offer', {}],
];

describe('[OF1] by the functions', () => {
  test.each(statuses.flatMap((from) => steps.map((step) => [from, ...step] as const)))(
    '%s to %s',
    (from, to, who, name, args) =>
      scene(sql, async (on) => {
        const card = await cardIn(on, from);
        const { slot_id } = card;
        const before = await stored(on, card);
        const visits = () =>
          on.tx`select 1 from public.appointments where clinician_id = ${clinic.clinician.clinician_id}`;
        const had = (await visits()).length;
        if (from === 'pending') {
          await on.done(who(), name, { slot_id, ...args });
          expect((await stored(on, card)).status).toBe(to);
          return;
        }
        expect(await on.refused(who(), name, { slot_id, ...args })).toMatchObject({
          code: 'offer_closed',
          status: 409,
          details: { status: from },
        });
        expect(await stored(on, card)).toEqual(before);
        expect(await visits()).toHaveLength(had);
      }),
  );

  test.each(statuses)('%s to expired, when its time is over and only then', (from) =>
    scene(sql, async (on) => {
      const card = await cardIn(on, from);
      for (const minutes of [open, over]) {
        await on.at(minutes);
        await on.done(secret, 'expire_offers', {});
        expect((await stored(on, card)).status).toBe(from === 'pending' && minutes === over ? 'expired' : from);
      }
    }),
  );

  test('[OF1] the answer of a moment too late is offer_closed, though nothing has closed the card yet', () =>
    scene(sql, async (on) => {
      const card = await cardIn(on, 'pending');
      await on.at(over);
      for (const [, who, name, args] of steps)
        expect(await on.refused(who(), name, { slot_id: card.slot_id, ...args })).toMatchObject({
          code: 'offer_closed',
          details: { status: 'expired' },
        });
      await on.at(open);
      expect((await accept(on, clinic.patient, card)).slot.status).toBe('accepted');
    }));
});

describe('[OF1] a new card is pending and unanswered', () => {
  const row = (on: Scene, card: Card) =>
    on.tx`select message_id, conversation_id, offered_by, offered_to, clinician_id, time_options, appointment_type, expires_at
      from public.appointment_time_slots where slot_id = ${card.slot_id}`;
  const insert = async (on: Scene, columns: Record<string, unknown>) =>
    await on.as(secret, (tx) => tx`insert into public.appointment_time_slots ${tx(columns as never)} returning *`);

  test.each([
    ...statuses.filter((status) => status !== 'pending').map((status) => ({ status })),
    { selected_time_index: 0 },
    { status: 'unknown' },
  ])('not %j', (more) =>
    scene(sql, async (on) => {
      const [columns] = await row(on, await cardIn(on, 'pending'));
      expect((await insert(on, { ...columns, ...more })).refusal?.code).toBe('invalid_transition');
    }),
  );

  test('and its end is never after its first time, nor has it an answer', () =>
    scene(sql, async (on) => {
      const [columns] = await row(on, await cardIn(on, 'pending'));
      const { value } = await insert(on, { ...columns, expires_at: '2099-01-01T00:00:00Z', responded_at: start });
      expect([...(value as Record<string, unknown>[])]).toMatchObject([
        { status: 'pending', responded_at: null, expires_at: new Date(slot(0).slot_start) },
      ]);
    }));

  test.each([['x'], [[5]], [[{}]], [[{ start: slot(0).slot_start }]], [[{ start: slot(0).slot_start, end: 5 }]], [{}]])(
    'with times, not %j',
    (time_options) =>
      scene(sql, async (on) => {
        const [columns] = await row(on, await cardIn(on, 'pending'));
        const { refusal } = await insert(on, { ...columns, time_options: on.tx.json(time_options as never) });
        expect(['invalid_input', '23514', '22023']).toContain(refusal?.code);
      }),
  );
});

describe('[OF2] what was offered stays as it is', () => {
  const changes: [column: string, value: (on: Scene) => unknown][] = [
    ['message_id', () => crypto.randomUUID()],
    ['conversation_id', () => crypto.randomUUID()],
    ['offered_by', () => clinic.colleague.profile_id],
    ['offered_to', () => clinic.paper.patient_id],
    ['clinician_id', () => clinic.colleague.clinician_id],
    ['slot_type', () => 'request'],
    ['time_options', (on) => on.tx.json(times(4, 5) as never)],
    ['appointment_type', () => 'urgent_visit'],
    ['location_type', () => 'phone'],
    ['note', () => 'Another'],
    ['expires_at', () => plus(start, minute)],
  ];
  test.each(changes)('%s, by a write of its own and with an answer', (column, value) =>
    scene(sql, async (on) => {
      for (const status of ['pending', 'declined'] as const) {
        const card = await cardIn(on, status);
        const before = await stored(on, card);
        expect(await write(on, card, { [column]: value(on) })).toBe('invalid_input');
        expect(await write(on, card, { [column]: value(on), status: 'cancelled' })).toBe('invalid_input');
        expect(await stored(on, card)).toEqual(before);
      }
    }),
  );

  test('counter_of cannot be said afterwards', () =>
    scene(sql, async (on) => {
      const [card, other] = [await cardIn(on, 'pending'), await cardIn(on, 'pending')];
      for (const more of [{}, { status: 'cancelled' }])
        expect(await write(on, card, { counter_of: other.slot_id, ...more })).toBe('invalid_input');
    }));

  test.each(statuses.filter((status) => status !== 'pending'))('an answer does not change afterwards: %s', (status) =>
    scene(sql, async (on) => {
      const card = await cardIn(on, status);
      const later = plus(start, minute);
      for (const change of [{ selected_time_index: 1 }, { responded_at: later }, { response_note: 'No' }])
        expect(await write(on, card, change), JSON.stringify(change)).toBe('offer_closed');
    }),
  );

  test('the moment of the answer is the database’s, and ends without an answer have none', () =>
    scene(sql, async (on) => {
      for (const status of ['declined', 'countered', 'cancelled'] as const) {
        const card = await cardIn(on, 'pending');
        await on.at(5);
        expect(await write(on, card, { status, responded_at: '2020-01-01T00:00:00Z' })).toBe('done');
        const moment = status === 'cancelled' ? null : new Date(plus(start, 5 * minute));
        expect((await stored(on, card)).responded_at).toEqual(moment);
      }
    }));
});

describe('[OF2] accepted is a card only with its visit', () => {
  const wrong: [name: string, change: (on: Scene, card: Card) => Promise<Record<string, unknown>>][] = [
    ['nothing', async () => ({})],
    ['a time and no visit', async () => ({ selected_time_index: 0 })],
    [
      'a visit and no time',
      async (on, card) => ({ ...(await changeTo(on, card, 'accepted')), selected_time_index: null }),
    ],
    [
      'a visit at another of its times',
      async (on, card) => ({ ...(await changeTo(on, card, 'accepted')), selected_time_index: 0 }),
    ],
    [
      'a time it does not name',
      async (on, card) => ({ ...(await changeTo(on, card, 'accepted')), selected_time_index: 2 }),
    ],
    [
      'a visit of somebody else',
      async (on) => {
        const [row] = await on.tx<
          { appointment_id: string }[]
        >`insert into public.appointments ${on.tx(clinic.row(slot(0)))} returning appointment_id`;
        return { selected_time_index: 0, appointment_id: row?.appointment_id };
      },
    ],
    [
      'a visit that is only requested',
      async (on) => {
        const columns = clinic.row(slot(0), { patient_id: clinic.patient.patient_id, status: 'requested' });
        const [row] = await on.tx<
          { appointment_id: string }[]
        >`insert into public.appointments ${on.tx(columns)} returning appointment_id`;
        return { selected_time_index: 0, appointment_id: row?.appointment_id };
      },
    ],
    [
      'a visit that was cancelled',
      async (on, card) => {
        const change = await changeTo(on, card, 'accepted');
        await on.tx`update public.appointments set status = 'cancelled' where appointment_id = ${String(change.appointment_id)}`;
        return change;
      },
    ],
  ];
  test.each(wrong)('not with %s', (_, change) =>
    scene(sql, async (on) => {
      const card = await cardIn(on, 'pending');
      expect(await write(on, card, { ...(await change(on, card)), status: 'accepted' })).toBe('invalid_input');
      expect((await stored(on, card)).status).toBe('pending');
    }),
  );

  test.each(statuses.filter((status) => status !== 'accepted' && status !== 'pending'))(
    'and %s only without',
    (status) =>
      scene(sql, async (on) => {
        const card = await cardIn(on, 'pending');
        const { appointment_id, selected_time_index } = (await changeTo(on, card, 'accepted')) as Record<
          string,
          unknown
        >;
        if (status === 'expired') await on.at(over);
        for (const more of [{ appointment_id }, { selected_time_index }])
          expect(await write(on, card, { status, ...more })).toBe('invalid_input');
      }),
  );
});
