/** [NT1, NT6] One worker for each message, and what a try that failed leads to; the same for reminders and deliveries. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { database, rolledBack, setNow } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { visit } from '../sync/calendar.ts';
import {
  ahead,
  type Claimed,
  claimAll,
  messageRow,
  type Queue,
  rule,
  settle,
  settleArgs,
  subscribe,
} from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

/** A visit of which the mail to the patient is due now; last try: in 12 hours (reminder), in 23 (delivery). */
const mails: Record<Queue, (on: Scene) => Promise<{ deadline: string }>> = {
  reminders: async (on) => {
    await visit(on, clinic, slot(0));
    await ahead(on, 1440);
    return { deadline: plus(slot(0).slot_start, -720 * minute) };
  },
  notifications: async (on) => {
    await visit(on, clinic, slot(0));
    return { deadline: plus(start, 1380 * minute) };
  },
};
const queues: Queue[] = ['reminders', 'notifications'];

async function claimMail(on: Scene, queue: Queue, lease?: number): Promise<Claimed> {
  const claimed = (await claimAll(on, clinic, queue, lease)).find(
    ({ notice }) => notice.recipient.profile_id === clinic.patient.profile_id && notice.channel === 'email',
  );
  if (!claimed) throw new Error('the mail to the patient was not claimed');
  return claimed;
}
const now = async (on: Scene) => (await on.tx<{ now: Date }[]>`select private.now() as now`)[0]?.now ?? new Date(0);
const wait = async (on: Scene, seconds: number) => setNow(on.tx, new Date((await now(on)).getTime() + seconds * 1_000));

describe.each(queues)('[NT1] %s', (queue) => {
  test('a lease holds for its seconds, then the next worker has the message, and the first has lost it', () =>
    scene(sql, async (on) => {
      await mails[queue](on);
      const first = await claimMail(on, queue, 120);
      await wait(on, 119);
      expect(await claimAll(on, clinic, queue)).toEqual([]);
      await wait(on, 1);
      const second = await claimMail(on, queue);
      expect(second.id).toBe(first.id);
      expect(second.notice.attempts).toBe(1);
      const before = await messageRow(on, second);
      for (const outcome of ['sent', 'retry', 'failed', 'skipped'])
        expect(await on.refused(secret, ...settleArgs(first, outcome))).toMatchObject({
          code: 'lease_lost',
          status: 409,
        });
      expect(await messageRow(on, second)).toEqual(before);
      await settle(on, second, 'sent');
    }));

  test('a lease that ran out and was taken by nobody still settles: what was sent is known to be sent', () =>
    scene(sql, async (on) => {
      await mails[queue](on);
      const claimed = await claimMail(on, queue);
      await wait(on, 3_600);
      await settle(on, claimed, 'sent', { provider: 'smtp', provider_message_id: '<1@x>' });
      expect(await messageRow(on, claimed)).toMatchObject({ status: 'sent', lease: null, provider: 'smtp' });
    }));

  test('is settled once', () =>
    scene(sql, async (on) => {
      await mails[queue](on);
      const claimed = await claimMail(on, queue);
      await settle(on, claimed, 'sent');
      for (const outcome of ['sent', 'retry', 'failed', 'skipped'])
        expect((await on.refused(secret, ...settleArgs(claimed, outcome))).code).toBe('lease_lost');
    }));

  test('is claimed and settled with the secret key alone', () =>
    scene(sql, async (on) => {
      await mails[queue](on);
      const claimed = await claimMail(on, queue);
      const claim = queue === 'reminders' ? 'claim_due_reminders' : 'claim_due_notifications';
      for (const who of [clinic.patient, clinic.clinician, clinic.admin]) {
        expect((await on.refused(who, claim, { limit: 1, lease_seconds: 60 })).code).toBe('42501');
        expect((await on.refused(who, ...settleArgs(claimed, 'sent'))).code).toBe('42501');
      }
      for (const wrong of [
        { limit: 0 },
        { limit: 1001 },
        { lease_seconds: 0 },
        { lease_seconds: 3601 },
        { limit: null },
      ])
        expect((await on.refused(secret, claim, { limit: 1, lease_seconds: 60, ...wrong })).code).toBe('invalid_input');
      expect((await on.refused(secret, ...settleArgs(claimed, 'perhaps'))).code).toBe('invalid_input');
      const unknown = { ...claimed, id: crypto.randomUUID() };
      expect((await on.refused(secret, ...settleArgs(unknown, 'sent'))).code).toBe('not_found');
    }));
});

describe.each(queues)('[NT6] %s', (queue) => {
  test('failed for good, or skipped: with what was said, cut', () =>
    scene(sql, async (on) => {
      await subscribe(on, clinic.patient.profile_id);
      await mails[queue](on);
      const claimed = await claimAll(on, clinic, queue);
      const [first, second] = claimed;
      await settle(on, first, 'failed', { error_message: 'x'.repeat(900) });
      await settle(on, second, 'skipped', { error_message: 'no_address' });
      if (!first || !second) throw new Error('two were due');
      expect(await messageRow(on, first)).toMatchObject({
        status: 'failed',
        error_message: 'x'.repeat(300),
        sent_at: null,
      });
      const skipped = queue === 'reminders' ? 'cancelled' : 'skipped';
      expect(await messageRow(on, second)).toMatchObject({ status: skipped, error_message: 'no_address' });
      await wait(on, 7_200);
      expect((await claimAll(on, clinic, queue)).map(({ id }) => id)).not.toContain(first.id);
    }));

  test('waits longer each time, at least as long as asked, and ends at the deadline', () =>
    scene(sql, async (on) => {
      const { deadline } = await mails[queue](on);
      let claimed = await claimMail(on, queue);
      for (let tries = 1; ; tries += 1) {
        const at = (await now(on)).getTime();
        await settle(on, claimed, 'retry', { error_message: `busy ${tries}` });
        const row = await messageRow(on, claimed);
        expect(row).toMatchObject({ attempts: tries, error_message: `busy ${tries}`, lease: null });
        if (row.status === 'failed') {
          expect(at + 1_800_000).toBeGreaterThan(Date.parse(deadline));
          expect(tries, 'an outage of hours').toBeGreaterThan(25);
          break;
        }
        expect(row.status).toBe('pending');
        const waited = (row.run_after.getTime() - at) / 1_000;
        const middle = Math.min(2 ** Math.min(tries, 12) * 8, 1_800 / 0.8);
        expect(waited).toBeGreaterThanOrEqual(Math.min(middle * 0.8, 1_800) - 0.01);
        expect(waited).toBeLessThanOrEqual(Math.min(middle * 1.2, 1_800) + 0.01);
        expect(row.run_after.getTime()).toBeLessThan(Date.parse(deadline));
        await setNow(on.tx, new Date(row.run_after.getTime() - 1_000));
        expect((await claimAll(on, clinic, queue)).map(({ id }) => id)).not.toContain(claimed.id);
        await setNow(on.tx, new Date(row.run_after.getTime() + 1));
        claimed = await claimMail(on, queue);
      }
    }));

  test('a provider that asks for longer than there is: failed now, not forgotten', () =>
    scene(sql, async (on) => {
      await mails[queue](on);
      const claimed = await claimMail(on, queue);
      await settle(on, claimed, 'retry', { error_message: 'quota', retry_after_seconds: 3_600 });
      const at = await now(on);
      expect((await messageRow(on, claimed)).run_after.getTime()).toBe(at.getTime() + 3_600_000);
      await wait(on, 3_600);
      const again = await claimMail(on, queue);
      await settle(on, again, 'retry', { error_message: 'quota', retry_after_seconds: 90_000 });
      expect(await messageRow(on, again)).toMatchObject({ status: 'failed', error_message: 'quota' });
    }));
});

test('[NT6] 23 hours after the first try nothing is repeated, however far the deadline is', () =>
  scene(sql, async (on) => {
    await rule(on, clinic, 10_080, 'email');
    await visit(on, clinic, slot(480));
    await ahead(on, 10_080, slot(480).slot_start);
    const killed = await claimMail(on, 'reminders');
    await wait(on, 22 * 3_600);
    const again = await claimMail(on, 'reminders');
    expect(again.id).toBe(killed.id);
    await settle(on, again, 'retry', { error_message: 'provider_unreachable', retry_after_seconds: 3_600 });
    expect(await messageRow(on, again)).toMatchObject({ status: 'failed', error_message: 'provider_unreachable' });
    await wait(on, 24 * 3_600);
    expect(await claimAll(on, clinic, 'reminders')).toEqual([]);
  }));

test('[NT6] the next try: never before what was asked for, never more than a day, none after the deadline', async () => {
  await rolledBack(sql, async (tx) => {
    await setNow(tx, start);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.option(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
        fc.integer({ min: -100, max: 200_000 }),
        async (tries, asked, left) => {
          const deadline = plus(start, left * 1_000);
          const [row] = await tx<
            { next: Date | null }[]
          >`select private.next_try(${tries}, ${asked}, ${deadline}) as next`;
          const least = Math.min(Math.max(asked ?? 0, 0), 86_400);
          const own = Math.min(2 ** Math.min(tries, 12) * 8, 1_800);
          if (!row?.next) {
            expect(left).toBeLessThanOrEqual(Math.max(least, own * 1.2));
            return;
          }
          const waited = (row.next.getTime() - Date.parse(start)) / 1_000;
          expect(waited).toBeLessThan(left);
          expect(waited).toBeGreaterThanOrEqual(Math.max(least, Math.min(own, 1_800) * 0.8) - 0.01);
          expect(waited).toBeLessThanOrEqual(Math.max(least, 1_800) + 0.01);
        },
      ),
      { numRuns: 200 },
    );
  });
});
