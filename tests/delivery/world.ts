/**
 * A practice whose visits are booked, moved and cancelled while time passes, with the real engine and the real database
 * and every kind of bad luck between them and the people who are to be reminded.
 */
import type { Rpc } from '../../supabase/functions/_shared/db/rpc.ts';
import { deliver } from '../../supabase/functions/_shared/delivery/deliver.ts';
import { reminderQueue } from '../../supabase/functions/_shared/delivery/queues.ts';
import { runQueue } from '../../supabase/functions/_shared/delivery/run.ts';
import { createPractice } from '../support/factory.ts';
import type { Sql } from '../support/sql.ts';
import { directRpc } from '../sync/direct-rpc.ts';
import { createPostOffice, type Mishap } from './post-office.ts';

export type Command =
  | { do: 'book'; slot: number; patient: number }
  | { do: 'move'; visit: number; slot: number }
  | { do: 'cancel'; visit: number }
  | { do: 'pass'; minutes: number }
  | { do: 'mishap'; mishap: Mishap }
  | { do: 'opt out'; patient: number }
  /** So many workers at once; each dies at that step, before or after it was carried out, or never. */
  | { do: 'work'; workers: { dies: number | null; after: boolean }[] };

class Killed extends Error {
  override name = 'Killed';
}

const minute = 60_000;
const patients = 3;

export async function createScene(sql: Sql) {
  const practice = await createPractice(sql, { min_notice_minutes: 0, booking_horizon_days: 90 });
  const { clinician_id } = await practice.clinician();
  const patientIds: string[] = [];
  for (let i = 0; i < patients; i++) patientIds.push((await practice.patientWithoutLogin([clinician_id])).patient_id);
  await sql`
    insert into public.practice_reminder_rules (practice_id, reminder_type, minutes_before, delivery_method, audience)
    values (${practice.practice_id}, '15_minutes', 15, 'sms', 'patient'), (${practice.practice_id}, 'custom', 1430, 'sms', 'both'), (${practice.practice_id}, 'custom', 120, 'in_app', 'both')`;
  for (const [i, profile_id] of [clinician_id, ...patientIds].entries()) {
    await sql`
      update public.profiles set email = ${`reader-${profile_id}@example.test`}, phone = ${`+4179${profile_id.replace(/\D/g, '').padEnd(7, '0').slice(0, 7)}`}
      where profile_id = ${profile_id}`;
    for (let device = 0; device <= i % 2; device++) {
      const endpoint = `https://push.example.test/${profile_id}/${device}`;
      await sql`insert into public.push_subscriptions ${sql({ profile_id, endpoint, p256dh: 'key', auth: 'secret' })}`;
    }
  }
  return { practice, clinician_id, patientIds };
}
export type Scene = Awaited<ReturnType<typeof createScene>>;

export async function createWorld(sql: Sql, scene: Scene, workers: Sql[]) {
  const { practice, clinician_id, patientIds } = scene;
  await practice.clear();
  await sql`delete from public.notifications where recipient_id = any(${[clinician_id, ...patientIds]})`;
  await sql`delete from public.notification_preferences where profile_id = any(${patientIds})`;
  const office = createPostOffice();
  const start = firstDay();
  let now = start - 30 * 60 * minute;
  /** Keys of messages whose worker died or whose answer was lost: what arrived may have been given up since. */
  const unsure = new Set<string>();

  const at = async (db: Sql) => {
    await db`select set_config('careslot.now', ${new Date(now).toISOString()}, false)`;
  };
  const timeOf = (slot: number) => {
    const from = start + Math.floor(slot / 8) * 24 * 60 * minute + (slot % 8) * 60 * minute;
    return { scheduled_start: new Date(from), scheduled_end: new Date(from + 30 * minute) };
  };
  const coming = () => sql<{ appointment_id: string; version: number }[]>`
    select appointment_id from public.appointments
    where practice_id = ${practice.practice_id} and status = 'confirmed' and scheduled_start > ${new Date(now)} order by created_at, appointment_id`;
  /** What the rules of booking refuse is as good as done. */
  const perhaps = async (work: () => PromiseLike<unknown>) => {
    await at(sql);
    await work().then(undefined, (error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('{'))) throw error;
    });
  };

  async function work(db: Sql, { dies, after }: { dies: number | null; after: boolean }): Promise<void> {
    let step = 0;
    let dead = false;
    /** Every step towards the outside is one at which the worker may be gone. */
    const mortal =
      <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const last = step++ === dies;
        if (dead || (last && !after)) {
          dead = true;
          throw new Killed();
        }
        const result = await run(...args);
        if (dead || last) {
          dead = true;
          throw new Killed();
        }
        return result;
      };
    const rpc = mortal<Parameters<Rpc>, unknown>(async (name, args) => directRpc(db)(name, args));
    const ports = {
      channels: office.channels,
      linksFor: async () => ({ visit: 'https://careslot.test/v', preferences: 'https://careslot.test/p' }),
      calendarFor: () => ({}),
      forgetSubscription: async () => undefined,
      stopTexts: async () => undefined,
      now: () => new Date(now),
    };
    await at(db);
    const reach = mortal(async (notice: Parameters<typeof deliver>[0]) => deliver(notice, ports));
    const queue = reminderQueue(rpc);
    const isDead = (error: unknown) => error instanceof Killed;
    await runQueue({
      queue: {
        claim: queue.claim,
        settle: async (claimed, settlement) => {
          await queue.settle(claimed, settlement);
          if (settlement.outcome === 'sent') unsure.delete(claimed.notice?.idempotency_key ?? '');
        },
      },
      deliver: (notice) => {
        unsure.add(notice.idempotency_key);
        return reach(notice);
      },
      now: () => now,
      isTimeUp: () => dead,
      report: (error) => {
        if (!isDead(error)) throw error;
      },
      batch: 3,
      parallel: 2,
    }).catch((error: unknown) => {
      if (!isDead(error)) throw error;
    });
  }

  async function run(command: Command): Promise<void> {
    switch (command.do) {
      case 'book': {
        const patient_id = patientIds[command.patient % patients];
        const row = {
          practice_id: practice.practice_id,
          clinician_id,
          patient_id: patient_id ?? '',
          ...timeOf(command.slot),
        };
        await perhaps(
          () =>
            sql`insert into public.appointments ${sql({ ...row, appointment_type: 'follow_up', status: 'confirmed' })}`,
        );
        return;
      }
      case 'move': {
        const visits = await coming();
        const visit = visits[command.visit % Math.max(1, visits.length)];
        if (visit)
          await perhaps(
            () =>
              sql`update public.appointments set ${sql(timeOf(command.slot))} where appointment_id = ${visit.appointment_id}`,
          );
        return;
      }
      case 'cancel': {
        const visits = await coming();
        const visit = visits[command.visit % Math.max(1, visits.length)];
        if (visit)
          await perhaps(
            () =>
              sql`update public.appointments set status = 'cancelled' where appointment_id = ${visit.appointment_id}`,
          );
        return;
      }
      case 'pass':
        now += command.minutes * minute;
        return;
      case 'mishap':
        office.mishaps.push(command.mishap);
        return;
      case 'opt out':
        await sql`
          insert into public.notification_preferences ${sql({ profile_id: patientIds[command.patient % patients] ?? '', email_enabled: false })}
          on conflict (profile_id) do update set email_enabled = false`;
        return;
      case 'work':
        await Promise.all(command.workers.map((one, i) => work(workers[i % workers.length] as Sql, one)));
    }
  }

  /** No more bad luck: from one due message to the next until nothing waits any more, with one worker. */
  async function quiet(): Promise<void> {
    office.mishaps.length = 0;
    for (;;) {
      const [next] = await sql<{ due: Date | null }[]>`
        select min(r.run_after) as due from public.appointment_reminders r join public.appointments a using (appointment_id)
        where a.practice_id = ${practice.practice_id} and r.status in ('pending', 'sending')`;
      if (!next?.due) return;
      now = Math.max(now, next.due.getTime()) + minute;
      await run({ do: 'work', workers: [{ dies: null, after: false }] });
    }
  }

  return { run, quiet, check: () => check(sql, scene, office.arrivals, unsure) };
}

/** The Monday after next, nine o’clock UTC: sixteen slots are the whole hours of two working days. */
function firstDay(): number {
  const date = new Date(Date.now() + 7 * 24 * 60 * minute);
  date.setUTCDate(date.getUTCDate() + ((8 - date.getUTCDay()) % 7));
  return date.setUTCHours(9, 0, 0, 0);
}

/** What is wrong, in words. */
async function check(
  sql: Sql,
  { practice, clinician_id, patientIds }: Scene,
  arrivals: { key: string; channel: string }[],
  unsure: Set<string>,
): Promise<string[]> {
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  for (const { key } of arrivals) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [key, count] of counts) if (count > 1) wrong.push(`${key} arrived ${count} times`);
  const arrived = new Set([...counts.keys()].map((key) => key.split(' ')[0]));

  const rows = await sql<
    {
      reminder_id: string;
      status: string;
      delivery_method: string;
      error_message: string | null;
      reminder_type: string;
    }[]
  >`
    select r.reminder_id, r.status, r.delivery_method, r.error_message, r.reminder_type
    from public.appointment_reminders r join public.appointments a using (appointment_id) where a.practice_id = ${practice.practice_id}`;
  for (const { reminder_id, status, delivery_method, error_message } of rows) {
    const key = `reminder:${reminder_id}`;
    const what = `${delivery_method} ${status} (${error_message})`;
    if (status === 'pending' || status === 'sending') wrong.push(`${key} was left ${what}`);
    if (delivery_method === 'in_app') continue;
    if (status === 'sent' && !arrived.has(key)) wrong.push(`${key} is sent but never arrived`);
    if (status !== 'sent' && arrived.has(key) && !unsure.has(key)) wrong.push(`${key} arrived but is ${what}`);
  }
  // In the app: one for each reminder that was sent there.
  const [inbox] = await sql<{ told: number; sent: number }[]>`
    select (select count(*)::int from public.notifications n where n.kind = 'reminder' and n.recipient_id = any(${[clinician_id, ...patientIds]})) as told,
      (select count(*)::int from public.appointment_reminders r join public.appointments a using (appointment_id)
       where a.practice_id = ${practice.practice_id} and r.delivery_method = 'in_app' and r.status = 'sent') as sent`;
  if (inbox?.told !== inbox?.sent) wrong.push(`${inbox?.told} in the app for ${inbox?.sent} sent`);
  const flags = await sql<{ appointment_id: string }[]>`
    select a.appointment_id from public.appointments a
    where a.practice_id = ${practice.practice_id} and (a.reminder_sent_24h, a.reminder_sent_1h) is distinct from (
      exists (select from public.appointment_reminders r where r.appointment_id = a.appointment_id and r.start_version = a.start_version and r.reminder_type = '24_hours' and r.status = 'sent'),
      exists (select from public.appointment_reminders r where r.appointment_id = a.appointment_id and r.start_version = a.start_version and r.reminder_type = '1_hour' and r.status = 'sent'))`;
  for (const { appointment_id } of flags) wrong.push(`the flags of ${appointment_id} do not say what was sent`);
  return wrong;
}
