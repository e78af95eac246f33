import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromName } from './type-key.ts';
import { moved } from './type-order.ts';

test.each([
  ['Follow-up', 'follow_up'],
  ['  Diabetes check (annual)  ', 'diabetes_check_annual'],
  ['Évaluation à domicile', 'evaluation_a_domicile'],
  ['24-hour ECG', 'hour_ecg'],
  ['زيارة', 'visit'],
])('%j gets the key %s', (name, key) => {
  expect(keyFromName(name, [])).toBe(key);
});

test('a key that is taken gets a number', () => {
  expect(keyFromName('Check-up', ['check_up', 'check_up_2'])).toBe('check_up_3');
});

test('whatever the name, the key is new and one that the database takes', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 120 }),
  );
  fc.assert(
    fc.property(name, fc.integer({ min: 0, max: 12 }), (text, twins) => {
      const taken: string[] = [];
      for (let made = 0; made <= twins; made++) {
        const key = keyFromName(text, taken);
        expect(key).toMatch(/^[a-z][a-z0-9_]{0,59}$/);
        expect(taken).not.toContain(key);
        taken.push(key);
      }
    }),
  );
});

const rows = (positions: number[]) => positions.map((position, index) => ({ appointment_type: `t${index}`, position }));

test('a step down changes places with the next; rows with equal numbers get one each', () => {
  expect(moved(rows([1, 2, 3]), 0, 1)).toEqual([
    { key: 't1', position: 1 },
    { key: 't0', position: 2 },
  ]);
  expect(moved(rows([0, 0, 0]), 2, -1)).toEqual([
    { key: 't0', position: 1 },
    { key: 't2', position: 2 },
    { key: 't1', position: 3 },
  ]);
  expect(moved(rows([1, 2]), 0, -1)).toEqual([]);
});

test('applied, the row is one further and the others keep their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 9 }), fc.nat(), (numbers, pick) => {
      const before = rows([...numbers].sort((a, b) => a - b));
      const index = pick % (before.length - 1);
      const changed = new Map(moved(before, index, 1).map(({ key, position }) => [key, position]));
      const order = before
        .map((row) => ({ ...row, position: changed.get(row.appointment_type) ?? row.position }))
        .sort((a, b) => a.position - b.position)
        .map((row) => row.appointment_type);
      const keys = before.map((row) => row.appointment_type);
      const wanted = keys.toSpliced(index, 2, keys[index + 1] ?? '', keys[index] ?? '');
      expect(order).toEqual(wanted);
    }),
  );
});
