/**
 * Reminders against random worlds [NT2]: visits booked, moved and cancelled while eight workers at once send, are killed
 * at any step, find providers down, busy, or silent after they took a message. When the last visit is over, nothing is
 * left waiting and nobody got the same message twice. In a database of its own: a worker takes whatever is due.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seed } from '../support/random.ts';
import { type RunningStack, startStack } from '../support/stack-process.ts';
import { type Command, createScene, createWorld, type Scene } from './world.ts';

const runs = Number(process.env.CARESLOT_REMINDER_RUNS ?? 40);

const worker = fc.record({ dies: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 2 }), after: fc.boolean() });
const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('book'), slot: fc.nat(15), patient: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move'), visit: fc.nat(5), slot: fc.nat(15) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel'), visit: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass'), minutes: fc.constantFrom(1, 5, 45, 300, 700) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mishap'), mishap: fc.constantFrom('lost', 'down', 'busy') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('opt out'), patient: fc.nat(2) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('work'), workers: fc.array(worker, { minLength: 1, maxLength: 8 }) }),
  },
) as fc.Arbitrary<Command>;

let running: RunningStack;
let sql: postgres.Sql;
let workers: postgres.Sql[];
let scene: Scene;
beforeAll(async () => {
  running = await startStack({ demo: false, flags: ['--no-background'] });
  const connect = () => postgres(running.stack.database_url, { max: 1, onnotice: () => {} });
  sql = connect();
  workers = Array.from({ length: 8 }, connect);
  scene = await createScene(sql);
}, 200_000);
afterAll(async () => {
  await Promise.all([sql, ...(workers ?? [])].map((one) => one?.end()));
  await running?.stop();
});

test('[NT2] whatever happens, everybody is told at most once, and what was sent is known', {
  timeout: 1_800_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(commands, { minLength: 5, maxLength: 30 }), async (steps) => {
      const world = await createWorld(sql, scene, workers);
      for (const step of steps) await world.run(step);
      await world.quiet();
      expect(await world.check()).toEqual([]);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
});
