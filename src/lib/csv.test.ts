import fc from 'fast-check';
import papaparse from 'papaparse';
import { expect, test } from 'vitest';
import { fileNamePart, toCsv } from './csv.ts';

const read = (csv: string) => papaparse.parse<string[]>(csv.slice(1), { skipEmptyLines: true }).data;

test('a file starts with the byte order mark and the names of the columns', async () => {
  const csv = await toCsv(['patient', 'minutes'], [{ patient: 'Zoë "Zo" O’Neil, Jr.', minutes: 30 }]);
  expect(csv).toBe('\uFEFFpatient,minutes\r\n"Zoë ""Zo"" O’Neil, Jr.",30\r\n');
});

test.each([
  '=1+1',
  '+44 20',
  '-1',
  '@SUM(A1)',
  '=cmd|/c calc!A0\nsecond line',
  '  =1',
  '\t=1',
  '\r',
  '\n=1',
  '＝1',
  '\u200B=1',
])('a cell that a spreadsheet would run is text: %j', async (hostile) => {
  const csv = await toCsv(['a', 'b'], [{ a: hostile, b: 'x' }]);
  expect(papaparse.parse<string[]>(csv.slice(1)).data[1]).toEqual([`'${hostile}`, 'x']);
});

test('numbers are no formulas, and null is empty', async () => {
  expect(read(await toCsv(['a', 'b'], [{ a: -5, b: null }]))[1]).toEqual(['-5', '']);
});

test('whatever is written is read back, at most with the apostrophe in front', async () => {
  const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=x', 'a,b', '"', 'a\r\nb', "'", '\uFEFF', ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), async (rows) => {
      const csv = await toCsv(
        ['a', 'b'],
        rows.map(([a, b]) => ({ a, b })),
      );
      const { data } = papaparse.parse<string[]>(csv.slice(1), { newline: '\r\n', delimiter: ',' });
      expect(data.slice(1, -1)).toHaveLength(rows.length);
      for (const [index, row] of rows.entries()) {
        for (const [at, text] of row.entries()) expect([text, `'${text}`]).toContain(data[index + 1]?.[at]);
        for (const text of data[index + 1] ?? []) expect(text).not.toMatch(/^\s*[=+\-@]/);
      }
    }),
  );
});

test('a file name holds nothing a system could trip over', () => {
  expect(fileNamePart('St. Mary’s / Zürich: “Nord”')).toBe('st.-mary-s-zurich-nord');
  expect(fileNamePart('../../etc')).toBe('etc');
});
