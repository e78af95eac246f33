import { expect, test } from 'vitest';
import { formatLocation, parseLocation, parseReturn, type SyncLocation } from './location.ts';

const id = '00000000-0000-4000-8000-00000000000a';

test.each<SyncLocation>([
  { open: undefined, filters: {} },
  { open: { what: 'connect' }, filters: {} },
  { open: { what: 'settings', id }, filters: { connection: id, direction: 'to_external' } },
  {
    open: { what: 'reschedule', id },
    filters: { action: 'update', result: 'failed', from: '2026-11-01', to: '2026-11-30' },
  },
])('what is written into the address is read from it', (location) => {
  const read = parseLocation(formatLocation(location));
  expect(read.open).toEqual(location.open);
  expect(JSON.parse(JSON.stringify(read.filters))).toEqual(location.filters);
});

test('anything else in the address counts as absent', () => {
  for (const open of ['settings', 'settings-1', `connect-${id}`, `delete-${id}`, '']) {
    expect(parseLocation(`open=${open}`).open).toBeUndefined();
  }
  const { filters } = parseLocation('calendar=1&direction=up&action=x&result=ok&from=2026-02-30&to=soon');
  expect(Object.values(filters).every((value) => value === undefined)).toBe(true);
});

test('how a sign-in ended: a connection, a known code, or something unexpected', () => {
  expect(parseReturn('')).toBeUndefined();
  expect(parseReturn('open=connect')).toBeUndefined();
  expect(parseReturn(`connected=${id}`)).toEqual({ connected: id });
  expect(parseReturn('error=access_denied')).toEqual({ error: 'access_denied' });
  expect(parseReturn('error=boom')).toEqual({ error: 'unexpected' });
  expect(parseReturn('connected=nonsense')).toBeUndefined();
});
