import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appointmentStatuses, locationTypes } from '../../lib/appointments/schema.ts';
import { activeFilters, defaultLocation, formatLocation, type ListLocation, parseLocation } from './location.ts';
import { preset, presetNames, presetOf } from './presets.ts';

const today = '2026-11-20';
const clinician = '00000000-0000-4000-8000-000000000002';

describe('the address of the list', () => {
  test('alone it means the coming four weeks without the cancelled ones', () => {
    const location = parseLocation('', today);
    expect(location).toMatchObject({ from: '2026-11-20', to: '2026-12-17', newestFirst: false, search: '' });
    expect(location.status).toEqual(['requested', 'confirmed', 'in_progress', 'completed', 'no_show']);
    expect(formatLocation(location, today)).toBe('');
  });

  test('one date leaves the other side open', () => {
    expect(parseLocation('from=2026-11-25', today)).toMatchObject({ from: '2026-11-25', to: undefined });
    expect(parseLocation('to=2026-11-25', today)).toMatchObject({ from: undefined, to: '2026-11-25' });
    expect(parseLocation('dates=all', today)).toMatchObject({ from: undefined, to: undefined });
  });

  test('is readable', () => {
    const location = parseLocation(`status=requested,confirmed&clinician=${clinician}&q=Zo%C3%AB&sort=newest`, today);
    expect(formatLocation(location, today)).toBe(
      `status=requested,confirmed&clinician=${clinician}&q=Zo%C3%AB&sort=newest`,
    );
  });

  test('what it cannot mean counts as absent', () => {
    const hostile = 'status=bogus&clinician=1;drop&type=a)b&location=moon&from=2026-02-30&to=soon&sort=x&visit=1';
    expect(parseLocation(hostile, today)).toEqual(defaultLocation(today));
  });

  test('every list that can be shown has an address of its own', () => {
    const date = fc.option(fc.constantFrom('2026-01-01', '2026-11-20', '2026-12-17', '2027-05-05'), { nil: undefined });
    const status = fc.subarray([...appointmentStatuses], { minLength: 1 });
    const places = fc.subarray([...locationTypes]);
    const arbitrary = fc.record({
      status: status.map((chosen) => (chosen.length === appointmentStatuses.length ? [] : chosen)),
      clinicianIds: fc.uniqueArray(fc.uuid(), { maxLength: 3 }),
      types: fc.subarray(['follow_up', 'video_call']),
      places: places.map((chosen) => (chosen.length === locationTypes.length ? [] : chosen)),
      from: date,
      to: date,
      search: fc.string({ maxLength: 20 }).map((text) => text.trim()),
      newestFirst: fc.boolean(),
      visitId: fc.option(fc.uuid(), { nil: undefined }),
    });
    fc.assert(
      fc.property(arbitrary, (location: ListLocation) => {
        expect(parseLocation(formatLocation(location, today), today)).toEqual(location);
      }),
    );
  });

  test('no address breaks it', () => {
    const part = fc.tuple(
      fc.constantFrom('status', 'clinician', 'type', 'location', 'from', 'to', 'q', 'visit'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const location = parseLocation(new URLSearchParams(parts).toString(), today);
        expect(parseLocation(formatLocation(location, today), today)).toEqual(location);
      }),
    );
  });
});

describe('presets', () => {
  test.each(presetNames)('%s is recognised again from its address', (name) => {
    const chosen = preset(name, defaultLocation(today), today, 1);
    expect(presetOf(parseLocation(formatLocation(chosen, today), today), today, 1)).toBe(name);
  });

  test('they keep whose visits they are', () => {
    const mine = { ...defaultLocation(today), clinicianIds: [clinician], search: 'Ann' };
    expect(preset('today', mine, today, 1)).toMatchObject({
      clinicianIds: [clinician],
      search: '',
      from: today,
      to: today,
    });
  });

  test('the week begins on the first day of the reader’s week', () => {
    expect(preset('week', defaultLocation(today), today, 1)).toMatchObject({ from: '2026-11-16', to: '2026-11-22' });
    expect(preset('week', defaultLocation(today), today, 0)).toMatchObject({ from: '2026-11-15', to: '2026-11-21' });
  });

  test('filters that differ from the default are counted', () => {
    expect(activeFilters(defaultLocation(today), today)).toBe(0);
    expect(activeFilters(preset('waiting', defaultLocation(today), today, 1), today)).toBe(2);
  });
});
