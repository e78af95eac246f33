import { describe, expect, test } from 'vitest';
import { guessCountry, holidayDays, openHolidayBook } from './holidays.ts';
import { toOverride, withExisting } from './imports.ts';

const holiday = (date: string, start: string, end: string) => ({
  date,
  start: new Date(start),
  end: new Date(end),
  name: 'Day',
  type: 'public',
});
const dates = (found: ReturnType<typeof holidayDays>) => found.map(({ date, times }) => (times ? [date, times] : date));

describe('one holiday becomes days', () => {
  test('a whole day, also one on which the clocks change', () => {
    expect(dates(holidayDays(holiday('2026-12-25 00:00:00', '2026-12-24T23:00:00Z', '2026-12-25T23:00:00Z')))).toEqual([
      '2026-12-25',
    ]);
    expect(dates(holidayDays(holiday('2027-03-28 00:00:00', '2027-03-27T23:00:00Z', '2027-03-28T22:00:00Z')))).toEqual([
      '2027-03-28',
    ]);
  });
  test('one that begins at sunset is on its civil date; three days are three', () => {
    expect(
      dates(holidayDays(holiday('2026-04-02 00:00:00 -0600', '2026-04-01T15:00:00Z', '2026-04-02T15:00:00Z'))),
    ).toEqual(['2026-04-02']);
    expect(
      dates(holidayDays(holiday('2026-03-19 00:00:00 -0600', '2026-03-18T15:00:00Z', '2026-03-21T15:00:00Z'))),
    ).toEqual(['2026-03-19', '2026-03-20', '2026-03-21']);
  });
  test('from two in the afternoon is a part of the day', () => {
    expect(dates(holidayDays(holiday('2026-12-24 14:00:00', '2026-12-24T13:00:00Z', '2026-12-24T23:00:00Z')))).toEqual([
      ['2026-12-24', { start: '14:00', end: '00:00' }],
    ]);
  });
});

test('the country of the practice’s clock; the language only decides between those that share it', () => {
  const zones = new Map([
    ['DE', ['Europe/Berlin']],
    ['AO', ['Africa/Lagos']],
    ['NG', ['Africa/Lagos']],
    ['US', ['America/New_York']],
  ]);
  expect(guessCountry('Europe/Berlin', 'en-US', zones)).toBe('DE');
  expect(guessCountry('Africa/Lagos', 'en-NG', zones)).toBe('NG');
  expect(guessCountry('UTC', 'en-US', zones)).toBe('US');
  expect(guessCountry('UTC', 'not a locale!', zones)).toBeUndefined();
});

test('the real book: countries by name, states, public holidays only unless all are wanted', async () => {
  const book = await openHolidayBook('en');
  expect(book.countries.find(({ code }) => code === 'DE')).toMatchObject({ name: 'Germany' });
  expect(book.states('DE').map(({ code }) => code)).toContain('BY');
  const days = (state: string, everyKind = false) =>
    book.days({ country: 'DE', state, years: [2026], everyKind }).map(({ date }) => date);
  expect(days('')).toContain('2026-10-03');
  expect(days('')).not.toContain('2026-01-06');
  expect(days('BY')).toContain('2026-01-06');
  expect(days('', true).length).toBeGreaterThan(days('').length);
});

test('what is there already is marked, and long titles fit the column', () => {
  const existing = {
    override_id: 'o1',
    override_date: '2026-12-25',
    is_available: false,
    start_time: null,
    end_time: null,
    reason: null,
    override_type: 'vacation' as const,
  };
  const day = { date: '2026-12-25', title: 'x'.repeat(900), times: undefined };
  expect(withExisting([day], [existing])[0]?.existing).toBe(existing);
  expect(toOverride(day).reason).toHaveLength(500);
});
