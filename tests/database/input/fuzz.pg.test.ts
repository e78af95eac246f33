/** Any JSON for any argument: never a 5xx, never an answer without words. The seed is printed by the test run. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { rpc } from '../access/http.ts';
import { createWorld, type World } from '../access/world.ts';
import { type Args, cases } from './cases.ts';

const sql = database();
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

const instants = fc
  .date({ min: new Date('-000001-01-01T00:00:00Z'), max: new Date('+010001-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uuid(),
  fc.integer(),
  fc.double(),
  instants,
  fc.array(fc.uuid(), { maxLength: 5 }),
  fc.constantFrom(
    'infinity',
    '-infinity',
    'now',
    'epoch',
    'allballs',
    '4714-01-01 BC',
    '{}',
    '{null}',
    '[]',
    'null',
    '\u0000',
  ),
);

describe.each(Object.keys(cases))('[AC30] %s', (name) => {
  test('answers any arguments with success or a sentence', async () => {
    const { as, right } = cases[name] ?? { as: 'admin' as const, right: () => ({}) };
    const good: Args = await right(world, sql);
    const keys = [...Object.keys(good), 'duration_minutes', 'appointment_type', 'patient_id', 'expected_version'];
    const changes = fc.dictionary(fc.constantFrom(...keys), anything, { minKeys: 1, maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const { status, body } = await rpc(world.callers[as], name, { ...good, ...change });
        const text = `${JSON.stringify(change)} → ${status} ${JSON.stringify(body)}`;
        expect(status, text).toBeLessThan(500);
        if (status >= 400) expect(body, text).toMatchObject({ code: expect.any(String), message: expect.any(String) });
      }),
      { numRuns: 60 },
    );
  });
});
