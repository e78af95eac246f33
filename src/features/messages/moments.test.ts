import { expect, test } from 'vitest';
import { dayName, longDay, momentText, shortDay } from './moments.ts';

const now = Date.parse('2026-03-02T22:30:00Z');
const london = 'Europe/London';
const start = '2026-03-03T10:30:00Z';
const end = '2026-03-03T11:00:00Z';

test('today and yesterday are those of the reader’s calendar', () => {
  expect(dayName('2026-03-02', london, now)).toBe('today');
  expect(dayName('2026-03-01', london, now)).toBe('yesterday');
  expect(dayName('2026-02-28', london, now)).toEqual({ date: '2026-02-28' });
  // There it is tomorrow already.
  expect(dayName('2026-03-02', 'Asia/Tokyo', now)).toBe('yesterday');
});

test('a year is named when it is another one', () => {
  expect(longDay('2026-02-24', london, now)).toMatch(/^Tuesday,? (24 February|February 24)$/);
  expect(longDay('2025-02-24', london, now)).toMatch(/2025/);
  expect(shortDay('2025-12-31', london, now)).toMatch(/2025/);
});

test('the clock is named only where the practice’s shows another time at that moment', () => {
  const text = (zone: string, practiceZone: string) => momentText(start, end, { zone, practiceZone, now });
  expect(text(london, london)).toMatch(/^Tue.*March.*10:30.*11:00/);
  expect(text(london, 'Europe/Lisbon')).not.toMatch(/GMT/);
  expect(text('America/New_York', london)).toMatch(/^Tue.*March.*5:30.*6:00.*, New York \(GMT-5\)$/);
  expect(momentText(start, undefined, { zone: london, practiceZone: london, now })).not.toMatch(/11:00/);
});
