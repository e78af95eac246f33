/** [OF17] Many answers at once: who wins, what the others are told, and what the tables hold afterwards. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogin, type PersonWithLogin } from '../../support/factory.ts';
import { database, type Transaction } from '../../support/sql.ts';
import { plus } from '../../support/time.ts';
import { done } from '../booking/answers.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import type { Thread } from '../messages/threads.ts';
import { type Answered, type Card, times, wanted } from './cards.ts';
import { crowd, summary } from './crowd.ts';

const sql = database();
const many = crowd();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});
afterAll(() => many.end());

const everyone = Array.from({ length: 50 }, (_, n) => n);

/** A committed card of the clinician for a patient with the given times. */
async function cardFor(
  patient: { patient_id: string },
  options = times(0, 2),
  more: Record<string, unknown> = {},
): Promise<Card> {
  const { patient_id } = patient;
  const { clinician_id } = clinic.clinician;
  const [row] = await sql<{ card: Card }[]>`
    select public.offer_times((public.start_conversation(${clinician_id}, ${patient_id}) ->> 'conversation_id')::uuid,
      ${sql.json(options as never)}, 'follow_up', 'in_person', hold => ${more.hold === true}, clinician_id => ${clinician_id}) as card`;
  if (!row) throw new Error('no card was made');
  return row.card;
}

const accepting =
  ({ slot_id }: Card, index = 0) =>
  (tx: Transaction) =>
    tx<{ answer: Answered }[]>`select public.respond_to_offer(${slot_id}, 'accept', ${index}) as answer`;

const visitsAt = (n: number) => sql<
  { appointment_id: string; patient_id: string; requested_via_message_id: string | null }[]
>`
  select appointment_id, patient_id, requested_via_message_id from public.appointments
  where clinician_id = ${clinic.clinician.clinician_id} and holds_time
    and scheduled_start < ${slot(n).slot_end} and blocked_until > ${slot(n).slot_start}`;
const cardNow = async ({ slot_id }: Card) =>
  (
    await sql<{ status: string; appointment_id: string | null }[]>`
    select status, appointment_id from public.appointment_time_slots where slot_id = ${slot_id}`
  )[0];
const said = async ({ conversation_id }: Card) =>
  (
    await sql<{ event: string }[]>`
    select payload ->> 'event' as event from public.messages where conversation_id = ${conversation_id} and kind = 'system' order by position`
  ).map((row) => row.event);

test('[OF17] 50 acceptances of one card: one visit, 49 offer_closed', async () => {
  const card = await cardFor(clinic.patient);
  const answers = await Promise.all(everyone.map((n) => many.as(clinic.patient, accepting(card, n % 2))));
  expect(summary(answers)).toBe('1 × done, 49 × 409 offer_closed');
  for (const { refusal } of answers) if (refusal) expect(refusal.details).toEqual({ status: 'accepted' });
  const visits = [...(await visitsAt(0)), ...(await visitsAt(2))];
  expect(visits).toMatchObject([{ patient_id: clinic.patient.patient_id, requested_via_message_id: card.message_id }]);
  expect(await cardNow(card)).toEqual({ status: 'accepted', appointment_id: visits[0]?.appointment_id });
  expect(await said(card)).toEqual(['offer_accepted']);
});

test('[OF17, OF13] 50 patients with a card each for one time: one visit, 49 slot_taken, which can still choose', async () => {
  const people: (PersonWithLogin & { patient_id: string })[] = [];
  await sql.begin(async (tx) => {
    for (const n of everyone) {
      const person = await createLogin(tx, `Racer ${n}`);
      people.push({ ...person, patient_id: person.profile_id });
    }
  });
  const cards: Card[] = [];
  for (const person of people) cards.push(await cardFor(person, times(16, 18, 20)));
  const answers = await Promise.all(cards.map((card, n) => many.as(people[n] as PersonWithLogin, accepting(card))));
  expect(summary(answers)).toBe('1 × done, 49 × 409 slot_taken');
  const left = [slot(18), slot(20)].map((free) => Date.parse(free.slot_start));
  for (const { refusal } of answers) {
    if (!refusal) continue;
    const remaining = refusal.details.remaining_options as { index: number; start: string }[];
    expect(remaining.map(({ index, start }) => [index, Date.parse(start)])).toEqual([
      [1, left[0]],
      [2, left[1]],
    ]);
    expect(refusal.alternatives).toHaveLength(3);
  }
  const winner = answers.findIndex(({ refusal }) => !refusal);
  expect(await visitsAt(16)).toMatchObject([{ patient_id: people[winner]?.patient_id }]);
  const states = await Promise.all(cards.map(cardNow));
  expect(states.map((card) => card?.status)).toEqual(cards.map((_, n) => (n === winner ? 'accepted' : 'pending')));
  // A card that lost one time still gives another.
  const loser = (winner + 1) % 50;
  const second = await many.as(people[loser] as PersonWithLogin, accepting(cards[loser] as Card, 1));
  expect(summary([second])).toBe('1 × done');
});

test('[OF4] ten offers at once with one key are one card', async () => {
  const { conversation_id } = await done<Thread>(clinic.desk, 'start_conversation', {
    clinician_id: clinic.colleague.clinician_id,
    patient_id: clinic.paper.patient_id,
  });
  const args = wanted(conversation_id, times(4, 6), {
    idempotency_key: 'parallel',
    clinician_id: clinic.colleague.clinician_id,
  });
  const answers = await Promise.all(everyone.slice(0, 10).map(() => done<Card>(clinic.desk, 'offer_times', args)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await sql`select 1 from public.messages where conversation_id = ${conversation_id}`).toHaveLength(1);
});

test('[OF7] 20 offers at once that would keep one time: one card keeps it', async () => {
  const people: string[] = [];
  for (const n of everyone.slice(0, 20))
    people.push((await clinic.newPaperPatient([clinic.clinician.clinician_id], `Paper ${n}`)).patient_id);
  const { clinician_id } = clinic.clinician;
  const options = sql.json(times(48, 50) as never);
  const answers = await Promise.all(
    people.map((patient_id) =>
      many.as(
        null,
        (
          tx,
        ) => tx`select public.offer_times((public.start_conversation(${clinician_id}, ${patient_id}) ->> 'conversation_id')::uuid,
          ${options}, 'follow_up', 'in_person', hold => true, clinician_id => ${clinician_id})`,
      ),
    ),
  );
  expect(summary(answers)).toBe('1 × done, 19 × 409 slot_taken');
  const holds = await sql`select message_id from public.slot_holds where clinician_id = ${clinician_id}
    and slot_start in (${slot(48).slot_start}, ${slot(50).slot_start}) and expires_at > now()`;
  expect(holds).toHaveLength(2);
  expect(new Set(holds.map((hold) => hold.message_id)).size).toBe(1);
});

describe('[OF17, OF18] accepting while somebody', () => {
  interface Rival {
    name: string;
    /** What the others try at the same time. */
    attempt(card: Card): Promise<{ refusal?: { code: string } }>;
    /** Codes that may come of it. */
    codes: string[];
    hold?: true;
  }
  const rivals: Rival[] = [
    {
      name: 'withdraws the card',
      attempt: ({ slot_id }) => many.as(clinic.clinician, (tx) => tx`select public.cancel_offer(${slot_id})`),
      codes: ['done', 'offer_closed'],
    },
    {
      name: 'declines it in another window',
      attempt: ({ slot_id }) =>
        many.as(clinic.patient, (tx) => tx`select public.respond_to_offer(${slot_id}, 'decline')`),
      codes: ['done', 'offer_closed'],
      hold: true,
    },
    {
      name: 'books the time for another patient',
      attempt: (card) => {
        const { start, end } = card.time_options[0] as { start: string; end: string };
        const { clinician_id } = clinic.clinician;
        return many.as(
          clinic.desk,
          (tx) =>
            tx`select public.book_appointment(${clinician_id}, ${clinic.paper.patient_id}, ${start}, ${end}, 'follow_up', 'in_person')`,
        );
      },
      codes: ['done', 'slot_taken', 'patient_busy'],
    },
    {
      name: 'writes a visit at the time',
      attempt: (card) => {
        const { start, end } = card.time_options[0] as { start: string; end: string };
        const row = clinic.row({ slot_start: start, slot_end: end });
        return many.as(null, (tx) => tx`insert into public.appointments ${tx(row)}`);
      },
      codes: ['done', 'slot_taken', 'patient_busy'],
    },
    {
      name: 'keeps the time for themselves',
      attempt: (card) => {
        const { start, end } = card.time_options[0] as { start: string; end: string };
        return many.as(
          clinic.desk,
          (tx) => tx`select public.hold_slot(${clinic.clinician.clinician_id}, ${start}, ${end})`,
        );
      },
      codes: ['done', 'slot_taken', 'rate_limited'],
    },
  ];
  let day = 4;

  test.each(rivals)('$name', async ({ attempt, codes, hold }) => {
    for (let round = 0; round < 4; round += 1) {
      day += 1;
      const n = day * 16;
      const card = await cardFor(clinic.patient, times(n, n + 2), hold ? { hold } : {});
      const tries = Array.from({ length: 8 }, (_, i) =>
        i % 2 ? attempt(card) : many.as(clinic.patient, accepting(card)),
      );
      const answers = (await Promise.all(tries)) as { refusal?: { code: string } }[];
      const accepts = answers.filter((_, i) => i % 2 === 0).map(({ refusal }) => refusal?.code ?? 'done');
      const others = answers.filter((_, i) => i % 2).map(({ refusal }) => refusal?.code ?? 'done');
      expect(others.filter((code) => !codes.includes(code))).toEqual([]);
      expect(accepts.filter((code) => !['done', 'offer_closed', 'slot_taken'].includes(code))).toEqual([]);
      const visits = await visitsAt(n);
      const now = await cardNow(card);
      const accepted = accepts.includes('done');
      expect(visits.length).toBeLessThanOrEqual(1);
      expect(accepts.filter((code) => code === 'done').length).toBeLessThanOrEqual(1);
      if (accepted) expect(now).toEqual({ status: 'accepted', appointment_id: visits[0]?.appointment_id });
      else expect(now?.status).not.toBe('accepted');
      expect(visits.filter((visit) => visit.requested_via_message_id === card.message_id)).toHaveLength(
        accepted ? 1 : 0,
      );
      const live =
        await sql`select 1 from public.slot_holds where message_id = ${card.message_id} and expires_at > now()`;
      expect(live, 'a closed card keeps nothing').toHaveLength(0);
      await sql`update public.slot_holds set expires_at = now() where clinician_id = ${clinic.clinician.clinician_id}`;
    }
  });

  test('closes what has expired: each card is accepted or expired, never both', async () => {
    const moment = plus(slot(0).slot_start, -1000);
    const [before, after] = [plus(moment, -1), moment];
    const cards: Card[] = [];
    for (let n = 0; n < 6; n += 1) {
      day += 1;
      const [row] = await sql.begin(async (tx) => {
        await tx`select set_config('careslot.now', ${plus(moment, -48 * 3_600_000)}, true)`;
        const { clinician_id } = clinic.clinician;
        return tx<{ card: Card }[]>`
          select public.offer_times((public.start_conversation(${clinician_id}, ${clinic.patient.patient_id}) ->> 'conversation_id')::uuid,
            ${tx.json(times(day * 16, day * 16 + 2) as never)}, 'follow_up', 'in_person', hold => true, clinician_id => ${clinician_id}) as card`;
      });
      cards.push(row?.card as Card);
    }
    const clock = (tx: Transaction, instant: string) => tx`select set_config('careslot.now', ${instant}, true)`;
    const [{ conversation_id } = { conversation_id: '' }] = cards;
    // Half of them are in time, all against housekeepers whose clock is a moment ahead.
    const answers = await Promise.all([
      ...cards.map((card, n) =>
        many.as(clinic.patient, async (tx) => {
          await clock(tx, n % 2 ? before : after);
          return accepting(card)(tx);
        }),
      ),
      ...cards.map(() =>
        many.as(null, async (tx) => {
          await clock(tx, after);
          return tx`select private.expire_offers(${conversation_id})`;
        }),
      ),
    ]);
    expect(summary(answers.slice(6))).toBe('6 × done');
    for (const [n, card] of cards.entries()) {
      const answer = answers[n];
      const now = await cardNow(card);
      const visits = await visitsAt((day - 5 + n) * 16);
      if (answer?.refusal)
        expect(answer.refusal).toMatchObject({ code: 'offer_closed', details: { status: 'expired' } });
      if (n % 2 === 0) expect(answer?.refusal, 'too late').toBeDefined();
      expect(now?.status).toBe(answer?.refusal ? now?.status : 'accepted');
      expect(visits).toHaveLength(answer?.refusal ? 0 : 1);
    }
    await sql.begin(async (tx) => {
      await clock(tx, after);
      await tx`select private.expire_offers(${conversation_id})`;
    });
    const states = new Set((await Promise.all(cards.map(cardNow))).map((card) => card?.status));
    expect([...states].every((status) => status === 'accepted' || status === 'expired')).toBe(true);
  });
});
