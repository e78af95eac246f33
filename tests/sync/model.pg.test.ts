/**
 * The sync engine against random worlds [SY29]: edits and deletions on both sides, lost answers, refusals, throttling,
 * stale, missing and restless etags, forgotten cursors, workers killed at any step. When the dust has settled both sides
 * agree, nothing was lost or doubled, nobody else's event was touched, and a further run writes nothing.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seed } from '../support/random.ts';
import { databasePool } from '../support/sql.ts';
import { commands, policies } from './commands.ts';
import type { Habits } from './memory-calendar.ts';
import { createScene, createWorld } from './world.ts';

const habits: fc.Arbitrary<Habits> = fc.record({
  ownIds: fc.boolean(),
  vague: fc.boolean(),
  etags: fc.constantFrom('steady', 'missing', 'restless'),
  pageSize: fc.constantFrom(1, 2, 5, 100),
});

const lanes = 4;
const runs = Number(process.env.CARESLOT_SYNC_RUNS ?? 1_000);

test('[SY29] whatever happens, both sides agree in the end', { timeout: 1_800_000 }, async () => {
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const sql = databasePool(2);
      try {
        const scene = await createScene(sql);
        await fc.assert(
          fc.asyncProperty(
            fc.array(commands, { minLength: 3, maxLength: 14 }),
            habits,
            policies,
            async (steps, style, rule) => {
              const world = await createWorld(sql, scene, style, rule);
              for (const step of steps) await world.run(step);
              await world.quiet();
              expect(await world.check()).toEqual([]);
            },
          ),
          { numRuns: Math.ceil(runs / lanes), seed: seed + lane, endOnFailure: true },
        );
      } finally {
        await sql.end();
      }
    }),
  );
});
