import { describe, expect, test } from 'vitest';
import { visit } from '../../testing/visits.ts';
import { clickedTimes, droppedTimes, selectedTimes } from './drag.ts';
import { busyEvents, closedHoursEvents, visitEvent } from './events.ts';
import { movedBy } from './keyboard-move.ts';
import { formatLocation, parseLocation, showsCancelled } from './location.ts';
import type { GridStarts } from './starts.ts';

const defaults = { view: 'week', date: '2026-11-20' } as const;
const id = '3f0c1d2e-1111-4222-8333-444455556666';

describe('the address of the calendar', () => {
  test('comes back as it was written', () => {
    const location = {
      view: 'team',
      date: '2026-12-01',
      clinicianId: id,
      zone: 'mine',
      zone2: 'Europe/London',
      cancelled: 'show',
      visitId: id,
      team: [id],
    } as const;
    expect(parseLocation(formatLocation(location), defaults)).toEqual(location);
  });
  test('nonsense in it falls back to the defaults', () => {
    expect(
      parseLocation(
        'view=year&date=2026-99-99&clinician=1;drop&zone=mars&zone2=Mars/Base&cancelled=1&team=x,',
        defaults,
      ),
    ).toEqual({
      view: 'week',
      date: '2026-11-20',
      clinicianId: undefined,
      zone: 'clinician',
      zone2: undefined,
      cancelled: undefined,
      visitId: undefined,
      team: [],
    });
  });
  test.each([
    ['day', false],
    ['week', false],
    ['team', false],
    ['month', true],
    ['list', true],
  ] as const)('in the view %s cancelled visits are shown: %s, unless it says otherwise', (view, shown) => {
    expect(showsCancelled({ view, cancelled: undefined })).toBe(shown);
    expect(showsCancelled({ view, cancelled: 'show' })).toBe(true);
    expect(showsCancelled({ view, cancelled: 'hide' })).toBe(false);
  });
});

describe('visits on the calendar', () => {
  test.each([
    ['requested', true],
    ['confirmed', true],
    ['in_progress', false],
    ['completed', false],
    ['cancelled', false],
    ['no_show', false],
  ] as const)('[R4] a visit that is %s can be dragged: %s', (status, movable) => {
    expect(visitEvent(visit({ status }))).toMatchObject({ startEditable: movable, durationEditable: movable });
  });
  test('a pending keyboard move is shown at its new place, others stay', () => {
    const pending = {
      appointmentId: visit().appointment_id,
      start: '2026-11-25T10:00:00Z',
      end: '2026-11-25T10:30:00Z',
    };
    expect(visitEvent(visit(), pending)).toMatchObject({ start: pending.start, end: pending.end });
    expect(visitEvent(visit({ appointment_id: 'other' }), pending)).toMatchObject({ start: '2026-11-24T10:00:00Z' });
  });
  test('without any working hours everything is shaded', () => {
    const range = { start: '2026-11-16T00:00:00Z', end: '2026-11-23T00:00:00Z' };
    expect(closedHoursEvents([], range)).toMatchObject([{ display: 'background', ...range }]);
    expect(closedHoursEvents([range], range)).toMatchObject([{ display: 'inverse-background' }]);
  });
  test('visits and closures are not shown a second time as busy', () => {
    const span = { start: '2026-11-16T10:00:00Z', end: '2026-11-16T11:00:00Z' };
    const kinds = ['appointment', 'closure', 'time_off', 'hold', 'external'].map((kind) => ({ ...span, kind }));
    expect(busyEvents(kinds, (kind) => kind)).toMatchObject([{ title: 'hold' }, { title: 'external' }]);
  });
});

describe('moving', () => {
  const times = { start: '2026-10-31T14:00:00Z', end: '2026-10-31T15:00:00Z' };
  const starts: GridStarts = [
    { from: Date.parse('2026-10-31T12:00:00Z'), to: Date.parse('2026-10-31T20:00:00Z'), stepMs: 30 * 60_000 },
  ];
  const newYork = { zone: 'America/New_York', starts };
  test('a visit dropped across a change of clocks keeps its length', () => {
    expect(droppedTimes(times, new Date('2026-11-01T05:30:00Z'), [], true)).toEqual({
      start: '2026-11-01T05:30:00.000Z',
      end: '2026-11-01T06:30:00Z',
    });
  });
  test('a drop settles on the nearest start, with Shift it stays where it was let go', () => {
    const dropped = new Date('2026-10-31T16:50:00Z');
    expect(droppedTimes(times, dropped, starts, false)).toEqual({
      start: '2026-10-31T17:00:00.000Z',
      end: '2026-10-31T18:00:00Z',
    });
    expect(droppedTimes(times, dropped, starts, true).start).toBe('2026-10-31T16:50:00.000Z');
  });
  test('a click means the slot it falls into; a drawn stretch begins on the grid and ends where it was drawn to', () => {
    expect(clickedTimes(new Date('2026-10-31T14:25:00Z'), starts).start).toBe('2026-10-31T14:00:00.000Z');
    const drawn = [new Date('2026-10-31T14:05:00Z'), new Date('2026-10-31T14:50:00Z')] as const;
    expect(selectedTimes(...drawn, starts, false)).toEqual({
      start: '2026-10-31T14:00:00.000Z',
      end: '2026-10-31T14:50:00.000Z',
    });
    expect(selectedTimes(...drawn, starts, true).start).toBe('2026-10-31T14:05:00.000Z');
  });
  test('a stretch too small for where it settles becomes one step of the grid', () => {
    const [start, end] = [new Date('2026-10-31T14:20:00Z'), new Date('2026-10-31T14:30:00Z')];
    expect(selectedTimes(start, end, starts, false)).toEqual({
      start: '2026-10-31T14:30:00.000Z',
      end: '2026-10-31T15:00:00Z',
    });
  });
  test('Alt + up and down are steps of the grid, left and right are days on the wall clock', () => {
    expect(movedBy({ key: 'ArrowDown', shiftKey: false }, times, newYork)?.start).toBe('2026-10-31T14:30:00.000Z');
    expect(movedBy({ key: 'ArrowRight', shiftKey: false }, times, newYork)).toEqual({
      start: '2026-11-01T15:00:00Z',
      end: '2026-11-01T16:00:00Z',
    });
  });
  test('in a mirrored page, left is the next day', () => {
    expect(movedBy({ key: 'ArrowLeft', shiftKey: false }, times, { ...newYork, zone: 'UTC', rtl: true })?.start).toBe(
      '2026-11-01T14:00:00Z',
    );
  });
  test('with Shift only the end moves in steps of five minutes, and never to nothing', () => {
    const short = { start: times.start, end: '2026-10-31T14:05:00Z' };
    expect(movedBy({ key: 'ArrowDown', shiftKey: true }, short, newYork)).toEqual({
      ...short,
      end: '2026-10-31T14:10:00Z',
    });
    expect(movedBy({ key: 'ArrowUp', shiftKey: true }, short, newYork)).toBeUndefined();
  });
});
