/** The two queues of the database: reminders of visits, and what is told of everything else. */
import type { Rpc } from '../db/rpc.ts';
import type { Settlement } from './deliver.ts';
import { type Queue, readClaimed } from './run.ts';

const settlementArgs = (
  lease: string,
  { provider, provider_message_id, error_message, retry_after_seconds, outcome }: Settlement,
) => ({
  lease,
  outcome,
  provider: provider ?? null,
  provider_message_id: provider_message_id ?? null,
  error_message: error_message ?? null,
  retry_after_seconds: retry_after_seconds == null ? null : Math.ceil(retry_after_seconds),
});

export const reminderQueue = (rpc: Rpc): Queue => ({
  claim: async (limit, lease_seconds) =>
    readClaimed(await rpc('claim_due_reminders', { limit, lease_seconds }), 'reminder_id'),
  settle: async ({ id, lease }, settlement) => {
    await rpc('settle_reminder', { reminder_id: id, ...settlementArgs(lease, settlement) });
  },
});

export const notificationQueue = (rpc: Rpc): Queue => ({
  claim: async (limit, lease_seconds) =>
    readClaimed(await rpc('claim_due_notifications', { limit, lease_seconds }), 'delivery_id'),
  settle: async ({ id, lease }, settlement) => {
    await rpc('settle_notification', { delivery_id: id, ...settlementArgs(lease, settlement) });
  },
});
