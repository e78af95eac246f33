/**
 * Series against an expansion that shares nothing with ours: python3-icalendar and python3-recurring-ical-events (dateutil),
 * and Temporal for local times that are skipped or repeated.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seed } from '../../../../../tests/support/random.ts';
import { readCalendarObject } from './calendar-object.ts';
import { zoneNamed } from './zone.ts';

const program = `
import sys, json, datetime, icalendar, recurring_ical_events
utc = datetime.timezone.utc
for line in sys.stdin:
    ask = json.loads(line)
    begin, until = (datetime.datetime.fromisoformat(ask[name]) for name in ("start", "end"))
    # At the very beginning of the window it forgets an occurrence now and then: it is asked for more and cut to the window.
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(ask["text"])).between(begin - datetime.timedelta(days=9), until)
    out = []
    for event in found:
        if str(event.get("STATUS")) == "CANCELLED": continue
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if not isinstance(start, datetime.datetime):
            if end > begin.date(): out.append([str(start), str(end)])
        elif start < until and end > begin:
            out.append([t.astimezone(utc).strftime("%Y-%m-%dT%H:%M:%SZ") for t in (start, end)])
    print(json.dumps(sorted(out)), flush=True)
`;

const python = ['/usr/bin/python3', 'python3'].find(
  (name) => spawnSync(name, ['-c', 'import icalendar, recurring_ical_events']).status === 0,
);
const reason = python ? '' : ' (skipped: python3 with icalendar and recurring_ical_events is not installed)';

let expander: ChildProcess;
let lines: AsyncIterator<string>;
beforeAll(() => {
  if (!python) return;
  expander = spawn(python, ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface({ input: expander.stdout! })[Symbol.asyncIterator]();
});
afterAll(() => {
  expander?.stdin?.end();
});

async function independently(text: string, start: string, end: string): Promise<string[][]> {
  expander.stdin!.write(
    `${JSON.stringify({ text, start: start.replace('Z', '+00:00'), end: end.replace('Z', '+00:00') })}\n`,
  );
  return JSON.parse((await lines.next()).value as string) as string[][];
}

const zones = [
  'Europe/Zurich',
  'Europe/London',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/St_Johns',
  'Asia/Tokyo',
  'Pacific/Chatham',
];
const pad = (n: number) => String(n).padStart(2, '0');
const compact = (t: Temporal.PlainDateTime) =>
  `${t.year}${pad(t.month)}${pad(t.day)}T${pad(t.hour)}${pad(t.minute)}${pad(t.second)}`;
const object = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    ...events.flatMap((e) => ['BEGIN:VEVENT', 'UID:u', 'DTSTAMP:20260101T000000Z', ...e, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const someDays = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 4 });
const months = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 });
const monthDays = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 })), {
  minLength: 1,
  maxLength: 4,
});
const nth = fc
  .tuple(fc.constantFrom(-5, -2, -1, 1, 2, 3, 4, 5), fc.constantFrom(...weekdays))
  .map(([n, day]) => `${n}${day}`);
const rules = fc.oneof(
  fc.constant('FREQ=DAILY'),
  months.map((m) => `FREQ=DAILY;BYMONTH=${m.join()}`),
  someDays.map((d) => `FREQ=DAILY;BYDAY=${d.join()}`),
  fc.constant('FREQ=WEEKLY'),
  fc.tuple(someDays, fc.constantFrom(...weekdays)).map(([d, w]) => `FREQ=WEEKLY;WKST=${w};BYDAY=${d.join()}`),
  fc.constant('FREQ=MONTHLY'),
  monthDays.map((d) => `FREQ=MONTHLY;BYMONTHDAY=${d.join()}`),
  fc.array(nth, { minLength: 1, maxLength: 3 }).map((d) => `FREQ=MONTHLY;BYDAY=${d.join()}`),
  fc.tuple(someDays, fc.constantFrom(1, 2, -1, -2)).map(([d, p]) => `FREQ=MONTHLY;BYDAY=${d.join()};BYSETPOS=${p}`),
  fc.tuple(someDays, monthDays).map(([d, m]) => `FREQ=MONTHLY;BYDAY=${d.join()};BYMONTHDAY=${m.join()}`),
  fc.constant('FREQ=YEARLY'),
  fc.tuple(months, monthDays).map(([m, d]) => `FREQ=YEARLY;BYMONTH=${m.join()};BYMONTHDAY=${d.join()}`),
  fc.tuple(months, nth).map(([m, d]) => `FREQ=YEARLY;BYMONTH=${m.join()};BYDAY=${d}`),
  fc
    .tuple(
      fc.integer({ min: -20, max: 52 }).filter((n) => n !== 0),
      someDays,
    )
    .map(([n, d]) => `FREQ=YEARLY;BYWEEKNO=${n};BYDAY=${d.join()}`),
  fc
    .integer({ min: -366, max: 366 })
    .filter((n) => n !== 0)
    .map((n) => `FREQ=YEARLY;BYYEARDAY=${n}`),
  fc.integer({ min: 1, max: 30 }).map((n) => `FREQ=HOURLY;INTERVAL=${n}`),
);

const series = fc.record({
  zone: fc.constantFrom(...zones),
  day: fc.integer({ min: -4000, max: 200 }),
  // Not in the small hours, where clocks change: pytz takes the second occurrence of a repeated time, RFC 5545 the first.
  hour: fc.integer({ min: 5, max: 22 }),
  minute: fc.constantFrom(0, 15, 30, 59),
  minutes: fc.constantFrom(15, 30, 45, 60),
  rule: rules,
  interval: fc.constantFrom(1, 1, 1, 2, 3),
  end: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 400 }).map((n) => `COUNT=${n}`),
    fc.integer({ min: -100, max: 300 }),
  ),
  changes: fc.array(
    fc.record({
      which: fc.nat(30),
      what: fc.constantFrom('exdate', 'moved', 'cancelled'),
      by: fc.integer({ min: -60, max: 60 }),
    }),
    { maxLength: 5 },
  ),
  from: fc.integer({ min: 0, max: 365 }),
});

test.skipIf(!python)(
  `series agree with an independent expansion, in many zones across changes of the clocks${reason}`,
  async () => {
    await fc.assert(
      fc.asyncProperty(series, async (drawn) => {
        const hourly = drawn.rule.includes('HOURLY');
        // Rules within a day reach the small hours: only where clocks do not change.
        const given = hourly ? { ...drawn, zone: 'Asia/Tokyo' } : drawn;
        const base = Temporal.PlainDate.from('2026-01-01');
        const start = base.add({ days: given.day }).toPlainDateTime({ hour: given.hour, minute: given.minute });
        const tz = `;TZID=${given.zone}:`;
        const times = (at: Temporal.PlainDateTime) => [
          `DTSTART${tz}${compact(at)}`,
          `DTEND${tz}${compact(at.add({ minutes: given.minutes }))}`,
        ];
        let rule = given.rule.includes('INTERVAL') ? given.rule : `${given.rule};INTERVAL=${given.interval}`;
        if (typeof given.end === 'string') rule += `;${given.end}`;
        if (typeof given.end === 'number') {
          // dateutil refuses UNTIL before DTSTART, and reads it with the offset that DTSTART has: hours away from any time.
          const until = base.add({ days: Math.max(given.end, given.day + 1) }).toPlainDateTime({ hour: 2 });
          rule += `;UNTIL=${compact(until.toZonedDateTime(given.zone).withTimeZone('UTC').toPlainDateTime())}Z`;
        }
        // What the rule alone says: to make DTSTART its first occurrence, and to choose exceptions that exist.
        const window = (days: number, length: number) => {
          const first = base.add({ days });
          return { start: `${first}T00:00:00Z`, end: `${first.add({ days: length })}T00:00:00Z` };
        };
        const at = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(given.zone).toPlainDateTime();
        const plain = readCalendarObject(object([...times(start), `RRULE:${rule}`]), {
          window: window(given.day - 1, hourly ? 60 : 800),
          floatingZone: 'UTC',
        });
        const first = plain.busy[1] ? at(plain.busy[1].start) : start;
        const isFirst = typeof given.end === 'string' || hourly ? start : first;
        const master = [...times(isFirst), `RRULE:${rule}`];
        const { start: from, end: to } = window(given.from, 60);
        const inWindow = readCalendarObject(object(master), {
          window: { start: from, end: to },
          floatingZone: 'UTC',
        }).busy;
        const overrides: string[][] = [];
        const touched = new Set<string>();
        // That library knows exceptions by their day: only where a day has one occurrence.
        for (const { which, what, by } of hourly ? [] : given.changes) {
          const target = inWindow[which % Math.max(1, inWindow.length)];
          if (!target || touched.has(target.start)) continue;
          touched.add(target.start);
          const original = at(target.start);
          if (original.equals(isFirst)) continue;
          if (what === 'exdate') master.push(`EXDATE${tz}${compact(original)}`);
          else {
            const moved = original.add({ days: by }).with({ hour: 12 });
            overrides.push([
              ...times(moved),
              `RECURRENCE-ID${tz}${compact(original)}`,
              ...(what === 'cancelled' ? ['STATUS:CANCELLED'] : []),
            ]);
          }
        }
        const text = object(master, ...overrides);
        const ours = readCalendarObject(text, { window: { start: from, end: to }, floatingZone: 'UTC' });
        const theirs = await independently(text, from, to);
        expect(
          ours.busy.map(({ start, end }) => [start, end]),
          text,
        ).toEqual(theirs);
      }),
      { seed, numRuns: 120 },
    );
  },
  60_000,
);

test.skipIf(!python)(`whole days agree with an independent expansion${reason}`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -1500, max: 100 }),
      fc.integer({ min: 1, max: 4 }),
      rules,
      fc.integer({ min: 0, max: 300 }),
      async (day, length, rule, fromDay) => {
        fc.pre(!rule.includes('HOURLY'));
        const base = Temporal.PlainDate.from('2026-01-01');
        const date = (d: Temporal.PlainDate) => d.toString().replaceAll('-', '');
        const build = (start: Temporal.PlainDate) =>
          object([
            `DTSTART;VALUE=DATE:${date(start)}`,
            `DTEND;VALUE=DATE:${date(start.add({ days: length }))}`,
            `RRULE:${rule}`,
          ]);
        const window = (d: number, n: number) => ({
          start: `${base.add({ days: d })}T00:00:00Z`,
          end: `${base.add({ days: d + n })}T00:00:00Z`,
        });
        const probe = readCalendarObject(build(base.add({ days: day })), {
          window: window(day, 1000),
          floatingZone: 'UTC',
        }).busy[1];
        if (!probe) return;
        const text = build(Temporal.PlainDate.from(probe.start.slice(0, 10)));
        const { start, end } = window(fromDay, 80);
        const ours = readCalendarObject(text, { window: { start, end }, floatingZone: 'UTC' }).busy;
        const theirs = await independently(text, start, end);
        expect(
          ours.map((range) => [range.start.slice(0, 10), range.end.slice(0, 10)]),
          text,
        ).toEqual(theirs);
      },
    ),
    { seed, numRuns: 60 },
  );
});

test('local times that are skipped or repeated are read as Temporal reads them', () => {
  const near = fc.record({
    zone: fc.constantFrom(
      'Europe/Zurich',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
      'America/St_Johns',
    ),
    hour: fc.nat(365 * 24 * 3),
    minute: fc.nat(59),
  });
  fc.assert(
    fc.property(near, ({ zone, hour, minute }) => {
      const local = Temporal.PlainDateTime.from('2025-01-01T00:00').add({ hours: hour, minutes: minute });
      const expected = local.toZonedDateTime(zone).epochMilliseconds;
      const wall = local.toZonedDateTime('UTC').epochMilliseconds;
      const ours = zoneNamed(zone, Date.UTC(2028, 0, 1))!;
      expect(ours.toInstant(wall)).toBe(expected);
      expect(ours.toWall(expected)).toBe(
        Temporal.Instant.fromEpochMilliseconds(expected)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .toZonedDateTime('UTC').epochMilliseconds,
      );
    }),
    { seed, numRuns: 4000 },
  );
});
