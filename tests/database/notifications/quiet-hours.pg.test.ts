/** [NT13] Quiet hours, compared with Temporal in many zones and around every change of clocks. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { database, rolledBack } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene } from '../messages/scene.ts';
import { visit } from '../sync/calendar.ts';
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

const zones = [
  ...['UTC', 'Europe/Zurich', 'Europe/Dublin', 'America/New_York', 'America/St_Johns', 'America/Havana', 'Asia/Beirut'],
  ...[
    'Africa/Casablanca',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'America/Asuncion',
  ],
];

/** Written again from the sentence of NT13: walks through the days around the instant. */
function expectedEnd(at: Temporal.Instant, zone: string, from: string, until: string): Temporal.Instant | null {
  if (from === until) return null;
  const here = at.toZonedDateTimeISO(zone);
  const time = here.toPlainTime();
  const [begin, end] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(until)];
  const isAfter = (a: Temporal.PlainTime, b: Temporal.PlainTime) => Temporal.PlainTime.compare(a, b) >= 0;
  const overnight = isAfter(begin, end);
  const inside = overnight ? isAfter(time, begin) || !isAfter(time, end) : isAfter(time, begin) && !isAfter(time, end);
  if (!inside) return null;
  const date = overnight && isAfter(time, begin) ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate();
  return date.toPlainDateTime(end).toZonedDateTime(zone, { disambiguation: 'later' }).toInstant();
}

/** Instants near the changes of clocks of a zone in two years, and any others. */
function instants(zone: string): fc.Arbitrary<number> {
  const first = Date.UTC(2026, 0, 1);
  const anywhere = fc.integer({ min: first, max: Date.UTC(2028, 0, 1) });
  const changes: number[] = [];
  let next = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  while (next && changes.length < 4) {
    changes.push(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }
  const day = 26 * 3_600_000;
  const near = changes.map((change) => fc.integer({ min: change - day, max: change + day }));
  return fc.oneof(anywhere, ...near);
}

const time = fc.integer({ min: 0, max: 95 }).map((quarter) =>
  Temporal.PlainTime.from('00:00')
    .add({ minutes: quarter * 15 })
    .toString()
    .slice(0, 5),
);

test.each(zones)('[NT13] in %s they end when their reading ends, and never in the past', async (zone) => {
  await rolledBack(sql, async (tx) => {
    const { profile_id } = clinic.patient;
    await tx`update public.profiles set timezone = ${zone} where profile_id = ${profile_id}`;
    await tx`insert into public.notification_preferences (profile_id) values (${profile_id})`;
    await fc.assert(
      fc.asyncProperty(instants(zone), time, time, async (ms, from, until) => {
        const at = Temporal.Instant.fromEpochMilliseconds(ms);
        await tx`update public.notification_preferences set quiet_from = ${from}, quiet_until = ${until} where profile_id = ${profile_id}`;
        const [row] = await tx<{ end: Date | null }[]>`
          select private.quiet_until(${profile_id}, ${at.toString()}) as end`;
        const end = row?.end ?? null;
        expect(end?.toISOString() ?? null).toBe(
          expectedEnd(at, zone, from, until)?.toString({ fractionalSecondDigits: 3 }) ?? null,
        );
        if (end) expect(end.getTime()).toBeGreaterThan(ms);
      }),
      { numRuns: 150 },
    );
  });
});

describe('[NT13] a message in quiet hours', () => {
  /** The visit of slot(0) begins at 09:00 UTC. */
  const atNight = async (on: Scene, quiet_from: string, quiet_until: string, timezone = 'UTC') => {
    const { profile_id } = clinic.patient;
    await on.tx`update public.profiles set timezone = ${timezone} where profile_id = ${profile_id}`;
    await phoneOf(on, profile_id, '+41791234567');
    await subscribe(on, profile_id);
    await wish(on, profile_id, { quiet_from, quiet_until });
    await rule(on, clinic, 480, 'sms'); // due at 01:00, makes sense until 05:00
    await rule(on, clinic, 475, 'email');
    return visit(on, clinic, slot(0));
  };
  const due = (on: Scene) => claimAll(on, clinic, 'reminders');
  const ofPatient = (claimed: Awaited<ReturnType<typeof due>>) =>
    words(clinic, claimed).filter((line) => line.startsWith('patient'));

  test('waits for their end when that is in time, and is decided about again', () =>
    scene(sql, async (on) => {
      const id = await atNight(on, '22:00', '04:30');
      await ahead(on, 480);
      expect(ofPatient(await due(on))).toEqual([]);
      expect(await reminderFates(on, clinic, id)).toContain('patient 480 sms: pending');
      await ahead(on, 271);
      expect(ofPatient(await due(on)), 'mail is quiet by itself').toEqual(['patient reminder email']);
      await ahead(on, 270);
      const [claimed] = await due(on);
      expect(claimed?.notice).toMatchObject({ channel: 'sms', attempts: 0 });
    }));

  test('is not sent when their end is too late', () =>
    scene(sql, async (on) => {
      const id = await atNight(on, '22:00', '05:01');
      await ahead(on, 480);
      expect(ofPatient(await due(on))).toEqual([]);
      expect(await reminderFates(on, clinic, id)).toContain('patient 480 sms: cancelled quiet_hours');
    }));

  test('is measured by the clock of the person, not of the practice', () =>
    scene(sql, async (on) => {
      await atNight(on, '22:00', '04:30', 'Pacific/Auckland');
      await ahead(on, 480);
      expect(ofPatient(await due(on))).toEqual(['patient reminder sms']);
    }));

  test('of a notice waits as well: push does, mail and the inbox do not', () =>
    scene(sql, async (on) => {
      const { profile_id } = clinic.patient;
      await subscribe(on, profile_id);
      await wish(on, profile_id, { quiet_from: '08:00', quiet_until: '12:00' }); // the scene begins at 09:00
      await visit(on, clinic, slot(0));
      const found = await claimAll(on, clinic, 'notifications');
      expect(ofPatient(found)).toEqual(['patient visit_confirmed email']);
      for (const one of found) await settle(on, one, 'sent');
      await on.at(179);
      expect(ofPatient(await claimAll(on, clinic, 'notifications'))).toEqual([]);
      await on.at(180);
      const [push] = await claimAll(on, clinic, 'notifications');
      expect(push?.notice).toMatchObject({ channel: 'push', kind: 'visit_confirmed' });
      if (push) expect((await messageRow(on, push)).attempts).toBe(1);
    }));
});
