import { expect, test } from 'vitest';
import { type AuditFilters, formatSection, parseFilters, parseOpen, parseSection } from './location.ts';

const id = '00000000-0000-4000-8000-000000000001';

test('the section is in the path, filters in the query, and both come back', () => {
  const filters: AuditFilters = {
    who: id,
    entity: 'appointment',
    action: 'moved',
    patient: id,
    visit: id,
    from: '2026-11-01',
    to: '2026-11-30',
  };
  const address = new URL(formatSection('audit', '', filters), 'http://x');
  expect(parseSection(address.pathname)).toBe('audit');
  expect(parseFilters(address.search)).toEqual(filters);
});

test('what nobody wrote counts as absent', () => {
  expect(parseFilters('?who=me&kind=secrets&action=drop%20table&from=2026-02-30&patient=1')).toEqual({});
  expect(parseSection('/practice/other')).toBeUndefined();
  expect(parseOpen('?open=%3Cscript%3E')).toBeUndefined();
  expect(parseOpen('?open=follow_up')).toBe('follow_up');
});

test('the clinician of the other tabs comes along', () => {
  expect(formatSection('rules', '?clinician=abc&who=system')).toBe('/practice/rules?clinician=abc');
  expect(formatSection(undefined, '')).toBe('/practice');
});
