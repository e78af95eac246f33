/** [NT8] The database and the functions read a telephone number the same way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toE164 } from '../../../supabase/functions/_shared/channels/sms/phone-number.ts';
import { database } from '../../support/sql.ts';

const sql = database();
const byDatabase = async (numbers: string[]) => {
  const rows = await sql<{ number: string | null }[]>`
    select private.e164(n) as number from unnest(${numbers}::text[]) with ordinality t(n, i) order by i`;
  return rows.map(({ number }) => number);
};

test.each([
  ['+41 (0)79 123.45-67', '+41791234567'],
  ['0041 79 123 45 67', '+41791234567'],
  ['+41\u00a079\u2011123\u201345\u201367', '+41791234567'],
  ['＋４１７９１２３４５６７', '+41791234567'],
  ['079 123 45 67', null],
  ['+0791234567', null],
  ['+41 79 CALL ME', null],
  ['+123456', null],
  ['+1234567890123456', null],
  ['', null],
])('%s', async (written, number) => {
  expect(await byDatabase([written])).toEqual([number]);
  expect(toE164(written)).toBe(number);
});

test('whatever somebody types', async () => {
  const part = fc.constantFrom(
    '+',
    '00',
    '0',
    '(0)',
    '41',
    '7',
    '9',
    '1234567',
    ' ',
    '\u00a0',
    '-',
    '\u2013',
    '/',
    '.',
    '(',
    ')',
    '４',
    'x',
    '\t',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
        { maxLength: 200 },
      ),
      async (numbers) => {
        expect(await byDatabase(numbers)).toEqual(numbers.map(toE164));
      },
    ),
    { numRuns: 20 },
  );
});
