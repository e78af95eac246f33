/** [OF17, OF18] Everybody offers, answers, books and reads at once, at random; afterwards the rules hold. */
import { afterAll, expect, test } from 'vitest';
import type { Login } from '../../support/factory.ts';
import { pick, randomFrom } from '../../support/random.ts';
import { database, type Transaction } from '../../support/sql.ts';
import { createClinic, slot } from '../booking/clinic.ts';
import { crowd } from './crowd.ts';

const sql = database();
const clients = 8;
const many = crowd(clients);
afterAll(() => many.end());

/** What may come of a random step; 40P01 (deadlock) and 23P01 (the last guard) are not among it. */
const expected = [
  'done',
  'forbidden',
  'invalid_input',
  'invalid_transition',
  'offer_closed',
  'outside_availability',
  'patient_busy',
  'rate_limited',
  'slot_taken',
];

test('[OF17, OF18, BK4] 320 random steps over 8 connections meet no deadlock and leave cards, holds and visits in agreement', async () => {
  const clinic = await createClinic(sql, { max_open_requests: 50, max_holds_per_person: 20 });
  const { clinician_id } = clinic.clinician;
  // With a buffer, the times that are kept reach into each other.
  await sql`update public.clinician_availability set buffer_minutes = 20, slot_duration_minutes = 10 where clinician_id = ${clinician_id}`;
  const patients = [
    clinic.patient,
    await clinic.newPatient([clinician_id], 'Second'),
    await clinic.newPatient([clinician_id], 'Third'),
  ];
  const threads: { conversation_id: string; patient: Login }[] = [];
  for (const patient of patients) {
    const [row] = await sql<{ id: string }[]>`
      select public.start_conversation(${clinician_id}, ${patient.patient_id}) ->> 'conversation_id' as id`;
    threads.push({ conversation_id: row?.id ?? '', patient });
  }
  const [first = threads[0], ...others] = threads;
  if (!first) throw new Error('no thread was started');

  const step = async (random: () => number): Promise<string> => {
    const thread = pick(random, [first, ...others]);
    const practice = pick(random, [clinic.clinician, clinic.desk]);
    const time = () => ({ start: slot(Math.floor(random() * 80)).slot_start, duration: random() < 0.3 ? 60 : 30 });
    const wished = [time(), time()];
    const hold = random() < 0.6;
    const brief = random() < 0.2;
    const [card] = await sql<{ slot_id: string; by_patient: boolean; appointment_id: string | null }[]>`
      select s.slot_id, s.offered_to = c.patient_id as by_patient, s.appointment_id
      from public.appointment_time_slots s join public.conversations c on c.conversation_id = s.conversation_id
      where s.conversation_id = ${thread.conversation_id} order by s.created_at desc offset ${Math.floor(random() * 3)} limit 1`;
    const slot_id = card?.slot_id ?? clinician_id;
    const answers = card?.by_patient ? thread.patient : practice;
    const makes = card?.by_patient ? practice : thread.patient;
    const run = async (who: Login | null, statement: (tx: Transaction) => PromiseLike<unknown>) =>
      (await many.as(who, statement)).refusal?.code ?? 'done';
    const offers = () =>
      run(
        practice,
        (tx) =>
          tx`select public.offer_times(${thread.conversation_id}, ${tx.json(wished as never)}, 'follow_up', 'in_person', hold => ${hold}, clinician_id => ${clinician_id},
              expires_at => case when ${brief} then clock_timestamp() + interval '100 milliseconds' end)`,
      );
    const code = await pick<() => Promise<string>>(random, [
      offers,
      offers,
      () =>
        run(
          thread.patient,
          (tx) =>
            tx`select public.request_times(${thread.conversation_id}, 'follow_up', 'in_person', ${tx.json(wished as never)})`,
        ),
      () => run(answers, (tx) => tx`select public.respond_to_offer(${slot_id}, 'accept', ${random() < 0.5 ? 0 : 1})`),
      () => run(answers, (tx) => tx`select public.respond_to_offer(${slot_id}, 'accept', ${random() < 0.5 ? 0 : 1})`),
      () => run(answers, (tx) => tx`select public.respond_to_offer(${slot_id}, 'decline')`),
      () =>
        run(
          answers,
          (tx) =>
            tx`select public.respond_to_offer(${slot_id}, 'counter', time_options => ${tx.json(wished as never)}, hold => ${hold && answers === practice})`,
        ),
      () =>
        run(
          answers,
          (tx) =>
            tx`select public.respond_to_offer(${slot_id}, 'counter', time_options => ${tx.json(wished as never)}, hold => ${hold && answers === practice})`,
        ),
      () => run(makes, (tx) => tx`select public.cancel_offer(${slot_id})`),
      () => run(null, (tx) => tx`select private.expire_offers(${thread.conversation_id})`),
      () => run(thread.patient, (tx) => tx`select public.read_conversation(${thread.conversation_id})`),
      () =>
        run(
          thread.patient,
          (tx) =>
            tx`select public.hold_slot(${clinician_id}, ${wished[0]?.start ?? ''}, ${wished[0]?.start ?? ''}::timestamptz + interval '30 minutes')`,
        ),
      () =>
        run(
          null,
          (tx) =>
            tx`update public.appointments set status = 'cancelled' where clinician_id = ${clinician_id} and status = 'confirmed' and patient_id = ${patients[0]?.patient_id ?? ''}`,
        ),
      () =>
        run(practice, async (tx) => {
          const [visit] = await tx<{ appointment_id: string }[]>`
            select appointment_id from public.appointments where clinician_id = ${clinician_id} and status = 'confirmed' limit 1`;
          if (visit) await tx`select public.cancel_appointment(${visit.appointment_id})`;
        }),
    ])();
    return code === 'not_found' && !card ? 'done' : code;
  };

  const outcomes = await Promise.all(
    Array.from({ length: clients }, async (_, worker) => {
      const random = randomFrom(`storm of offers ${worker}`);
      const mine: string[] = [];
      for (let n = 0; n < 320 / clients; n += 1) mine.push(await step(random));
      return mine;
    }),
  );
  const codes = outcomes.flat();
  expect([...new Set(codes)].filter((code) => !expected.includes(code))).toEqual([]);
  expect(codes.filter((code) => code === 'done').length, 'enough of it succeeded to mean something').toBeGreaterThan(
    80,
  );

  const cards = await sql<{ status: string; fits: boolean }[]>`
    select s.status, case when s.status = 'accepted'
      then a.requested_via_message_id = s.message_id and a.scheduled_start = (s.time_options -> s.selected_time_index ->> 'start')::timestamptz
      else s.appointment_id is null and s.selected_time_index is null end as fits
    from public.appointment_time_slots s left join public.appointments a on a.appointment_id = s.appointment_id
    where s.clinician_id = ${clinician_id}`;
  expect(cards.filter((card) => !card.fits)).toEqual([]);
  expect(new Set(cards.map((card) => card.status)).size, 'of every kind').toBeGreaterThan(4);
  const strays = await sql`
    select h.hold_id from public.slot_holds h join public.appointment_time_slots s on s.message_id = h.message_id
    where h.clinician_id = ${clinician_id} and s.status <> 'pending' and h.expires_at > now()`;
  expect([...strays], 'a closed card keeps nothing').toEqual([]);
  const [claims] = await sql<{ holds: number; visits: number; both: number }[]>`
    with live as (select * from public.slot_holds where clinician_id = ${clinician_id} and expires_at > now()),
      taken as (select * from public.appointments where clinician_id = ${clinician_id} and holds_time)
    select (select count(*)::int from live a join live b on a.hold_id < b.hold_id and a.slot_start < b.slot_end and b.slot_start < a.slot_end) as holds,
      (select count(*)::int from taken a join taken b on a.appointment_id < b.appointment_id
        and a.scheduled_start < b.blocked_until and b.scheduled_start < a.blocked_until) as visits,
      (select count(*)::int from live h join taken a on a.patient_id <> h.held_by
        and a.scheduled_start < h.slot_end and h.slot_start < a.scheduled_end) as both`;
  expect(claims).toEqual({ holds: 0, visits: 0, both: 0 });
});
