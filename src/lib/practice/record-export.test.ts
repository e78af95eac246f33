import { expect, test } from 'vitest';
import { exportFilter } from './record-export.ts';

const ids = (count: number) =>
  Array.from({ length: count }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

test('what was not filtered by is left out', () => {
  const filter = { status: [], from: undefined, q: false, to: '', who: 'system' };
  expect(exportFilter(filter)).toEqual({ who: 'system' });
  expect(exportFilter({})).toEqual({});
});

test('the fullest filter stays below what the trail keeps, long lists by their length', () => {
  const filter = {
    status: ['requested', 'confirmed', 'in_progress', 'completed', 'no_show'],
    clinician_id: ids(12),
    appointment_type: Array.from({ length: 12 }, (_, n) => `${'x'.repeat(58)}${String(n).padStart(2, '0')}`),
    location_type: ['in_person', 'video', 'phone'],
    from: '2026-11-20',
    to: '2026-12-20',
    q: true,
  };
  expect(exportFilter(filter)).toEqual(filter);
  expect(JSON.stringify(filter).length).toBeLessThan(1_900);
  expect(exportFilter({ clinician_id: ids(13) })).toEqual({ clinician_id: 13 });
});
