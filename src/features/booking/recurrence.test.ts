import { describe, expect, test } from 'vitest';
import { expand, mostVisits, type Recurrence, toRule } from './recurrence.ts';

const every = (frequency: Recurrence['frequency'], change: Partial<Recurrence> = {}): Recurrence => ({
  frequency,
  weekdays: [],
  ends: 'count',
  count: 4,
  until: '2027-02-01',
  ...change,
});
/** A Tuesday at 10:30 in New York. */
const tuesday = '2026-11-24T15:30:00.000Z';
const zone = 'America/New_York';
const days = (starts: readonly string[]) => starts.map((start) => start.slice(0, 10));

describe('the rule', () => {
  test.each([
    [every('daily'), 'FREQ=DAILY;COUNT=4'],
    [every('weekly'), 'FREQ=WEEKLY;BYDAY=TU;WKST=MO;COUNT=4'],
    [every('weekly', { weekdays: [4, 0] }), 'FREQ=WEEKLY;BYDAY=SU,TU,TH;WKST=MO;COUNT=4'],
    [every('fortnightly'), 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO;COUNT=4'],
    [every('monthly', { ends: 'date' }), 'FREQ=MONTHLY;UNTIL=20270201'],
  ])('%j is %s', (recurrence, rule) => {
    expect(toRule(recurrence, '2026-11-24', 1)).toBe(rule);
  });
});

describe('its dates', () => {
  test('every day, every week, every second week', () => {
    expect(days(expand(every('daily', { count: 2 }), tuesday, zone, 1))).toEqual(['2026-11-24', '2026-11-25']);
    expect(days(expand(every('weekly', { count: 2 }), tuesday, zone, 1))).toEqual(['2026-11-24', '2026-12-01']);
    expect(days(expand(every('fortnightly', { count: 2 }), tuesday, zone, 1))).toEqual(['2026-11-24', '2026-12-08']);
  });
  test('on several weekdays, none before the first visit', () => {
    const twice = every('weekly', { weekdays: [1], count: 3 });
    expect(days(expand(twice, tuesday, zone, 1))).toEqual(['2026-11-24', '2026-11-30', '2026-12-01']);
  });
  test('where the week begins decides which days of every second week belong together', () => {
    const paired = every('fortnightly', { weekdays: [0], count: 3 });
    expect(days(expand(paired, tuesday, zone, 1))).toEqual(['2026-11-24', '2026-11-29', '2026-12-08']);
    expect(days(expand(paired, tuesday, zone, 0))).toEqual(['2026-11-24', '2026-12-06', '2026-12-08']);
  });
  test('a month without that day is left out', () => {
    const ends = expand(every('monthly', { count: 3 }), '2027-01-31T12:00:00.000Z', 'UTC', 1);
    expect(days(ends)).toEqual(['2027-01-31', '2027-03-31', '2027-05-31']);
  });
  test('the clock of the zone stays the same across a change of the clocks', () => {
    const starts = expand(every('weekly', { count: 2 }), '2027-03-09T15:30:00.000Z', zone, 1);
    expect(starts).toEqual(['2027-03-09T15:30:00.000Z', '2027-03-16T14:30:00.000Z']);
  });
  test('the last possible day counts', () => {
    const until = every('weekly', { ends: 'date', until: '2026-12-08' });
    expect(days(expand(until, tuesday, zone, 1))).toEqual(['2026-11-24', '2026-12-01', '2026-12-08']);
  });
  test('too many are seen as too many, and not computed for ever', () => {
    const forever = every('daily', { ends: 'date', until: '2099-01-01' });
    expect(expand(forever, tuesday, zone, 1)).toHaveLength(mostVisits + 1);
  });
});
