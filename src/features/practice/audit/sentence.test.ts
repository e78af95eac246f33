import fc from 'fast-check';
import { expect, test } from 'vitest';
import texts from '../../../locales/en/practice.json';
import { peopleIn } from './queries.ts';
import type { AuditEvent, Names } from './schema.ts';
import { auditSentence, changedColumns, type Say } from './sentence.ts';

const say: Say = {
  someone: () => 'Somebody',
  system: () => 'The system',
  patient: () => 'a patient',
  when: (instant) => `at ${instant}`,
  date: (date) => `on ${date}`,
  weekday: (day) => `day ${day}`,
  closure: ({ start }) => `from ${start}`,
  role: (role) => `the ${role}`,
  type: (key) => `type ${key}`,
  filter: (filter) => filter.map(([column, value]) => `${column} ${String(value)}`).join(' and ') || 'none',
};
const id = (last: string) => `00000000-0000-4000-8000-00000000000${last}`;
const names: Names = {
  people: new Map([
    [id('1'), 'Rosa Delgado'],
    [id('2'), 'Oliver Hughes'],
    [id('3'), 'Dr Amara Okafor'],
    [id('4'), 'Dr Daniel Brenner'],
  ]),
  visits: new Map([[id('9'), { patient: 'Oliver Hughes', start: '2026-11-24T10:00:00Z' }]]),
  invitations: new Map([[id('8'), 'new@example.org']]),
};
const event = (change: Partial<AuditEvent>): AuditEvent => ({
  event_id: 1,
  actor_id: id('1'),
  actor_role: 'staff',
  action: 'edited',
  entity: 'appointment',
  entity_id: id('9'),
  changes: {},
  occurred_at: '2026-11-20T10:00:00Z',
  ...change,
});
const said = (change: Partial<AuditEvent>): string => {
  const { key, words } = auditSentence(event(change), names, say);
  return sentenceOf(key).replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? `MISSING ${word}`);
};
/** The English sentence of a key, as the page finds it. */
function sentenceOf(key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>((level, part) => (level as Record<string, unknown> | undefined)?.[part], texts.audit.says);
  return typeof found === 'string' ? found : texts.audit.says.other;
}

test('a moved visit is told from when to when', () => {
  const changes = { scheduled_start: { from: 'A', to: 'B' }, scheduled_end: { from: 'C', to: 'D' } };
  expect(said({ action: 'moved', changes })).toBe('Rosa Delgado moved the visit of Oliver Hughes from at A to at B');
  expect(said({ action: 'moved', changes: { scheduled_end: { from: 'C', to: 'D' } } })).toBe(
    'Rosa Delgado changed the length of the visit of Oliver Hughes on at 2026-11-24T10:00:00Z',
  );
});

test('a visit that is gone is told by what the event itself holds', () => {
  const changes = { patient_id: { from: id('2') }, scheduled_start: { from: 'A' } };
  expect(said({ action: 'deleted', entity_id: id('7'), changes, actor_id: null })).toBe(
    'The system deleted the visit of Oliver Hughes on at A',
  );
});

test('booking, requesting and giving to another clinician', () => {
  const created = (status: string) =>
    said({ action: 'created', changes: { status: { to: status }, patient_id: { to: id('2') } } });
  expect(created('confirmed')).toMatch(/^Rosa Delgado booked a visit for Oliver Hughes/);
  expect(created('requested')).toMatch(/^Rosa Delgado requested a visit for Oliver Hughes/);
  expect(said({ action: 'reassigned', changes: { clinician_id: { from: id('3'), to: id('4') } } })).toMatch(
    /from Dr Amara Okafor to Dr Daniel Brenner$/,
  );
});

test('roles: given, taken, switched off and on, and joining by invitation', () => {
  const member = (change: Partial<AuditEvent>) =>
    said({ entity: 'member', entity_id: id('2'), changes: { role: { is: 'admin' } }, ...change });
  expect(member({ action: 'created' })).toBe('Rosa Delgado gave Oliver Hughes the role the admin');
  expect(member({ action: 'deleted' })).toBe('Rosa Delgado took the role the admin from Oliver Hughes');
  expect(member({ changes: { role: { is: 'admin' }, active: { from: true, to: false } } })).toMatch(/deactivated/);
  expect(member({ changes: { role: { is: 'admin' }, active: { from: false, to: true } } })).toMatch(/reactivated/);
  expect(member({ action: 'created', actor_id: id('2'), actor_role: 'invited' })).toBe(
    'Oliver Hughes joined the practice with the role the admin',
  );
});

test('invitations, types and closures', () => {
  const invitation = { entity: 'invitation', entity_id: id('8') };
  expect(said({ ...invitation, action: 'created', changes: { role: { is: 'clinician' } } })).toBe(
    'Rosa Delgado invited new@example.org as the clinician',
  );
  const answered = { role: { is: 'clinician' }, declined_at: { to: 'T' } };
  expect(said({ ...invitation, changes: answered })).toMatch(/declined the invitation of new@example.org/);
  expect(said({ ...invitation, changes: { expires_at: { from: 'A', to: 'B' } } })).toMatch(/again$/);
  const type = {
    entity: 'appointment_type',
    changes: { appointment_type: { is: 'follow_up' }, position: { from: 1, to: 2 } },
  };
  expect(said(type)).toBe('Rosa Delgado moved the appointment type type follow_up in the list');
  const during = '["2026-12-16 00:00:00+00","2026-12-17 00:00:00+00")';
  expect(said({ entity: 'closure', action: 'deleted', changes: { during: { from: during } } })).toBe(
    'Rosa Delgado removed the closure: from 2026-12-16T00:00:00.000Z',
  );
  expect(said({ entity: 'closure', changes: { reason: 'changed' } })).toMatch(/reason of a closure/);
});

test('an export tells how much left and what was asked for', () => {
  const filter = { q: true, to: 'B', from: 'A', status: ['requested', 'confirmed'] };
  const changes = { filter: { is: filter }, rows: { is: 41 } };
  expect(said({ action: 'export', changes })).toBe(
    'Rosa Delgado exported visits as a file. Rows: 41. Filters: status requested,confirmed and from A and to B and q true.',
  );
  const trail = { filter: { is: {} }, rows: { is: 0 } };
  expect(said({ action: 'export', entity: 'audit_event', actor_id: null, changes: trail })).toBe(
    'The system exported the audit trail as a file. Rows: 0. Filters: none.',
  );
});

test('whatever the database writes, today or later, becomes a whole sentence', () => {
  const side = fc.oneof(fc.constantFrom(null, true, false, 3, 'x', id('2')));
  const change = fc.oneof(
    fc.constant('changed' as const),
    fc.record({ from: side, to: side, is: side }, { requiredKeys: [] }),
  );
  const column = fc.constantFrom('status', 'scheduled_start', 'active', 'role', 'clinician_id', 'day_of_week', 'other');
  const anyEvent = fc.record({
    event_id: fc.nat(),
    actor_id: fc.constantFrom(null, id('1'), id('6')),
    actor_role: fc.constantFrom('staff', 'service', 'invited'),
    action: fc.constantFrom('created', 'edited', 'deleted', 'moved', 'reassigned', 'cancelled', 'export', 'invented'),
    entity: fc.constantFrom(...Object.keys(texts.audit.entity), 'invented'),
    entity_id: fc.constantFrom(id('9'), id('8'), id('5')),
    changes: fc.dictionary(column, change),
    occurred_at: fc.constant('2026-11-20T10:00:00Z'),
  });
  fc.assert(
    fc.property(anyEvent, (one) => {
      const sentence = said(one);
      // The general sentence names thing and action itself; it is filled in from the event.
      expect(sentence.replace(/\(MISSING entity, MISSING action\)/, '')).not.toMatch(/MISSING|undefined|\{\{/);
    }),
  );
});

test('columns come in the order people ask for them, without what names the row', () => {
  const changes = {
    title: 'changed' as const,
    role: { is: 'admin' },
    scheduled_end: { to: 'B' },
    practice_id: 'changed' as const,
    location: 'changed' as const,
    scheduled_start: { to: 'A' },
  };
  expect(changedColumns(event({ changes })).map(([column]) => column)).toEqual([
    'scheduled_start',
    'scheduled_end',
    'location',
    'title',
  ]);
});

test('everybody an event names is looked up: actor, person concerned, old and new values', () => {
  const found = peopleIn([
    event({ changes: { clinician_id: { from: id('3'), to: id('4') }, title: 'changed', series_id: { to: id('5') } } }),
    event({ entity: 'member', entity_id: id('2'), actor_id: null }),
    event({
      action: 'export',
      changes: { filter: { is: { clinician_id: [id('6')], patient_id: id('7'), from: 'x' } } },
    }),
  ]);
  expect(found.sort()).toEqual([id('1'), id('2'), id('3'), id('4'), id('6'), id('7')]);
});
