/**
 * [NT1, NT2] Eight workers on connections of their own, killed at any point, and everything that may happen to a visit
 * meanwhile. In a database of its own: a worker takes whatever is due. The clock is the test's, the seed is printed.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { pick, randomFrom } from '../../support/random.ts';
import { type Sql, setNow, type Transaction } from '../../support/sql.ts';
import { type RunningStack, startStack } from '../../support/stack-process.ts';
import { day, minute } from '../../support/time.ts';
import { sqlAnswer, sqlCode } from '../booking/answers.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import type { Queue } from './sending.ts';

vi.setConfig({ testTimeout: 300_000 });

let running: RunningStack;
let pool: Sql;
let clinic: Clinic;
beforeAll(async () => {
  running = await startStack({ demo: false, flags: ['--no-background'] });
  pool = postgres(running.stack.database_url, { max: 9, onnotice: () => {} });
  clinic = await createClinic(pool, { cancellation_notice_minutes: 0 });
}, 200_000);
afterAll(async () => {
  await pool?.end();
  await running?.stop();
});
beforeEach(async () => {
  await pool`delete from public.appointments where practice_id = ${clinic.practice_id}`;
  await pool`delete from public.notification_outbox`;
});

/** A day before the first visit: the mails of all of them are due. */
const dayBefore = Date.parse(slot(0).slot_start) - day;
/** One transaction of one worker, at that instant. */
const at = <T>(now: number, body: (tx: Transaction) => Promise<T>): Promise<T> =>
  pool.begin(async (tx) => {
    await setNow(tx, new Date(now));
    return body(tx);
  }) as Promise<T>;

/** That many visits in a row, without their patients being the same person. */
async function book(count: number): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const [row] = await at(
      dayBefore - 3 * day,
      (tx) => tx<{ appointment_id: string }[]>`
        insert into public.appointments ${tx(clinic.row(slot(n), { patient_id: clinic.patient.patient_id }))} returning appointment_id`,
    );
    made.push(row?.appointment_id ?? '');
  }
  return made;
}

interface Row {
  id: string;
  lease: string;
}
const queues = {
  reminders: {
    /** 16 slots of a day are due together: half of what is claimed at once is somebody else's. */
    due: dayBefore + 8 * 60 * minute,
    claim: (tx: Transaction, limit: number, seconds: number) =>
      tx<Row[]>`select reminder_id as id, lease from public.claim_due_reminders(${limit}, ${seconds})`,
    settle: (tx: Transaction, { id, lease }: Row, outcome: string) =>
      tx`select public.settle_reminder(${id}, ${lease}, ${outcome}, 'smtp', ${id})`,
    rows: () =>
      pool<{ id: string; status: string }[]>`
        select reminder_id as id, status from public.appointment_reminders where delivery_method = 'email'`,
  },
  notifications: {
    due: dayBefore - 3 * day,
    claim: (tx: Transaction, limit: number, seconds: number) =>
      tx<Row[]>`select delivery_id as id, lease from public.claim_due_notifications(${limit}, ${seconds})`,
    settle: (tx: Transaction, { id, lease }: Row, outcome: string) =>
      tx`select public.settle_notification(${id}, ${lease}, ${outcome}, 'smtp', ${id})`,
    rows: () =>
      pool<{ id: string; status: string }[]>`
        select delivery_id as id, status from public.notification_deliveries where delivery_method = 'email'`,
  },
} satisfies Record<Queue, unknown>;

const workers = Array.from({ length: 8 }, (_, n) => n);

describe.each(Object.keys(queues) as Queue[])('%s', (name) => {
  const queue = queues[name];

  test('[NT1] eight workers at once: each message is claimed by one, and all of them are', async () => {
    await book(16);
    const claimed: string[] = [];
    await Promise.all(
      workers.map(async (n) => {
        const next = randomFrom(`limits ${n}`);
        for (;;) {
          const rows = await at(queue.due, (tx) => queue.claim(tx, 1 + Math.floor(next() * 5), 60));
          if (rows.length === 0 || claimed.length > 1_000) return;
          claimed.push(...rows.map(({ id }) => id));
        }
      }),
    );
    const all = (await queue.rows()).map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(16);
    expect(claimed.sort()).toEqual(all.sort());
  });

  test('[NT9] a provider that reports while the id of its message is being stored is heard', async () => {
    await book(12);
    const rows = await at(queue.due, (tx) => queue.claim(tx, 40, 60));
    expect(rows.length).toBeGreaterThanOrEqual(12);
    await Promise.all(
      rows.flatMap((row) => [
        at(queue.due, (tx) => queue.settle(tx, row, 'sent')),
        at(queue.due, (tx) => tx`select public.record_delivery_status('smtp', ${row.id}, 'delivered')`),
      ]),
    );
    const table = name === 'reminders' ? 'appointment_reminders' : 'notification_deliveries';
    const heard = await pool`
      select 1 from public.${pool(table)} where provider_message_id = any (${rows.map(({ id }) => id)}) and delivery_status = 'delivered'`;
    expect(heard).toHaveLength(rows.length);
    expect(await pool`select 1 from private.early_delivery_reports`).toHaveLength(0);
  });

  interface Claim {
    id: string;
    from: number;
    /** When its lease ends, or it was settled. */
    until: number;
  }
  class Killed extends Error {}

  test('[NT1, NT2] killed at any point: never two live claims, nothing lost, each sent once', async () => {
    const step = fc.record({
      limit: fc.integer({ min: 1, max: 6 }),
      lease: fc.constantFrom(5, 30, 60),
      dies: fc.constantFrom('never', 'never', 'before the claim is kept', 'after it', 'while settling', 'late'),
      outcome: fc.constantFrom('sent', 'sent', 'sent', 'retry'),
    });
    const round = fc.record({
      steps: fc.array(step, { minLength: 8, maxLength: 8 }),
      seconds: fc.constantFrom(0, 1, 10, 45, 90),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 4, maxLength: 10 }), async (rounds) => {
        await pool`delete from public.appointments where practice_id = ${clinic.practice_id}`;
        await pool`delete from public.notification_outbox`;
        await book(8);
        let now = queue.due;
        const claims: Claim[] = [];
        const sent: string[] = [];
        const forgotten: { row: Row; claim: Claim }[] = [];

        const settle = async (row: Row, claim: Claim, outcome: string): Promise<void> => {
          const code = await sqlCode(at(now, (tx) => queue.settle(tx, row, outcome)));
          const later = claims.some(({ id, from }) => id === row.id && from >= claim.until);
          // Whoever still has the lease may settle, also late; after somebody else has claimed it nobody else can.
          expect([code, later]).toEqual(later ? ['lease_lost', true] : ['done', false]);
          if (code !== 'done') return;
          claim.until = Math.min(claim.until, now);
          if (outcome === 'sent') sent.push(row.id);
        };
        const work = async ({ limit, lease, dies, outcome }: (typeof rounds)[number]['steps'][number]) => {
          let rows: Row[] = [];
          try {
            rows = await at(now, async (tx) => {
              const found = await queue.claim(tx, limit, lease);
              if (dies === 'before the claim is kept') throw new Killed();
              return [...found];
            });
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
            return;
          }
          const own = rows.map((row) => {
            const claim = { id: row.id, from: now, until: now + lease * 1_000 };
            claims.push(claim);
            return { row, claim };
          });
          if (dies === 'after it') return;
          if (dies === 'late') {
            forgotten.push(...own);
            return;
          }
          for (const { row, claim } of own) {
            if (dies === 'while settling') {
              await at(now, async (tx) => {
                await queue.settle(tx, row, outcome);
                throw new Killed();
              }).catch((error) => expect(error).toBeInstanceOf(Killed));
              return;
            }
            await settle(row, claim, outcome);
          }
        };

        for (const { steps, seconds } of rounds) {
          await Promise.all(steps.map(work));
          now += seconds * 1_000;
          // Who was slow comes back, with whatever lease it had.
          await Promise.all(forgotten.splice(0, 2).map(({ row, claim }) => settle(row, claim, 'sent')));
        }
        // From here on all goes well: what is left is sent.
        for (let n = 0; n < 60 && (await queue.rows()).some(({ status }) => /pending|sending/.test(status)); n += 1) {
          now += minute;
          await work({ limit: 100, lease: 30, dies: 'never', outcome: 'sent' });
        }
        const rows = await queue.rows();
        expect(rows.filter(({ status }) => status !== 'sent')).toEqual([]);
        expect(sent.sort()).toEqual(rows.map(({ id }) => id).sort());
        for (const { id } of rows) {
          const mine = claims.filter((claim) => claim.id === id).sort((a, b) => a.from - b.from);
          mine.forEach((claim, i) => {
            expect(claim.from, 'no claim begins while another lives').toBeGreaterThanOrEqual(mine[i - 1]?.until ?? 0);
          });
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

test('[NT1] moving, cancelling, answering, claiming and settling at once: no deadlock, and nobody is told twice', async () => {
  await pool`
    insert into public.practice_reminder_rules (practice_id, minutes_before, delivery_method, audience)
    values (${clinic.practice_id}, 1380, 'sms', 'patient'), (${clinic.practice_id}, 1320, 'in_app', 'both')`;
  await pool`update public.profiles set phone = '+41791234567' where profile_id = ${clinic.patient.profile_id}`;
  const visits = (await book(12)) as [string, ...string[]];
  const patient = clinic.patient.profile_id;
  const codes = new Map<string, number>();
  const note = async (statement: Promise<unknown>) => {
    const { refusal } = await sqlAnswer(statement);
    const code = refusal?.code ?? 'done';
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  const actor = async (n: number) => {
    const next = randomFrom(`storm ${n}`);
    for (let step = 0; step < 50; step += 1) {
      const id = pick(next, visits);
      const now = dayBefore + step * 10 * minute;
      const to = scheduled(slot(Math.floor(next() * 40)));
      const queue = queues[pick(next, ['reminders', 'notifications'] as const)];
      const acts: (() => Promise<unknown>)[] = [
        () =>
          at(now, (tx) => tx`select public.reschedule_appointment(${id}, ${to.scheduled_start}, ${to.scheduled_end})`),
        () =>
          at(
            now,
            (tx) =>
              tx`update public.appointments set status = 'cancelled' where appointment_id = ${id} and ${next() < 0.1}`,
          ),
        () =>
          at(now, (tx) => tx`select public.act_by_visit_link(${id}, ${patient}, ${Math.floor(next() * 3)}, 'confirm')`),
        () =>
          at(
            now,
            (tx) =>
              tx`select public.receive_text_message(${`${n}-${step}`}, '+41791234567', ${pick(next, ['C', 'X', 'R'])})`,
          ),
        () => at(now, (tx) => tx`select public.record_delivery_status('smtp', ${id}, 'delivered')`),
        async () => {
          const rows = await at(now, (tx) => queue.claim(tx, 5, 30));
          for (const row of rows)
            await note(at(now, (tx) => queue.settle(tx, row, pick(next, ['sent', 'sent', 'retry']))));
        },
      ];
      await note(pick(next, acts as [() => Promise<unknown>, ...(() => Promise<unknown>)[]])());
    }
  };
  await Promise.all(workers.map(actor));
  const expected =
    /^(done|lease_lost|slot_taken|patient_busy|outside_availability|invalid_transition|invalid_time|version_conflict|too_late)$/;
  expect(Object.fromEntries([...codes].filter(([code]) => !expected.test(code)))).toEqual({});
  expect(codes.get('done')).toBeGreaterThan(100);
  const twice = await pool`
    select 1 from public.appointment_reminders where status = 'sent'
    group by appointment_id, recipient_id, minutes_before, delivery_method, start_version having count(*) > 1`;
  expect(twice).toHaveLength(0);
});
