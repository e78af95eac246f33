/**
 * A worker of reminders or notices inside a scene. It claims what this transaction has made and nothing else: the rows of
 * other test files in the same database come later in the queue than a last row of its own.
 */
import { type Notice, noticeSchema } from '#shared/core/notifications/notice.ts';
import { setNow } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, secret } from '../messages/scene.ts';

type Args = Record<string, unknown>;
export type Queue = 'reminders' | 'notifications';

export interface Claimed {
  queue: Queue;
  id: string;
  lease: string;
  notice: Notice;
}

const queues = {
  reminders: {
    table: 'appointment_reminders',
    key: 'reminder_id',
    claim: 'claim_due_reminders',
    settle: 'settle_reminder',
  },
  notifications: {
    table: 'notification_deliveries',
    key: 'delivery_id',
    claim: 'claim_due_notifications',
    settle: 'settle_notification',
  },
} as const;

/** The clock stands that many minutes before the visit of slot(0), or another. */
export const ahead = (on: Scene, minutes: number, start = slot(0).slot_start): Promise<void> =>
  setNow(on.tx, plus(start, -minutes * minute));

/** A mail that can always be sent, so that a claim of one row ends there at the latest. */
async function lastRow(on: Scene, clinic: Clinic, queue: Queue): Promise<{ id: string; remove(): Promise<unknown> }> {
  const recipient_id = clinic.outsider.profile_id;
  if (queue === 'notifications') {
    const [notice] = await on.tx<{ outbox_id: string }[]>`
      insert into public.notification_outbox (event_key, recipient_id, kind)
      values (gen_random_uuid()::text, ${recipient_id}, 'offer_received') returning outbox_id`;
    const outbox_id = notice?.outbox_id ?? '';
    await on.tx`delete from public.notification_deliveries where outbox_id = ${outbox_id} and delivery_method <> 'email'`;
    const [row] = await on.tx<{ id: string }[]>`
      update public.notification_deliveries set run_after = private.now() - interval '50 years'
      where outbox_id = ${outbox_id} returning delivery_id as id`;
    return {
      id: row?.id ?? '',
      remove: () => on.tx`delete from public.notification_outbox where outbox_id = ${outbox_id}`,
    };
  }
  await on.tx`select set_config('careslot.quiet', 'on', true)`;
  const [visit] = await on.tx<{ appointment_id: string }[]>`
    insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, location_type, status, scheduled_start, scheduled_end)
    select c.practice_id, c.clinician_id, ${clinic.stranger.patient_id}, 'follow_up', 'in_person', 'confirmed',
      ${scheduled(slot(690)).scheduled_start}, ${scheduled(slot(690)).scheduled_end}
    from public.clinicians c where c.clinician_id = ${recipient_id} returning appointment_id`;
  await on.tx`select set_config('careslot.quiet', '', true)`;
  const appointment_id = visit?.appointment_id ?? '';
  const [row] = await on.tx<{ id: string }[]>`
    insert into public.appointment_reminders (appointment_id, recipient_id, reminder_type, minutes_before, scheduled_for, run_after, delivery_method)
    values (${appointment_id}, ${recipient_id}, 'custom', 43200, private.now(), private.now() - interval '50 years', 'email')
    returning reminder_id as id`;
  return {
    id: row?.id ?? '',
    remove: () => on.tx`delete from public.appointments where appointment_id = ${appointment_id}`,
  };
}

/** Claims everything due of this scene, one by one, in the order of the queue. */
export async function claimAll(on: Scene, clinic: Clinic, queue: Queue, lease_seconds = 60): Promise<Claimed[]> {
  const { table, key, claim } = queues[queue];
  // Every row of a transaction was created when it began.
  await on.tx`
    update public.${on.tx(table)} set run_after = run_after - interval '100 years'
    where created_at = now() and run_after <= private.now() and run_after > private.now() - interval '100 years'`;
  const last = await lastRow(on, clinic, queue);
  const found: Claimed[] = [];
  for (;;) {
    const [row] = await on.rows<Record<string, string>>(secret, claim, { limit: 1, lease_seconds });
    const id = row?.[key] ?? '';
    if (!row || id === last.id) break;
    found.push({ queue, id, lease: row.lease ?? '', notice: noticeSchema.parse(row.notice) });
  }
  await last.remove();
  return found;
}

/** In words, to compare: who is sent what by which channel. */
export const words = (clinic: Clinic, claimed: Claimed[]): string[] =>
  claimed.map(({ notice }) => `${nameOf(clinic, notice.recipient.profile_id)} ${notice.kind} ${notice.channel}`).sort();

export const nameOf = (clinic: Clinic, id: string): string =>
  (['patient', 'paper', 'clinician', 'colleague', 'desk', 'admin'] as const).find(
    (who) => clinic[who].profile_id === id,
  ) ?? id;

export const settleArgs = ({ queue, id, lease }: Claimed, outcome: string, more: Args = {}): [string, Args] => [
  queues[queue].settle,
  { [queues[queue].key]: id, lease, outcome, ...more },
];

export const settle = (on: Scene, claimed: Claimed | undefined, outcome: string, more: Args = {}): Promise<void> => {
  if (!claimed) throw new Error('nothing was claimed');
  return on.done(secret, ...settleArgs(claimed, outcome, more));
};

export interface Message {
  status: string;
  attempts: number;
  run_after: Date;
  sent_at: Date | null;
  lease: string | null;
  error_message: string | null;
  delivery_status: string | null;
}

/** The row of a message as it is. */
export async function messageRow(on: Scene, { queue, id }: Pick<Claimed, 'queue' | 'id'>): Promise<Message> {
  const { table, key } = queues[queue];
  const [row] = await on.tx<Message[]>`select * from public.${on.tx(table)} where ${on.tx(key)} = ${id}`;
  if (!row) throw new Error('there is no such message');
  return row;
}

/** Status and reason of each reminder of a visit: `patient 60 push: cancelled no_address`. */
export async function reminderFates(on: Scene, clinic: Clinic, appointment_id: string): Promise<string[]> {
  const rows = await on.tx<Record<string, string>[]>`
    select recipient_id, minutes_before, delivery_method, status, error_message from public.appointment_reminders
    where appointment_id = ${appointment_id}`;
  return rows
    .map((row) =>
      `${nameOf(clinic, row.recipient_id ?? '')} ${row.minutes_before} ${row.delivery_method}: ${row.status} ${row.error_message ?? ''}`.trim(),
    )
    .sort();
}

/** The same of the deliveries of notices that this transaction made. */
export async function deliveryFates(on: Scene, clinic: Clinic): Promise<string[]> {
  const rows = await on.tx<Record<string, string>[]>`
    select o.recipient_id, o.kind, d.delivery_method, d.status, d.error_message
    from public.notification_outbox o join public.notification_deliveries d using (outbox_id) where o.created_at = now()`;
  return rows
    .map((row) =>
      `${nameOf(clinic, row.recipient_id ?? '')} ${row.kind} ${row.delivery_method}: ${row.status} ${row.error_message ?? ''}`.trim(),
    )
    .sort();
}

export const phoneOf = (on: Scene, profile_id: string, phone: string | null) =>
  on.tx`update public.profiles set phone = ${phone} where profile_id = ${profile_id}`;

export const subscribe = (on: Scene, profile_id: string) =>
  on.tx`
    insert into public.push_subscriptions (profile_id, endpoint, p256dh, auth)
    values (${profile_id}, 'https://push.example.test/' || gen_random_uuid(), 'key', 'auth')`;

/** What a person wishes: columns of notification_preferences. */
export async function wish(
  on: Scene,
  profile_id: string,
  wishes: Record<string, boolean | string | null>,
): Promise<void> {
  await on.tx`delete from public.notification_preferences where profile_id = ${profile_id}`;
  await on.tx`insert into public.notification_preferences ${on.tx({ profile_id, ...wishes })}`;
}

/** A rule of the practice's own. */
export const rule = (
  on: Scene,
  clinic: Clinic,
  minutes_before: number,
  delivery_method: string,
  audience = 'patient',
) =>
  on.tx`
    insert into public.practice_reminder_rules (practice_id, minutes_before, delivery_method, audience)
    values (${clinic.practice_id}, ${minutes_before}, ${delivery_method}, ${audience})`;
