/**
 * [NT8, NT9, NT15] What providers say afterwards, who must not be written to any more, and who sees it. Over 300 lines: all
 * of it follows from the same report about the same mail.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { visit } from '../sync/calendar.ts';
import {
  ahead,
  type Claimed,
  claimAll,
  messageRow,
  phoneOf,
  type Queue,
  reminderFates,
  rule,
  settle,
  subscribe,
  words,
} from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const rank = { queued: 1, sent: 2, undelivered: 3, failed: 3, delivered: 4, opened: 5, bounced: 6, complained: 7 };
type Status = keyof typeof rank;
const statuses = Object.keys(rank) as Status[];

const say = (on: Scene, provider_message_id: string, status: string, more: Record<string, string> = {}) =>
  on.done<boolean>(secret, 'record_delivery_status', { provider: 'resend', provider_message_id, status, ...more });

/** A mail to the patient that a provider took as `m1`; `before` happens after it was sent and before its id is stored. */
async function taken(
  on: Scene,
  queue: Queue,
  before: () => Promise<unknown> = async () => undefined,
): Promise<Claimed & { appointment_id: string }> {
  const appointment_id = await visit(on, clinic, slot(0));
  if (queue === 'reminders') await ahead(on, 1440);
  const claimed = (await claimAll(on, clinic, queue)).find(
    ({ notice }) => notice.side === 'patient' && notice.channel === 'email',
  );
  if (!claimed) throw new Error('no mail was due');
  await before();
  await settle(on, claimed, 'sent', { provider: 'resend', provider_message_id: 'm1' });
  return { ...claimed, appointment_id };
}

describe.each<Queue>(['reminders', 'notifications'])('[NT9] %s', (queue) => {
  test('whatever order a provider tells things in, the furthest stays', () =>
    scene(sql, async (on) => {
      const mail = await taken(on, queue);
      const table = queue === 'reminders' ? 'appointment_reminders' : 'notification_deliveries';
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 8 }), async (told) => {
          await on.tx`update public.${on.tx(table)} set delivery_status = null, delivery_status_at = null where provider_message_id = 'm1'`;
          let furthest: Status | undefined;
          for (const status of told) {
            const news = furthest === undefined || rank[status] > rank[furthest];
            expect(await say(on, 'm1', status)).toBe(news);
            if (news) furthest = status;
          }
          expect((await messageRow(on, mail)).delivery_status).toBe(furthest);
        }),
        { numRuns: 25 },
      );
    }));

  test('of a message that nobody sent, or that another provider took: nothing', () =>
    scene(sql, async (on) => {
      const mail = await taken(on, queue);
      expect(await say(on, 'm2', 'delivered')).toBe(false);
      expect(await say(on, 'm1', 'delivered', { provider: 'twilio' })).toBe(false);
      expect((await messageRow(on, mail)).delivery_status).toBeNull();
      for (const wrong of [{ status: 'lost' }, { provider: null }, { provider_message_id: '' }]) {
        const args = { provider: 'resend', provider_message_id: 'm1', status: 'sent', ...wrong };
        expect((await on.refused(secret, 'record_delivery_status', args)).code).toBe('invalid_input');
      }
    }));

  test('what a provider says before the id of the message is stored counts when it is', () =>
    scene(sql, async (on) => {
      const mail = await taken(on, queue, async () => {
        for (const status of ['sent', 'bounced', 'delivered'])
          expect(await say(on, 'm1', status, { address: clinic.patient.email })).toBe(false);
        await say(on, 'm2', 'complained');
      });
      expect((await messageRow(on, mail)).delivery_status).toBe('bounced');
      const blocks = await on.tx`select reason from public.notification_blocks where address = ${clinic.patient.email}`;
      expect([...blocks]).toEqual([{ reason: 'bounced' }]);
      expect(await say(on, 'm1', 'sent')).toBe(false);
      const kept = () =>
        on.tx`select provider_message_id from private.early_delivery_reports where provider = 'resend'`;
      expect([...(await kept())]).toEqual([{ provider_message_id: 'm2' }]);
      await on.at(13 * 1440);
      await on.done(secret, 'sweep_notifications', {});
      expect([...(await kept())]).toEqual([]);
    }));

  test('[NT8] the mailbox that bounced is blocked, not the one that its reader has by then', () =>
    scene(sql, async (on) => {
      await taken(on, queue);
      await say(on, 'm1', 'bounced', { address: 'Old.Address@example.org' });
      const blocks =
        await on.tx`select address from public.notification_blocks where address in ('old.address@example.org', ${clinic.patient.email})`;
      expect([...blocks]).toEqual([{ address: 'old.address@example.org' }]);
    }));

  test.each(['bounced', 'complained'])('[NT8] %s: that mailbox gets nothing more', (status) =>
    scene(sql, async (on) => {
      await taken(on, queue);
      await say(on, 'm1', status);
      await say(on, 'm1', status);
      const blocks = await on.tx`select reason from public.notification_blocks where address = ${clinic.patient.email}`;
      expect([...blocks]).toEqual([{ reason: status }]);
      const later = await visit(on, clinic, slot(100));
      await ahead(on, 1440, slot(100).slot_start);
      expect(words(clinic, await claimAll(on, clinic, 'reminders'))).not.toContain('patient reminder email');
      expect(await reminderFates(on, clinic, later)).toContain(`patient 1440 email: cancelled ${status}`);
    }),
  );
});

test('[NT8] everybody can have their own mailbox tried again', () =>
  scene(sql, async (on) => {
    const block = (address: string, reason: string) =>
      on.tx`insert into public.notification_blocks (delivery_method, address, reason) values ('email', ${address.toLowerCase()}, ${reason})`;
    const left = () => on.tx`
      select address, reason from public.notification_blocks
      where address in (${clinic.patient.email.toLowerCase()}, ${clinic.desk.email.toLowerCase()}, ${clinic.clinician.email.toLowerCase()})
      order by reason`;
    await block(clinic.patient.email, 'bounced');
    await block(clinic.desk.email, 'bounced');
    await block(clinic.clinician.email, 'complained');
    expect(await on.done(clinic.patient, 'unblock_my_email', {})).toBe(true);
    expect(await on.done(clinic.patient, 'unblock_my_email', {})).toBe(false);
    expect(await on.done(clinic.clinician, 'unblock_my_email', {})).toBe(true);
    expect([...(await left())]).toEqual([{ address: clinic.desk.email.toLowerCase(), reason: 'bounced' }]);
  }));

describe('[NT8] a number', () => {
  const due = async (on: Scene, n: number) => {
    const id = await visit(on, clinic, slot(n));
    await ahead(on, 60, slot(n).slot_start);
    const found = words(clinic, await claimAll(on, clinic, 'reminders'));
    return { found, fates: await reminderFates(on, clinic, id) };
  };

  test('that replied STOP gets no text until START, however it is written', () =>
    scene(sql, async (on) => {
      await rule(on, clinic, 60, 'sms');
      await phoneOf(on, clinic.patient.profile_id, '+41 79 123 45 67');
      const block = (phone: string, blocked: boolean) => on.done(secret, 'block_text_messages', { phone, blocked });
      await block('+41791234567', true);
      await block('+41 79 123-45-67', true);
      const stopped = await due(on, 0);
      expect(stopped.found).toEqual([]);
      expect(stopped.fates).toContain('patient 60 sms: cancelled opted_out');
      await block('+41791234567', false);
      expect((await due(on, 40)).found).toEqual(['patient reminder sms']);
      for (const phone of ['0791234567', '', 'x', '+0791234567', '+123'])
        expect((await on.refused(secret, 'block_text_messages', { phone, blocked: true })).code).toBe('invalid_input');
    }));

  test('and what blocks them is seen by its owner alone', () =>
    scene(sql, async (on) => {
      await phoneOf(on, clinic.patient.profile_id, '+41 79 123 45 67');
      await on.done(secret, 'block_text_messages', { phone: '+41791234567', blocked: true });
      const seen = async (who: 'patient' | 'clinician' | 'admin') =>
        (await on.as(clinic[who], (tx) => tx`select reason from public.notification_blocks`)).value?.length;
      expect([await seen('patient'), await seen('clinician'), await seen('admin')]).toEqual([1, 0, 0]);
    }));
});

test('[NT8] a push subscription that is gone is forgotten, and no other', () =>
  scene(sql, async (on) => {
    await subscribe(on, clinic.patient.profile_id);
    await subscribe(on, clinic.patient.profile_id);
    const mine = () =>
      on.tx<{ subscription_id: string }[]>`
        select subscription_id from public.push_subscriptions where profile_id = ${clinic.patient.profile_id}`;
    const [first, second] = await mine();
    for (let n = 0; n < 2; n += 1)
      await on.done(secret, 'forget_push_subscription', { subscription_id: first?.subscription_id });
    expect([...(await mine())]).toEqual([second]);
  }));

test('[NT8] of a person’s browsers the twenty newest are kept', () =>
  scene(sql, async (on) => {
    await subscribe(on, clinic.desk.profile_id);
    for (let n = 0; n < 21; n += 1) {
      await subscribe(on, clinic.patient.profile_id);
      // All rows of a transaction are as old as it is.
      await on.tx`
        update public.push_subscriptions set created_at = created_at - interval '1 minute'
        where profile_id = ${clinic.patient.profile_id}`;
    }
    const ages = await on.tx<{ age: number }[]>`
      select extract(epoch from now() - created_at)::integer / 60 as age from public.push_subscriptions
      where profile_id = ${clinic.patient.profile_id} order by 1`;
    expect(ages.map(({ age }) => age)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(
      await on.tx`select 1 from public.push_subscriptions where profile_id = ${clinic.desk.profile_id}`,
    ).toHaveLength(1);
  }));

interface Line {
  kind: string;
  delivery_method: string;
  to_patient: boolean;
  status: string;
  reason: string | null;
  delivery_status: string | null;
  sent_at: string | null;
}

describe('[NT9] the messages of a visit', () => {
  const messages = (on: Scene, who: 'patient' | 'clinician' | 'desk' | 'admin', appointment_id: string) =>
    on.rows<Line>(clinic[who], 'visit_messages', { appointment_id });

  test('are seen whole by its staff, their own by the patient, by others as if there were no visit', () =>
    scene(sql, async (on) => {
      const { appointment_id } = await taken(on, 'reminders');
      await say(on, 'm1', 'delivered');
      const whole = await messages(on, 'clinician', appointment_id);
      expect(whole.length).toBe(7); // two mails and two pushes to remind, of the booking a push each and a mail to the patient
      for (const who of ['desk', 'admin'] as const) expect(await messages(on, who, appointment_id)).toEqual(whole);
      const own = await messages(on, 'patient', appointment_id);
      expect(own).toEqual(whole.filter(({ to_patient }) => to_patient));
      expect(own.find(({ kind, delivery_method }) => kind === 'reminder' && delivery_method === 'email')).toMatchObject(
        {
          status: 'sent',
          reason: null,
          delivery_status: 'delivered',
          sent_at: expect.any(String),
        },
      );
      for (const who of [clinic.colleague, clinic.stranger, clinic.outsider])
        expect((await on.refused(who, 'visit_messages', { appointment_id })).code).toBe('not_found');
      const nothing = { appointment_id: crypto.randomUUID() };
      expect((await on.refused(clinic.desk, 'visit_messages', nothing)).code).toBe('not_found');
    }));

  test('say why one was not sent', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await ahead(on, 60);
      await claimAll(on, clinic, 'reminders');
      const pushes = (await messages(on, 'desk', id)).filter(
        (line) => line.kind === 'reminder' && line.delivery_method === 'push',
      );
      expect(pushes.map(({ status, reason }) => [status, reason])).toEqual([
        ['cancelled', 'no_address'],
        ['cancelled', 'no_address'],
      ]);
    }));
});

interface Figures {
  delivery_method: string;
  day_sent: number;
  day_failed: number;
  day_undelivered: number;
  waiting: number;
  oldest_due: string | null;
  last_failure: string | null;
}

describe('[NT15] figures', () => {
  const figures = async (on: Scene) => {
    const rows = await on.rows<Figures>(clinic.admin, 'practice_message_health', { practice_id: clinic.practice_id });
    expect(rows.map(({ delivery_method }) => delivery_method).sort()).toEqual(['email', 'in_app', 'push', 'sms']);
    const mail = rows.find(({ delivery_method }) => delivery_method === 'email');
    if (!mail) throw new Error('no figures of mail');
    return mail;
  };

  test('of a practice: sent, failed, not delivered, waiting since', () =>
    scene(sql, async (on) => {
      await visit(on, clinic, slot(0));
      await on.tx`delete from public.notification_outbox where created_at = now()`;
      expect(await figures(on)).toMatchObject({ day_sent: 0, day_failed: 0, waiting: 0, oldest_due: null });
      await ahead(on, 1430);
      expect(await figures(on)).toMatchObject({ waiting: 2 });
      const [first, second] = await claimAll(on, clinic, 'reminders');
      await settle(on, first, 'sent', { provider: 'resend', provider_message_id: 'm1' });
      await settle(on, second, 'failed', { error_message: 'refused by the server' });
      await say(on, 'm1', 'bounced');
      // Rows keep the real time of their last change.
      await on.tx`select set_config('careslot.now', '', true)`;
      expect(await figures(on)).toMatchObject({
        day_sent: 1,
        day_failed: 1,
        day_undelivered: 1,
        waiting: 0,
        last_failure: 'refused by the server',
      });
    }));

  test('are seen by admins of that practice, and of all by the secret key alone', () =>
    scene(sql, async (on) => {
      const { practice_id } = clinic;
      const ask = 'practice_message_health';
      for (const who of [clinic.clinician, clinic.desk])
        expect((await on.refused(who, ask, { practice_id })).code).toBe('forbidden');
      for (const who of [clinic.patient, clinic.outsider])
        expect((await on.refused(who, ask, { practice_id })).code).toBe('not_found');
      for (const who of [clinic.admin, clinic.stranger])
        expect((await on.refused(who, ask, { practice_id: null })).code, 'of no practice is not of all').toBe(
          'not_found',
        );
      expect((await on.refused(clinic.admin, 'message_health', {})).code).toBe('42501');
      expect(await on.rows(secret, 'message_health')).toHaveLength(4);
      expect(await on.rows(secret, ask, { practice_id })).toHaveLength(4);
    }));

  test('say nothing of other practices', () =>
    scene(sql, async (on) => {
      await visit(on, clinic, slot(0));
      await ahead(on, 1430);
      const [row] = await on.tx<{ practice_id: string }[]>`
        select practice_id from public.clinicians where clinician_id = ${clinic.outsider.clinician_id}`;
      const others = await on.rows<Figures>(secret, 'practice_message_health', row ?? {});
      expect(others.map(({ waiting }) => waiting)).toEqual([0, 0, 0, 0]);
    }));
});
