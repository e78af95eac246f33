/** [OF18] Answers and what else touches the same rows, two at a time: nobody waits in a circle. */
import { afterAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database, type Transaction } from '../../support/sql.ts';
import { createClinic, slot } from '../booking/clinic.ts';
import { type Answered, type Card, times } from './cards.ts';
import { crowd, summary } from './crowd.ts';

const sql = database();
const many = crowd();
afterAll(() => many.end());

const accepting =
  ({ slot_id }: Card, index = 0) =>
  (tx: Transaction) =>
    tx<{ answer: Answered }[]>`select public.respond_to_offer(${slot_id}, 'accept', ${index}) as answer`;

describe('[OF18] nobody waits in a circle when a card that keeps a time', () => {
  /** A clinic of its own with a thread, and what makes a card in it. */
  async function thread() {
    const one = await createClinic(sql);
    const [row] = await sql<{ id: string }[]>`
      select public.start_conversation(${one.clinician.clinician_id}, ${one.patient.patient_id}) ->> 'conversation_id' as id`;
    const id = row?.id ?? '';
    const card = async (who: PersonWithLogin, name: 'offer' | 'request', ...numbers: number[]): Promise<Card> => {
      const options = sql.json(times(...numbers) as never);
      const { value } = await many.as(who, (tx) =>
        name === 'offer'
          ? tx<
              { card: Card }[]
            >`select public.offer_times(${id}, ${options}, 'follow_up', 'in_person', hold => true) as card`
          : tx<{ card: Card }[]>`select public.request_times(${id}, 'follow_up', 'in_person', ${options}) as card`,
      );
      const [made] = value ?? [];
      if (!made) throw new Error('no card was made');
      return made.card;
    };
    return { one, id, card };
  }

  test('is countered while the practice accepts a wish for the same time', async () => {
    const { one, id, card } = await thread();
    for (let round = 0; round < 8; round += 1) {
      const n = round * 16;
      const [theirs, own] = [await card(one.clinician, 'offer', n, n + 2), await card(one.patient, 'request', n)];
      const answers = await Promise.all([
        many.as(one.patient, (tx) => tx`select public.respond_to_offer(${theirs.slot_id}, 'counter', note => 'Later')`),
        many.as(one.desk, accepting(own)),
      ]);
      expect(summary(answers)).toBe('2 × done');
      await sql`update public.appointment_time_slots set status = 'cancelled' where conversation_id = ${id} and status = 'pending'`;
    }
  });

  test('is withdrawn while the patient moves a visit of the thread to that time', async () => {
    const { one, card } = await thread();
    for (let round = 0; round < 8; round += 1) {
      const n = round * 16;
      const first = await card(one.clinician, 'offer', n, n + 2);
      const { value } = await many.as(one.patient, accepting(first));
      const appointment_id = value?.[0]?.answer.appointment?.appointment_id ?? '';
      const second = await card(one.clinician, 'offer', n + 6, n + 8);
      const { slot_start, slot_end } = slot(n + 6);
      const answers = await Promise.all([
        many.as(one.clinician, (tx) => tx`select public.cancel_offer(${second.slot_id})`),
        many.as(
          one.patient,
          (tx) => tx`select public.reschedule_appointment(${appointment_id}, ${slot_start}, ${slot_end})`,
        ),
      ]);
      expect(summary(answers)).toBe('2 × done');
    }
  });
});
