/**
 * Empties a queue of messages: claims a few, sends them side by side, settles each, until nothing is due or the time is
 * up. Any number of these may run at once, and any of them may stop at any point: what it had is claimed again when its
 * lease ends, and sent with the same key.
 */
import { z } from 'zod';
import { type Notice, noticeSchema } from '../core/notifications/notice.ts';
import type { Settlement } from './deliver.ts';

export type Claimed = { id: string; lease: string; notice: Notice };

/** A row that does not say what a message needs: it fails for good, and the others go on. */
export type Unreadable = { id: string; lease: string; notice: null };

export type Queue = {
  claim(limit: number, leaseSeconds: number): Promise<(Claimed | Unreadable)[]>;
  settle(claimed: Claimed | Unreadable, settlement: Settlement): Promise<void>;
};

export type RunOptions = {
  queue: Queue;
  deliver(notice: Notice): Promise<Settlement>;
  /** Milliseconds. */
  now(): number;
  isTimeUp(): boolean;
  report(error: unknown): void;
  /** How many are claimed at once and how many of these are on their way at once. */
  batch?: number;
  parallel?: number;
};

export type Summary = { claimed: number; sent: number; failed: number; skipped: number };

const leaseSeconds = 120;
/** A message is not begun so late that another worker might have claimed it before its answer comes. */
const marginMs = 45_000;
/** So many unanswered tries in a row, and the rest of this channel waits for the next run. */
const patience = 5;

export async function runQueue(options: RunOptions): Promise<Summary> {
  const { queue, deliver, now, isTimeUp, report, batch = 50, parallel = 10 } = options;
  const summary: Summary = { claimed: 0, sent: 0, failed: 0, skipped: 0 };
  const silent = new Map<string, number>();

  async function send(notice: Notice | null): Promise<Settlement> {
    if (!notice) return { outcome: 'failed', error_message: 'unreadable' };
    const { channel } = notice;
    if ((silent.get(channel) ?? 0) >= patience) return { outcome: 'retry', error_message: 'provider_unreachable' };
    const settlement = await deliver(notice);
    silent.set(channel, settlement.error_message === 'provider_unreachable' ? (silent.get(channel) ?? 0) + 1 : 0);
    return settlement;
  }

  async function work(waiting: (Claimed | Unreadable)[], until: number): Promise<void> {
    for (let claimed = waiting.shift(); claimed; claimed = waiting.shift()) {
      // Left as it is: its lease ends, and whoever comes next has it.
      if (now() > until) return;
      const settlement = await send(claimed.notice);
      try {
        await queue.settle(claimed, settlement);
        if (settlement.outcome === 'sent') summary.sent += 1;
        else if (settlement.outcome === 'skipped') summary.skipped += 1;
        else summary.failed += 1;
      } catch (error) {
        report(error);
      }
    }
  }

  while (!isTimeUp()) {
    const until = now() + leaseSeconds * 1000 - marginMs;
    const claimed = await queue.claim(batch, leaseSeconds);
    if (claimed.length === 0) break;
    summary.claimed += claimed.length;
    const waiting = [...claimed];
    await Promise.all(Array.from({ length: parallel }, () => work(waiting, until)));
  }
  return summary;
}

const given = z.record(z.string(), z.unknown());
const claim = z.object({ id: z.guid(), lease: z.guid() });

/** Rows of claim_due_reminders or claim_due_notifications; `idName` is the column that names the row. */
export const readClaimed = (rows: unknown, idName: 'reminder_id' | 'delivery_id'): (Claimed | Unreadable)[] =>
  z
    .array(given)
    .parse(rows)
    .map((row) => {
      const notice = noticeSchema.safeParse(row.notice);
      return { ...claim.parse({ id: row[idName], lease: row.lease }), notice: notice.success ? notice.data : null };
    });
