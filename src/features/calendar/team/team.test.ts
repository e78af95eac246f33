import { describe, expect, test } from 'vitest';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { visit } from '../../../testing/visits.ts';
import { teamMovedBy } from './keyboard.ts';
import { byClinician, choiceOf, halfHourHeight, shownClinicians } from './shown.ts';
import { edgeSpeed } from './use-edge-scroll.ts';

const clinician = (clinician_id: string) => ({ clinician_id, display_name: clinician_id }) as Clinician;
const team = ['a', 'b', 'c'].map(clinician);
const ids = (clinicians: readonly Clinician[]) => clinicians.map((someone) => someone.clinician_id);

describe('who is shown', () => {
  test('without a choice everybody, with one those in the order of the practice', () => {
    expect(ids(shownClinicians(team, []))).toEqual(['a', 'b', 'c']);
    expect(ids(shownClinicians(team, ['c', 'a']))).toEqual(['a', 'c']);
  });
  test('ids that nobody has count for nothing', () => {
    expect(ids(shownClinicians(team, ['gone']))).toEqual(['a', 'b', 'c']);
  });
  test('choosing everybody is written as no choice', () => {
    expect(choiceOf(team, ['c', 'b', 'a'])).toEqual([]);
    expect(choiceOf(team, ['b', 'gone'])).toEqual(['b']);
  });
});

describe('the visits of a column', () => {
  const mine = visit({ appointment_id: '1', clinician_id: 'a' });
  const theirs = visit({ appointment_id: '2', clinician_id: 'b' });

  test('each clinician has their own', () => {
    const groups = byClinician([mine, theirs], new Map());
    expect(groups.get('a')).toEqual([mine]);
    expect(groups.get('b')).toEqual([theirs]);
    expect(groups.get('c')).toBeUndefined();
  });
  test('a column that has not changed keeps its very list', () => {
    const before = byClinician([mine, theirs], new Map());
    const after = byClinician([mine, { ...theirs, version: 2 }], before);
    expect(after.get('a')).toBe(before.get('a'));
    expect(after.get('b')).not.toBe(before.get('b'));
  });
});

describe('Alt and arrows', () => {
  const half = {
    from: Date.parse('2026-11-24T09:00:00Z'),
    to: Date.parse('2026-11-24T17:00:00Z'),
    stepMs: 30 * 60_000,
  };
  const quarter = { ...half, stepMs: 15 * 60_000 };
  const options = {
    clinicianIds: ['a', 'b', 'c'],
    startsOf: (id: string) => [id === 'b' ? quarter : half],
    zone: 'UTC',
    rtl: false,
  };
  const place = { start: '2026-11-24T10:00:00.000Z', end: '2026-11-24T10:30:00.000Z', clinicianId: 'b' };
  const press = (key: string, shiftKey = false) => ({ key, shiftKey });

  test('sideways goes to the neighbour at the same time, mirrored where one reads from the right', () => {
    expect(teamMovedBy(press('ArrowRight'), place, options)).toEqual({ ...place, clinicianId: 'c' });
    expect(teamMovedBy(press('ArrowLeft'), place, options)).toEqual({ ...place, clinicianId: 'a' });
    expect(teamMovedBy(press('ArrowRight'), place, { ...options, rtl: true })).toEqual({ ...place, clinicianId: 'a' });
  });
  test('beyond the last column there is nobody', () => {
    expect(teamMovedBy(press('ArrowLeft'), { ...place, clinicianId: 'a' }, options)).toBe('no-neighbour');
    expect(teamMovedBy(press('ArrowRight'), { ...place, clinicianId: 'c' }, options)).toBe('no-neighbour');
  });
  test('up and down go by the grid of the clinician in whose column the visit is now', () => {
    expect(teamMovedBy(press('ArrowDown'), place, options)).toMatchObject({
      start: '2026-11-24T10:15:00.000Z',
      clinicianId: 'b',
    });
    expect(teamMovedBy(press('ArrowDown'), { ...place, clinicianId: 'a' }, options)).toMatchObject({
      start: '2026-11-24T10:30:00.000Z',
    });
  });
  test('sideways with Shift means nothing', () => {
    expect(teamMovedBy(press('ArrowRight', true), place, options)).toBeUndefined();
  });
});

test('scrolling at the edge is the faster the nearer the pointer is, and none in the middle', () => {
  expect(edgeSpeed(500, 0, 1000)).toBe(0);
  expect(edgeSpeed(990, 0, 1000)).toBeGreaterThan(edgeSpeed(960, 0, 1000));
  expect(edgeSpeed(10, 0, 1000)).toBeLessThan(edgeSpeed(40, 0, 1000));
  expect(edgeSpeed(5000, 0, 1000)).toBe(edgeSpeed(1000, 0, 1000));
});

test('rows grow with the shortest visit of the day, so that it has its line, and not without end', () => {
  const lasting = (minutes: number) =>
    visit({ scheduled_end: new Date(Date.parse(visit().scheduled_start) + minutes * 60_000).toISOString() });
  expect(halfHourHeight([])).toBe(28);
  expect(halfHourHeight([lasting(30), lasting(45)])).toBe(28);
  expect(halfHourHeight([lasting(30), lasting(20)])).toBe(36);
  expect(halfHourHeight([lasting(15)])).toBe(48);
  expect(halfHourHeight([lasting(5)])).toBe(72);
});
