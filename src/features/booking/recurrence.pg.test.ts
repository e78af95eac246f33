/** The dates that the form shows are the dates that the database books: one rule, expanded twice, never apart. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../tests/support/sql.ts';
import { instant } from '../../../tests/support/time.ts';
import { addDays, dayOf } from '../../lib/time.ts';
import { expand, frequencies, mostVisits, type Recurrence, toRule } from './recurrence.ts';

const sql = database();
afterAll(() => sql.end());

const zones = ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Tokyo'];

const recurrence = (first: string) =>
  fc.record({
    frequency: fc.constantFrom(...frequencies.filter((one) => one !== 'never')),
    weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 })),
    ends: fc.constantFrom('count' as const, 'date' as const),
    count: fc.integer({ min: 2, max: mostVisits }),
    until: fc.integer({ min: 1, max: 500 }).map((days) => addDays(first, days)),
  });

const series = fc
  .record({
    zone: fc.constantFrom(...zones),
    day: fc.integer({ min: 0, max: 800 }).map((days) => addDays('2027-01-01', days)),
    minutes: fc.integer({ min: 0, max: 287 }).map((steps) => steps * 5),
    weekStart: fc.constantFrom(0, 1, 6),
  })
  .chain(({ zone, day, minutes, weekStart }) => {
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const start = new Date(instant(`${day}T${clock}`, zone)).toISOString();
    // A reading that the clocks skip is another one, perhaps of another day.
    const first = dayOf(start, zone);
    return recurrence(first).map((rule): [Recurrence, string, string, string, number] => [
      rule,
      start,
      first,
      zone,
      weekStart,
    ]);
  });

async function inDatabase(rule: string, start: string, zone: string): Promise<string[] | 'too many'> {
  try {
    const [row] = await sql<{ starts: Date[] }[]>`
      select private.expand_recurrence(${rule}, ${start}::timestamptz, ${zone}) as starts`;
    return (row?.starts ?? []).map((at) => at.toISOString());
  } catch (error) {
    if (/at most 104/.test(String(error))) return 'too many';
    throw error;
  }
}

test('[BK13] [BK14] the dates shown are the dates booked, in every zone and across clock changes', async () => {
  await fc.assert(
    fc.asyncProperty(series, async ([rule, start, first, zone, weekStart]) => {
      const shown = expand(rule, start, zone, weekStart);
      const booked = await inDatabase(toRule(rule, first, weekStart), start, zone);
      expect(shown.length > mostVisits ? 'too many' : shown).toEqual(booked);
    }),
    { numRuns: 300, seed: Number(process.env.CARESLOT_SEED ?? 1) },
  );
});
