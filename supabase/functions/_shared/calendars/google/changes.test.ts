import { describe, expect, it } from 'vitest';
import type { Change } from '../port.ts';
import { type Context, changesOf, createNewestOnly, rowsOf, timeOfOwn } from './changes.ts';

const ours = `cs${'a'.repeat(32)}g0`;
const context: Context = {
  zone: 'Europe/Zurich',
  window: { start: '2026-11-15T00:00:00Z', end: '2027-01-15T00:00:00Z' },
  titles: new Map(),
  isLinked: (id) => id === ours,
};
const event = (more: object = {}) => ({
  id: 'abcdef',
  status: 'confirmed',
  start: { dateTime: '2026-11-20T10:00:00+01:00' },
  end: { dateTime: '2026-11-20T11:00:00+01:00' },
  ...more,
});

const read = (items: unknown[], more: Partial<Context> = {}): Change[] =>
  changesOf(rowsOf(items, createNewestOnly()), { ...context, ...more });
const busyOf = (item: object) => read([item]).flatMap((change) => (change.kind === 'event' ? change.event.busy : []));

describe('a page', () => {
  it('keeps the newest of an event that comes twice, in either order and over pages', () => {
    const [older, newer] = [
      event({ updated: '2026-11-16T08:00:00.000Z' }),
      event({ updated: '2026-11-16T08:00:01.000Z', transparency: 'transparent' }),
    ];
    const times = (items: unknown[]) => read(items).map((change) => change.kind === 'event' && change.event.updatedAt);
    expect(times([older, newer])).toEqual(['2026-11-16T08:00:01Z']);
    expect(times([newer, older])).toEqual(['2026-11-16T08:00:01Z']);
    const isNewest = createNewestOnly();
    expect(rowsOf([newer], isNewest)).toHaveLength(1);
    expect(rowsOf([older], isNewest)).toEqual([]);
  });

  it('is not spoiled by an item that makes no sense', () => {
    const rubbish = [
      null,
      7,
      {},
      { id: 5 },
      event({ id: 'b', start: { dateTime: 'soon' } }),
      event({ id: 'c', end: null }),
    ];
    expect(read([...rubbish, event(), ...rubbish])).toHaveLength(1);
  });

  it('believes sparse rows of what was deleted', () => {
    expect(read([{ id: 'x', status: 'cancelled' }])).toEqual([{ kind: 'deleted', id: 'x' }]);
  });

  it('asks what became of our event when its series is told of, by the id alone too', () => {
    const changes = read([
      { id: `${ours}_20261120T090000Z`, status: 'cancelled' },
      { id: ours, status: 'cancelled' },
      { id: 'other_20261120', status: 'cancelled' },
    ]);
    expect(changes).toEqual([
      { kind: 'out_of_sight', id: ours },
      { kind: 'deleted', id: `${ours}_20261120T090000Z` },
      { kind: 'deleted', id: 'other_20261120' },
    ]);
  });

  it('knows the span of our own events only', () => {
    const rows = rowsOf(
      [event(), event({ id: ours }), event({ id: 'copy', extendedProperties: { private: { careslotId: ours } } })],
      createNewestOnly(),
    );
    expect(timeOfOwn(rows, 'UTC')).toEqual({ start: '2026-11-20T09:00:00Z', end: '2026-11-20T10:00:00Z' });
    expect(timeOfOwn(rowsOf([event()], createNewestOnly()), 'UTC')).toBeNull();
  });
});

describe('times', () => {
  it('are cut to the window and to whole seconds', () => {
    const long = event({
      start: { dateTime: '2026-11-01T10:00:00.750Z' },
      end: { dateTime: '2026-11-20T10:00:00.750Z' },
    });
    expect(busyOf(long)).toEqual([
      { start: '2026-11-15T00:00:00Z', end: '2026-11-20T10:00:00Z', kind: 'busy', allDay: false },
    ]);
    const before = { start: { dateTime: '2026-11-14T23:00:00Z' }, end: { dateTime: '2026-11-15T00:00:00Z' } };
    expect(busyOf(event(before))).toEqual([]);
  });

  it('without an offset are in their own zone, else in the calendar’s', () => {
    const local = { dateTime: '2026-11-20T10:00:00' };
    const own = { dateTime: '2026-11-20T09:00:00', timeZone: 'America/New_York' };
    expect(busyOf(event({ start: local, end: own }))).toMatchObject([
      { start: '2026-11-20T09:00:00Z', end: '2026-11-20T14:00:00Z' },
    ]);
  });

  it('of days are as long as the day is', () => {
    const window = { start: '2027-03-01T00:00:00Z', end: '2027-04-30T00:00:00Z' };
    const [change] = read([event({ start: { date: '2027-03-28' }, end: { date: '2027-03-29' } })], { window });
    expect(change).toMatchObject({
      event: { time: null, busy: [{ start: '2027-03-27T23:00:00Z', end: '2027-03-28T22:00:00Z', allDay: true }] },
    });
  });
});

it('takes an event for ours by the tag or by its id, and a title that was not told for unaltered', () => {
  const [bare, odd] = read([
    event({ id: ours, visibility: 'confidential' }),
    event({ id: 'other', extendedProperties: { private: { careslotId: 'not an identity' } } }),
  ]);
  expect(bare).toMatchObject({ event: { identity: ours, altered: false } });
  expect(odd).toMatchObject({ event: { identity: null, altered: false } });
  const titles = new Map([[ours, null]]);
  expect(read([event({ id: ours, visibility: 'private' })], { titles })).toMatchObject([{ event: { altered: true } }]);
});
