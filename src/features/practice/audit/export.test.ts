import { expect, test } from 'vitest';
import { collectAudit } from './export.ts';
import type { AuditEvent, Names } from './schema.ts';
import type { AuditWords } from './use-audit-words.ts';

const names: Names = { people: new Map(), visits: new Map(), invitations: new Map() };
const words: AuditWords = {
  sentence: (event) => `sentence ${event.event_id}`,
  actor: () => 'Rosa',
  fields: () => [{ column: 'status', label: 'Status', from: 'Requested', to: 'Confirmed' }],
};
const event = (event_id: number): AuditEvent => ({
  event_id,
  actor_id: null,
  actor_role: 'staff',
  action: 'confirmed',
  entity: 'appointment',
  entity_id: 'a',
  changes: {},
  occurred_at: '2026-11-20T10:00:00+00:00',
});
const question = { practiceId: 'p', zone: 'UTC', filters: {} };

test('all pages are read, each after the last event of the page before, and progress is told', async () => {
  const stored = Array.from({ length: 1201 }, (_, index) => event(1201 - index));
  const asked: (number | undefined)[] = [];
  const told: number[] = [];
  const rows = await collectAudit(question, words, {
    read: async (_, after, count) => {
      asked.push(after?.event_id);
      const rest = after ? stored.filter((one) => one.event_id < after.event_id) : stored;
      return { events: rest.slice(0, count), names };
    },
    progress: (done) => told.push(done),
    signal: new AbortController().signal,
  });
  expect(rows).toHaveLength(1201);
  expect(rows[0]).toEqual({
    time: '2026-11-20T10:00:00.000Z',
    who: 'Rosa',
    capacity: 'staff',
    what: 'sentence 1201',
    thing: 'appointment',
    action: 'confirmed',
    changes: 'Status: Requested → Confirmed',
    id: 'a',
  });
  expect(asked).toEqual([undefined, 702, 202]);
  expect(told).toEqual([500, 1000, 1201]);
});
