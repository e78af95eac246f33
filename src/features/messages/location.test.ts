import { expect, test } from 'vitest';
import { formatLocation, parseLocation, wantedThread } from './location.ts';
import { uuid } from './testing.tsx';

const nothing = { threadId: undefined, filter: 'all', search: '', isNew: false, visitId: undefined };

test('an address says what is shown, and comes out as it went in', () => {
  const query = `filter=waiting&search=Ann+Able&thread=${uuid(1)}&new=1&visit=${uuid(2)}`;
  const location = parseLocation(query);
  expect(location).toEqual({
    threadId: uuid(1),
    filter: 'waiting',
    search: 'Ann Able',
    isNew: true,
    visitId: uuid(2),
  });
  expect(formatLocation(location)).toBe(query);
  expect(formatLocation(parseLocation(''))).toBe('');
});

test.each(['thread=1', "thread=x'or'1", 'filter=mine', 'new=yes', 'visit=', 'search=%20'])(
  'what makes no sense counts as absent: %s',
  (query) => {
    expect(parseLocation(query)).toEqual(nothing);
  },
);

test('a thread may be asked for by its people', () => {
  expect(wantedThread('')).toBeUndefined();
  expect(wantedThread(`thread=${uuid(1)}`)).toBeUndefined();
  expect(wantedThread(`patient=${uuid(1)}&clinician=${uuid(2)}`)).toEqual({ patientId: uuid(1), clinicianId: uuid(2) });
  expect(wantedThread(`patient=${uuid(1)}&clinician=nobody`)).toEqual({ patientId: uuid(1) });
});
