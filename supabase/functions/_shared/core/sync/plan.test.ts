import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, type Link, type Local, plan, type Remote, type Situation } from './plan.ts';
import { sameTime } from './time.ts';

const nine = { start: '2026-12-01T09:00:00Z', end: '2026-12-01T09:30:00Z' };
const ten = { start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
const eleven = { start: '2026-12-01T11:00:00Z', end: '2026-12-01T11:30:00Z' };
const local = (change: Partial<Local> = {}): Local => ({
  ...nine,
  version: 1,
  changedAt: '2026-11-20T08:00:00Z',
  wanted: true,
  ended: false,
  ...change,
});
const link = (change: Partial<Link> = {}): Link => ({
  base: nine,
  etag: 'a',
  localVersion: 1,
  gone: false,
  generation: 0,
  ...change,
});
const event = (change: Partial<Extract<Remote, { kind: 'event' }>> = {}): Remote => ({
  kind: 'event',
  etag: 'a',
  time: nine,
  altered: false,
  updatedAt: null,
  ...change,
});
const decide = (change: Partial<Situation>): Action =>
  plan({ local: local(), link: link(), remote: event(), held: false, follows: true, ...change });
const moved = { version: 2, ...ten };

describe('[SY20] one side', () => {
  test.each<[string, Partial<Situation>, Action]>([
    ['a new visit is written', { link: null, remote: { kind: 'unknown' } }, { do: 'create', generation: 0 }],
    ['a visit that is over is not', { link: null, local: local({ ended: true }) }, { do: 'nothing' }],
    ['a moved visit is written', { local: local(moved), remote: { kind: 'unknown' } }, { do: 'update', etag: 'a' }],
    [
      'without an etag the event is looked at first',
      { local: local(moved), link: link({ etag: null }), remote: { kind: 'unknown' } },
      { do: 'read' },
    ],
    ['a cancelled visit is removed', { local: local({ wanted: false }) }, { do: 'remove' }],
    ['so is one that is gone from here', { local: null }, { do: 'remove' }],
    ['gone from both', { local: null, remote: { kind: 'absent' } }, { do: 'forget' }],
    ['never here, never there', { local: null, link: null }, { do: 'nothing' }],
    ['an event deleted outside', { remote: { kind: 'absent' } }, { do: 'deleted' }],
    ['moved outside', { remote: event({ etag: 'b', time: ten }) }, { do: 'move', to: ten, etag: 'b' }],
    [
      'moved outside, but nobody follows',
      { follows: false, remote: event({ etag: 'b', time: ten }) },
      { do: 'update', etag: 'b' },
    ],
    ['renamed outside', { remote: event({ etag: 'b', altered: true }) }, { do: 'update', etag: 'b' }],
    ['made an all-day event outside', { remote: event({ etag: 'b', time: null }) }, { do: 'update', etag: 'b' }],
    ['only the etag is new', { remote: event({ etag: 'b' }) }, { do: 'agree', base: nine, etag: 'b' }],
    ['nothing is new', {}, { do: 'nothing' }],
    [
      'seconds and spellings of an instant are no change',
      { remote: event({ time: { start: '2026-12-01T10:00:00.4+01:00', end: '2026-12-01T09:30:00.000Z' } }) },
      { do: 'nothing' },
    ],
  ])('%s', (_, situation, action) => {
    expect(decide(situation)).toEqual(action);
  });
});

describe('both sides', () => {
  const both = (changedAt: string, updatedAt: string | null) =>
    decide({ local: local({ ...moved, changedAt }), remote: event({ etag: 'b', time: eleven, updatedAt }) });

  test('[SY21] of two moves the latest wins; without a time of change ours does', () => {
    expect(both('2026-11-20T08:00:00Z', '2026-11-20T08:00:01Z')).toEqual({ do: 'move', to: eleven, etag: 'b' });
    expect(both('2026-11-20T08:00:01Z', '2026-11-20T08:00:00Z')).toEqual({ do: 'update', etag: 'b' });
    expect(both('2026-11-20T08:00:00Z', null)).toEqual({ do: 'update', etag: 'b' });
  });

  test('[SY21] the same move on both sides is an agreement', () => {
    expect(decide({ local: local(moved), remote: event({ etag: 'b', time: ten }) })).toEqual({
      do: 'agree',
      base: ten,
      etag: 'b',
    });
  });

  test('[SY22] cancelled here wins over moved there', () => {
    expect(decide({ local: local({ wanted: false }), remote: event({ time: ten }) })).toEqual({ do: 'remove' });
  });

  test('[SY22] moved here, deleted there: the rule for deletions decides, nothing is made again in silence', () => {
    expect(decide({ local: local(moved), remote: { kind: 'absent' } })).toEqual({ do: 'deleted' });
  });
});

describe('[SY23] while a person is asked', () => {
  test('about a deletion, nothing is made again; afterwards it is, under a new generation', () => {
    const gone = link({ gone: true, generation: 3 });
    expect(decide({ link: gone, held: true })).toEqual({ do: 'nothing' });
    expect(decide({ link: gone, held: false })).toEqual({ do: 'create', generation: 3 });
  });

  test('about a move, neither side is written; a further move is tried again', () => {
    const asked = link({ base: ten, etag: 'b' });
    expect(decide({ link: asked, held: true, remote: event({ etag: 'b', time: ten }) })).toEqual({ do: 'nothing' });
    expect(decide({ link: asked, held: true, remote: { kind: 'unknown' } })).toEqual({ do: 'nothing' });
    expect(decide({ link: asked, held: true, remote: event({ etag: 'c', time: eleven }) })).toEqual({
      do: 'move',
      to: eleven,
      etag: 'c',
    });
  });

  test('"keep ours" is written over theirs', () => {
    const kept = link({ base: ten, etag: 'b', localVersion: null });
    expect(decide({ link: kept, remote: { kind: 'unknown' } })).toEqual({ do: 'update', etag: 'b' });
  });
});

describe('for any situation', () => {
  const span = fc.constantFrom(nine, ten, eleven);
  const instant = fc.constantFrom('2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z');
  const etag = fc.constantFrom('a', 'b', null);
  const anyLocal = fc.option(
    fc.record({
      span,
      version: fc.integer({ min: 1, max: 3 }),
      changedAt: instant,
      wanted: fc.boolean(),
      ended: fc.boolean(),
    }),
  );
  const anyLink = fc.option(
    fc.record({
      base: fc.option(span),
      etag,
      localVersion: fc.option(fc.integer({ min: 1, max: 3 })),
      gone: fc.boolean(),
      generation: fc.nat(5),
    }),
  );
  const anyRemote: fc.Arbitrary<Remote> = fc.oneof(
    fc.constant<Remote>({ kind: 'unknown' }),
    fc.constant<Remote>({ kind: 'absent' }),
    fc.record({
      kind: fc.constant('event' as const),
      etag,
      time: fc.option(span),
      altered: fc.boolean(),
      updatedAt: fc.option(instant),
    }),
  );
  const situation: fc.Arbitrary<Situation> = fc
    .record({ local: anyLocal, link: anyLink, remote: anyRemote, held: fc.boolean(), follows: fc.boolean() })
    .map(({ local: visit, ...rest }) => {
      if (!visit) return { local: null, ...rest };
      const { span: time, ...state } = visit;
      return { local: { ...time, ...state }, ...rest };
    });

  /** What the worlds look like when the action was done and nobody interfered. */
  function after(before: Situation, action: Action): Situation {
    const { local: visit, link: known } = before;
    const agreed = (base: { start: string; end: string }, newTag: string | null): Link => ({
      base,
      etag: newTag,
      localVersion: visit?.version ?? null,
      gone: false,
      generation: known?.generation ?? 0,
    });
    const there = (time: { start: string; end: string }): Remote => ({
      kind: 'event',
      etag: 'new',
      time,
      altered: false,
      updatedAt: null,
    });
    switch (action.do) {
      case 'nothing':
      case 'read':
        return before;
      case 'agree':
        return { ...before, link: agreed(action.base, action.etag) };
      case 'create':
      case 'update':
        return visit ? { ...before, link: agreed(visit, 'new'), remote: there(visit) } : before;
      case 'remove':
      case 'forget':
        return { ...before, link: null, remote: { kind: 'absent' } };
      case 'move':
        return visit
          ? {
              ...before,
              local: { ...visit, ...action.to, version: visit.version + 1 },
              link: { ...agreed(action.to, action.etag), localVersion: visit.version + 1 },
            }
          : before;
      case 'deleted':
        return known ? { ...before, held: true, link: { ...known, gone: true } } : before;
    }
  }

  test('[SY24] doing what was planned comes to an end in two steps: a further look plans nothing', () => {
    fc.assert(
      fc.property(situation, (before) => {
        let now = before;
        const done: Action[] = [];
        for (let action = plan(now); action.do !== 'nothing' && action.do !== 'read'; action = plan(now)) {
          done.push(action);
          expect(done.length, JSON.stringify(done)).toBeLessThanOrEqual(2);
          now = after(now, action);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test('a visit that is wanted is never removed, and one that is not is never written', () => {
    fc.assert(
      fc.property(situation, (before) => {
        const { do: what } = plan(before);
        if (before.local?.wanted) expect(['remove', 'forget']).not.toContain(what);
        else expect(['nothing', 'remove', 'forget']).toContain(what);
      }),
      { numRuns: 20_000 },
    );
  });

  test('the visit itself is moved only to a time that the event has and both sides had not agreed on', () => {
    let seen = 0;
    fc.assert(
      fc.property(situation, (before) => {
        const action = plan(before);
        if (action.do !== 'move') return;
        seen += 1;
        const there = before.remote.kind === 'event' ? before.remote.time : null;
        expect(there && sameTime(action.to, there)).toBe(true);
        expect(before.link?.base && sameTime(action.to, before.link.base)).not.toBe(true);
        expect(before.follows).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    // Some 75 are usual: enough to say that the property was about something.
    expect(seen).toBeGreaterThan(10);
  });
});
