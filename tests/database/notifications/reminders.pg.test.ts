/** [NT2–NT5, NT7] What becomes of a reminder when its time has come. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene } from '../messages/scene.ts';
import { pings, visit, visitRow } from '../sync/calendar.ts';
import {
  ahead,
  claimAll,
  messageRow,
  phoneOf,
  reminderFates,
  rule,
  settle,
  subscribe,
  wish,
  words,
} from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const due = (on: Scene) => claimAll(on, clinic, 'reminders');
const cancel = (on: Scene, id: string) =>
  on.tx`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
const move = (on: Scene, id: string, to: number) =>
  on.tx`update public.appointments set ${on.tx(scheduled(slot(to)))} where appointment_id = ${id}`;
const fateOf = async (on: Scene, id: string, which: string) =>
  (await reminderFates(on, clinic, id)).find((line) => line.startsWith(which))?.slice(which.length + 2);

describe('[NT3] a reminder that is due', () => {
  test('is sent, with what its text needs', () =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      expect(await due(on), 'not yet').toEqual([]);
      await ahead(on, 1440);
      const found = await due(on);
      expect(words(clinic, found)).toEqual(['clinician reminder email', 'patient reminder email']);
      const mine = found.find(({ notice }) => notice.recipient.profile_id === clinic.patient.profile_id);
      expect(mine?.notice).toMatchObject({
        id: mine?.id,
        idempotency_key: `reminder:${mine?.id}`,
        attempts: 0,
        side: 'patient',
        own_act: false,
        recipient: { email: clinic.patient.email, push: [] },
        visit: { appointment_id, status: 'confirmed', start_version: 0, previous_start: null },
      });
      expect(Date.parse(mine?.notice.visit?.start ?? '')).toBe(Date.parse(slot(0).slot_start));
      if (mine) expect(await messageRow(on, mine)).toMatchObject({ status: 'sending', attempts: 1, lease: mine.lease });
    }));

  const cases: [fate: string, prepare: (on: Scene, id: string) => PromiseLike<unknown>][] = [
    ['opted_out', (on) => wish(on, clinic.patient.profile_id, { email_enabled: false })],
    [
      'no_address',
      (on) => on.tx`update public.profiles set email = null where profile_id = ${clinic.patient.profile_id}`,
    ],
    ...['bounced', 'complained'].map((reason): [string, (on: Scene) => PromiseLike<unknown>] => [
      reason,
      (on) => on.tx`
        insert into public.notification_blocks (delivery_method, address, reason)
        values ('email', ${clinic.patient.email.toLowerCase()}, ${reason})`,
    ]),
    // What was claimed before it was cancelled or moved comes back after its lease.
    [
      'not_confirmed',
      (on, id) =>
        due(on)
          .then(() => cancel(on, id))
          .then(() => ahead(on, 1430)),
    ],
    [
      'moved',
      (on, id) =>
        due(on)
          .then(() => move(on, id, 4))
          .then(() => ahead(on, 1430)),
    ],
    ['too_late', (on) => ahead(on, 719)],
    ['past', (on) => ahead(on, 0)],
  ];
  test.each(cases)('is cancelled: %s', (fate, prepare) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await ahead(on, 1440);
      await prepare(on, appointment_id);
      const found = await due(on);
      expect(words(clinic, found)).not.toContain('patient reminder email');
      expect(await fateOf(on, appointment_id, 'patient 1440 email')).toBe(`cancelled ${fate}`);
    }),
  );

  test('by text message needs a number with its country, by push a browser', () =>
    scene(sql, async (on) => {
      await rule(on, clinic, 60, 'sms');
      const at = async (n: number, phone: string | null) => {
        await phoneOf(on, clinic.patient.profile_id, phone);
        const id = await visit(on, clinic, slot(n));
        await ahead(on, 60, slot(n).slot_start);
        const found = await due(on);
        return { found, fates: await reminderFates(on, clinic, id) };
      };
      const none = await at(0, '079 123 45 67');
      expect(none.found).toEqual([]);
      expect(none.fates).toEqual([
        'clinician 1440 email: cancelled too_late',
        'clinician 60 push: cancelled no_address',
        'patient 1440 email: cancelled too_late',
        'patient 60 push: cancelled no_address',
        'patient 60 sms: cancelled no_address',
      ]);
      await subscribe(on, clinic.patient.profile_id);
      await subscribe(on, clinic.patient.profile_id);
      const both = await at(40, '+41 (0)79/123.45-67');
      expect(words(clinic, both.found)).toEqual(['patient reminder push', 'patient reminder sms']);
      for (const { notice } of both.found) {
        expect(notice.recipient.phone).toBe('+41791234567');
        expect(notice.recipient.push, 'for push alone').toHaveLength(notice.channel === 'push' ? 2 : 0);
      }
    }));
});

describe('[NT2] once', () => {
  test('rules that say the same with another name or audience remind once', () =>
    scene(sql, async (on) => {
      await on.tx`
        insert into public.practice_reminder_rules (practice_id, reminder_type, minutes_before, delivery_method, audience) values
          (${clinic.practice_id}, '15_minutes', 15, 'in_app', 'patient'), (${clinic.practice_id}, 'custom', 15, 'in_app', 'both')`;
      await visit(on, clinic, slot(0));
      await ahead(on, 15);
      expect(words(clinic, await due(on))).toEqual(['clinician reminder in_app', 'patient reminder in_app']);
    }));

  test('what was sent is not claimed again, whatever the clock says', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await ahead(on, 1440);
      for (const one of await due(on))
        await settle(on, one, 'sent', { provider: 'smtp', provider_message_id: '<1@x>' });
      for (const minutes of [1439, 900, 30, -30]) {
        await ahead(on, minutes);
        expect(await due(on)).toEqual([]);
      }
      expect((await reminderFates(on, clinic, id)).filter((line) => line.includes('1440'))).toEqual([
        'clinician 1440 email: sent',
        'patient 1440 email: sent',
      ]);
    }));

  test('a try that died keeps its key', () =>
    scene(sql, async (on) => {
      await visit(on, clinic, slot(0));
      await ahead(on, 1440);
      const first = await due(on);
      await ahead(on, 1438);
      const second = await due(on);
      expect(second.map(({ notice }) => notice.idempotency_key).sort()).toEqual(
        first.map(({ notice }) => notice.idempotency_key).sort(),
      );
      expect(second.map(({ notice }) => notice.attempts)).toEqual([1, 1]);
      expect(second[0]?.lease).not.toBe(first[0]?.lease);
    }));
});

describe('[NT4, NT5] a worker that was away', () => {
  const cases: [minutes: number, sent: string[]][] = [
    [1440, ['clinician reminder email', 'patient reminder email']],
    [1380, ['clinician reminder email', 'patient reminder email']],
    [720, ['clinician reminder email', 'patient reminder email']],
    [719, []],
    [60, ['patient reminder push']],
    [30, ['patient reminder push']],
    [29, []],
    [16, []],
    [15, ['patient reminder in_app']],
    [0, []],
    [-2000, []],
  ];
  test.each(cases)('until %s minutes before sends %j', (minutes, sent) =>
    scene(sql, async (on) => {
      await subscribe(on, clinic.patient.profile_id);
      await rule(on, clinic, 15, 'in_app');
      const id = await visit(on, clinic, slot(0));
      await ahead(on, minutes);
      expect(words(clinic, await due(on))).toEqual(sent);
      const left = (await reminderFates(on, clinic, id)).filter((line) => line.endsWith(': pending'));
      const coming = [1440, 1440, 60, 60, 15].filter((lead) => lead < minutes);
      expect(left, 'nothing due is left waiting').toHaveLength(coming.length);
    }),
  );
});

describe('[NT7] what the visit says', () => {
  const flags = async (on: Scene, id: string) => {
    const { reminder_sent_24h, reminder_sent_1h } = await visitRow(on, id);
    return [reminder_sent_24h, reminder_sent_1h];
  };

  test('follows what was sent, and a move takes it back', () =>
    scene(sql, async (on) => {
      await subscribe(on, clinic.patient.profile_id);
      const id = await visit(on, clinic, slot(0));
      await ahead(on, 1440);
      const [first, second] = await due(on);
      await settle(on, first, 'failed', { error_message: 'no such mailbox' });
      expect(await flags(on, id)).toEqual([false, false]);
      await settle(on, second, 'sent');
      expect(await flags(on, id)).toEqual([true, false]);
      await ahead(on, 60);
      for (const one of await due(on)) await settle(on, one, 'sent');
      expect(await flags(on, id)).toEqual([true, true]);
      await on.tx`update public.appointments set attendance_confirmed_at = now() where appointment_id = ${id}`;
      await move(on, id, 40);
      expect(await flags(on, id)).toEqual([false, false]);
      expect(await visitRow(on, id)).toMatchObject({ attendance_confirmed_at: null });
    }));

  test('is nothing about a start that it has no more', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await ahead(on, 1440);
      const claimed = await due(on);
      await move(on, id, 40);
      for (const one of claimed) await settle(on, one, 'sent');
      expect(await flags(on, id)).toEqual([false, false]);
      expect(claimed[0] && (await messageRow(on, claimed[0])).status, 'it was sent all the same').toBe('sent');
    }));

  test('a reminder that was sent says nothing new of the visit to its version', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      const { version } = await visitRow(on, id);
      await ahead(on, 1440);
      for (const one of await due(on)) await settle(on, one, 'sent');
      expect((await visitRow(on, id)).version).toBe(version);
    }));

  test('one in the app is in the inbox when it is settled', () =>
    scene(sql, async (on) => {
      await rule(on, clinic, 2880, 'in_app');
      const appointment_id = await visit(on, clinic, slot(0));
      await on.tx`delete from public.notifications where appointment_id = ${appointment_id}`;
      await ahead(on, 2880);
      const [claimed] = await due(on);
      const inbox = () =>
        on.tx`select recipient_id, kind, read_at from public.notifications where appointment_id = ${appointment_id}`;
      expect(await inbox()).toHaveLength(0);
      const heard = (await pings(on, `profile:${clinic.patient.profile_id}`)).filter((e) => e === 'notification_added');
      await settle(on, claimed, 'sent');
      expect([...(await inbox())]).toEqual([
        { recipient_id: clinic.patient.profile_id, kind: 'reminder', read_at: null },
      ]);
      const after = (await pings(on, `profile:${clinic.patient.profile_id}`)).filter((e) => e === 'notification_added');
      expect(after).toHaveLength(heard.length + 1);
    }));
});

test('[NT3] moved or cancelled between claim and settle: the try ends, and nothing comes after it', () =>
  scene(sql, async (on) => {
    const [moved, cancelled] = [
      await visit(on, clinic, slot(0)),
      await visit(on, clinic, slot(1), { patient_id: clinic.paper.patient_id }),
    ];
    await ahead(on, 1400);
    const claimed = await due(on);
    await move(on, moved, 40);
    await cancel(on, cancelled);
    for (const one of claimed) await settle(on, one, 'retry', { error_message: 'busy' });
    await ahead(on, 1390);
    expect(await due(on)).toEqual([]);
    expect((await reminderFates(on, clinic, moved)).filter((line) => line.includes('cancelled')).sort()).toEqual([
      'clinician 1440 email: cancelled moved',
      'clinician 60 push: cancelled',
      'patient 1440 email: cancelled moved',
      'patient 60 push: cancelled',
    ]);
    expect(await reminderFates(on, clinic, cancelled)).toContain('clinician 1440 email: cancelled not_confirmed');
  }));
