import { expect, test } from 'vitest';
import { flowOf, healthOf, reasonOf } from './health.ts';
import { type Conflict, conflictSchema, connectionSchema } from './schema.ts';
import { connection, ids, job, massDeletion, work } from './testing.tsx';

const now = Date.parse('2026-11-24T10:00:00Z');
const at = (time: string) => `2026-11-24T${time}:00Z`;
const fresh = { last_sync_at: at('09:58') };
const parsed = (row: unknown): Conflict => conflictSchema.parse(row);
const kindOf = (change = {}, jobs = [] as ReturnType<typeof job>[], conflicts: Conflict[] = []) =>
  healthOf(connection({ ...fresh, ...change }), jobs, conflicts, now);

test('what a person has to do comes before what goes on by itself', () => {
  const running = job({ status: 'running' });
  expect(kindOf()).toEqual({ kind: 'inStep', at: at('09:58') });
  expect(kindOf({ last_sync_at: null, last_sync_status: 'pending' })).toEqual({ kind: 'waiting' });
  expect(kindOf({ state: 'needs_reauth', last_sync_status: 'failed' }, [running])).toEqual({ kind: 'reauth' });
  expect(kindOf({ state: 'paused' }, [running])).toEqual({ kind: 'paused', decision: undefined });
  expect(kindOf({ sync_enabled: false, state: 'needs_reauth' })).toEqual({ kind: 'off' });
  expect(kindOf({}, [running, job({ status: 'pending' })])).toEqual({ kind: 'running', left: 2 });
});

test('a pause that asks something brings its question, of this connection only', () => {
  const question = parsed(massDeletion());
  expect(kindOf({ state: 'paused' }, [], [question])).toEqual({ kind: 'paused', decision: question });
  const other = parsed({ ...massDeletion(), connection_id: ids.work });
  expect(kindOf({ state: 'paused' }, [], [other])).toEqual({ kind: 'paused', decision: undefined });
});

test('a failure says why by its latest error, and when the next try is', () => {
  const failed = {
    last_sync_status: 'failed',
    sync_errors: [
      { at: at('09:50'), code: 'unexpected_response' },
      { at: at('09:58'), code: 'unreachable' },
    ],
  } as const;
  const next = job({ kind: 'pull', status: 'pending', run_after: at('10:05'), visit: null });
  const later = job({ kind: 'reconcile', status: 'pending', run_after: at('10:15'), visit: null });
  expect(kindOf(failed, [later, next])).toEqual({ kind: 'failing', reason: 'unreachable', retryAt: at('10:05') });
  expect(kindOf(failed, [job({ run_after: at('10:05') })])).toMatchObject({ retryAt: undefined });
  expect(kindOf({ last_sync_status: 'failed' })).toMatchObject({ reason: 'unexpected' });
});

test.each([
  ['unreachable', 'unreachable'],
  ['rate_limited', 'busy'],
  ['not_found', 'gone'],
  ['refused', 'refused'],
  ['cursor_expired', 'changing'],
  ['internal', 'ours'],
  ['something_new', 'unexpected'],
  [undefined, 'unexpected'],
] as const)('the code %s is told as %s', (code, reason) => {
  expect(reasonOf(code)).toBe(reason);
});

test('changes that were given up are counted; those still tried are not', () => {
  const dead = job({ job_id: 'dead' });
  expect(kindOf({}, [dead, job({ status: 'failed' }), job({ connection_id: ids.work })])).toEqual({
    kind: 'stuck',
    jobs: [dead],
  });
});

test('late is three intervals and at least an hour; a calendar that is only written to has three days', () => {
  expect(kindOf({ last_sync_at: at('09:01') }).kind).toBe('inStep');
  expect(kindOf({ last_sync_at: at('08:59') }).kind).toBe('late');
  expect(kindOf({ last_sync_at: at('08:00'), sync_interval_minutes: 60 }).kind).toBe('inStep');
  expect(kindOf({ last_sync_at: at('06:59'), sync_interval_minutes: 60 }).kind).toBe('late');
  expect(kindOf({ last_sync_at: '2026-11-21T10:01:00Z', sync_direction: 'to_external' }).kind).toBe('inStep');
  expect(kindOf({ last_sync_at: '2026-11-21T09:59:00Z', sync_direction: 'to_external' }).kind).toBe('late');
});

test('visits go to the main calendar only, whatever the direction of another one says', () => {
  expect(flowOf(connection())).toBe('both');
  expect(flowOf(connection({ sync_direction: 'to_external' }))).toBe('writes');
  expect(flowOf(connection({ sync_direction: 'from_external' }))).toBe('reads');
  expect(flowOf(connection({ can_write: false }))).toBe('reads');
  expect(flowOf(work())).toBe('reads');
  expect(flowOf(work({ sync_direction: 'to_external' }))).toBe('nothing');
});

test('what is malformed in a JSON column costs nothing but itself', () => {
  const rows = [{ at: at('09:00') }, { at: at('09:01'), code: 'unreachable', message: 'x' }, null];
  const read = (sync_errors: unknown) => connectionSchema.parse({ ...connection(), sync_errors }).sync_errors;
  expect(read(rows)).toEqual([{ at: at('09:01'), code: 'unreachable' }]);
  expect(read({})).toEqual([]);
  expect(parsed({ ...massDeletion(), theirs: { deleted: 'many' } })).toMatchObject({ theirs: null });
});
