/** Opening hours across every change of the clocks in the next two years, against Node's own tz database. */
import { beforeAll, expect, test } from 'vitest';
import { createPractice, type Practice, weekly } from '../../support/factory.ts';
import { database, rolledBack, setNow, type Transaction } from '../../support/sql.ts';
import { day, hour, minute } from '../../support/time.ts';
import { localSpan } from './oracle.ts';
import { openSlots } from './questions.ts';
import { dateAt, dates, instantOf, readingOf, spoken, type Transition, transitions } from './wall-clock.ts';
import { agreedZones, clock, inTwoYears, today, zones } from './zones.ts';

const sql = database();
const everyDay = [0, 1, 2, 3, 4, 5, 6];
let agreed: string[];

beforeAll(async () => {
  agreed = await agreedZones(sql, zones, today, inTwoYears);
});

interface Shape {
  start_time: string;
  end_time: string;
  slot_duration_minutes: number;
}

const fixedShapes: Shape[] = [
  { start_time: '09:00', end_time: '17:00', slot_duration_minutes: 30 },
  { start_time: '00:00', end_time: '06:00', slot_duration_minutes: 30 },
  { start_time: '22:00', end_time: '06:00', slot_duration_minutes: 45 },
  { start_time: '23:00', end_time: '24:00', slot_duration_minutes: 20 },
  { start_time: '00:00', end_time: '00:00', slot_duration_minutes: 60 },
];

/** Hours that begin, end or lie altogether in what this change skips or repeats. */
function shapesAt({ at, before, after }: Transition): Shape[] {
  const odd = at + Math.min(before, after);
  const size = Math.abs(after - before);
  const middle = odd + size / 2;
  const from = (start: number, end: number, slot_duration_minutes: number): Shape => ({
    start_time: clock(start),
    end_time: clock(end),
    slot_duration_minutes,
  });
  return [
    from(middle, middle + 3 * hour, 30),
    from(middle - 3 * hour, middle, 30),
    from(odd, odd + size, 10),
    from(odd + 5 * minute, odd + size - 5 * minute, 5),
    from(odd - 2 * hour, odd + 2 * hour, 15),
    from(middle, odd + size, 5),
  ];
}

function expected(zone: string, shape: Shape, from: number, until: number): number[] {
  const length = shape.slot_duration_minutes * minute;
  const found = new Set<number>();
  for (const date of dates(dateAt('UTC', from - 2 * day), dateAt('UTC', until + 2 * day))) {
    const { start, end } = localSpan(zone, date, shape.start_time, shape.end_time);
    for (let at = start; at + length <= end; at += length) if (at >= from && at + length <= until) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}

/** One clinician without a login per shape, so that one question compares them all. */
async function clinicians(practice: Practice, count: number): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { clinician_id } = await practice.clinician({ hours: weekly('09:00', '17:00', everyDay) });
    made.push(clinician_id);
  }
  return made;
}

async function setHours(tx: Transaction, ids: string[], zone: string, shapes: Shape[]): Promise<void> {
  await tx`
    update public.clinician_availability a
    set timezone = ${zone}, start_time = s.start_time, end_time = s.end_time, slot_duration_minutes = s.length
    from unnest(${ids.slice(0, shapes.length)}::uuid[], ${shapes.map((s) => s.start_time)}::time[],
      ${shapes.map((s) => s.end_time)}::time[], ${shapes.map((s) => s.slot_duration_minutes)}::integer[])
      s (clinician_id, start_time, end_time, length)
    where a.clinician_id = s.clinician_id`;
}

async function compare(tx: Transaction, ids: string[], zone: string, shapes: Shape[], from: number, until: number) {
  const rows = await openSlots(tx, { clinicians: ids, from, until });
  for (const [n, shape] of shapes.entries()) {
    const given = rows.filter((row) => row.clinician_id === ids[n]).map((row) => row.start);
    const wanted = expected(zone, shape, from, until);
    // Spelled out only for the message: writing local times is slow.
    if (given.join() !== wanted.join())
      expect(
        given.map((at) => spoken(zone, at)),
        `${zone} ${JSON.stringify(shape)}`,
      ).toEqual(wanted.map((at) => spoken(zone, at)));
  }
}

test('[AV1] [AV2] [AV12] every change of the clocks in the next two years in over 40 zones gives the slots of Node’s calendar', async () => {
  expect(agreed.length).toBeGreaterThanOrEqual(45);
  let changes = 0;
  await rolledBack(sql, async (tx) => {
    await setNow(tx, new Date(today - 3 * day));
    const practice = await createPractice(tx);
    const ids = await clinicians(practice, fixedShapes.length + 6);
    for (const [n, zone] of agreed.entries()) {
      // What the session shows times in must not matter.
      await tx`select set_config('timezone', ${agreed[(n * 7 + 3) % agreed.length] ?? 'UTC'}, true)`;
      for (const change of transitions(zone, today, inTwoYears)) {
        const shapes = [...fixedShapes, ...shapesAt(change)];
        await setHours(tx, ids, zone, shapes);
        // The range begins at an odd minute, differently for each zone.
        const from = change.at - 50 * hour - ((n * 37) % 1440) * minute;
        await compare(tx, ids, zone, shapes, from, change.at + 60 * hour);
        changes += 1;
      }
    }
  });
  expect(changes).toBeGreaterThanOrEqual(100);
});

test('[AV12] a range that only touches the day of a change, or one slot of it, gives the same slots as a long one', async () => {
  const few = ['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Antarctica/Troll'];
  await rolledBack(sql, async (tx) => {
    await setNow(tx, new Date(today - 3 * day));
    const practice = await createPractice(tx);
    const ids = await clinicians(practice, fixedShapes.length);
    for (const zone of agreed.filter((name) => few.includes(name))) {
      await setHours(tx, ids, zone, fixedShapes);
      for (const change of transitions(zone, today, inTwoYears)) {
        await setNow(tx, new Date(change.at - 201 * day));
        for (let from = change.at - 6 * hour; from < change.at + 6 * hour; from += 50 * minute)
          await compare(tx, ids, zone, fixedShapes, from, from + 61 * minute);
        await compare(tx, ids, zone, fixedShapes, change.at - 100 * day, change.at + 20 * day);
      }
    }
  });
});

test('[AV1] the first slot of the day is at the same local time before and after each change', async () => {
  await rolledBack(sql, async (tx) => {
    await setNow(tx, new Date(today - 10 * day));
    const practice = await createPractice(tx);
    const ids = await clinicians(practice, 1);
    for (const zone of agreed) {
      await setHours(tx, ids, zone, fixedShapes.slice(0, 1));
      for (const { at } of transitions(zone, today, inTwoYears)) {
        const rows = await openSlots(tx, { clinicians: ids, from: at - 4 * day, until: at + 4 * day });
        const starts = new Map<string, string>();
        for (const { start } of rows) {
          const local = spoken(zone, start);
          starts.set(local.slice(0, 10), starts.get(local.slice(0, 10)) ?? local.slice(11, 16));
        }
        expect([...new Set([...starts.values()].slice(1))], zone).toEqual(['09:00']);
        expect(starts.size, zone).toBeGreaterThanOrEqual(8);
      }
    }
  });
});

test('[AV1] a slot at each hour of the day is found in every zone, the late evening too', async () => {
  await rolledBack(sql, async (tx) => {
    await setNow(tx, new Date(today));
    const practice = await createPractice(tx);
    const hours = Array.from({ length: 24 }, (_, h) => clock(h * hour));
    const { clinician_id } = await practice.clinician({
      hours: hours.flatMap((time, h) => weekly(time, clock(h * hour + 30 * minute), everyDay)),
    });
    for (const zone of agreed) {
      await tx`update public.clinician_availability set timezone = ${zone} where clinician_id = ${clinician_id}`;
      // A day on which no clock changes, the third from a random one.
      const changes = transitions(zone, today, inTwoYears);
      const date = dates(dateAt('UTC', today + 20 * day), dateAt('UTC', today + 60 * day)).find(
        (d) => !changes.some((c) => Math.abs(c.at - Date.parse(d)) < 3 * day),
      );
      const from = instantOf(zone, readingOf(date ?? '', '00:00'));
      const rows = await openSlots(tx, { clinicians: [clinician_id], from, until: from + day });
      expect(
        rows.map((row) => spoken(zone, row.start).slice(11, 16)),
        zone,
      ).toEqual(hours);
    }
  });
});

test.each([
  { zone: 'America/New_York', date: '2027-03-14', slots: 10, why: 'an hour is skipped' },
  { zone: 'America/New_York', date: '2027-11-07', slots: 14, why: 'an hour is repeated' },
  { zone: 'America/New_York', date: '2027-06-01', slots: 12, why: 'nothing changes' },
  { zone: 'Australia/Lord_Howe', date: '2027-10-03', slots: 11, why: 'half an hour is skipped' },
  { zone: 'Australia/Lord_Howe', date: '2027-04-04', slots: 13, why: 'half an hour is repeated' },
])('[AV12] 00:00 to 06:00 has $slots half hours in $zone on $date, when $why', async ({ zone, date, slots }) => {
  await rolledBack(sql, async (tx) => {
    await setNow(tx, '2026-12-01T00:00:00Z');
    const practice = await createPractice(tx);
    const [id = ''] = await clinicians(practice, 1);
    await setHours(tx, [id], zone, [{ start_time: '00:00', end_time: '06:00', slot_duration_minutes: 30 }]);
    const from = Date.parse(`${date}T00:00:00Z`) - day;
    const rows = await openSlots(tx, { clinicians: [id], from, until: from + 3 * day });
    const local = rows.map((row) => spoken(zone, row.start)).filter((at) => at.startsWith(date));
    expect(local).toHaveLength(slots);
    expect(new Set(local).size, 'a repeated hour is told apart by its offset').toBe(slots);
  });
});
