import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { offeredIsBookable, type Tally } from './offered-is-bookable.ts';
import { type Cast, cast } from './settings.ts';
import { plans } from './worlds.ts';

const sql = database();
let people: Cast;

beforeAll(async () => {
  people = await cast(sql);
});

test('[AV15] [AV16] [AV17] [AV18] in thousands of random worlds what is offered can be booked, and nothing else', {
  timeout: 1_800_000,
}, async () => {
  const tally: Tally = new Map();
  await fc.assert(
    fc.asyncProperty(plans, (plan) => offeredIsBookable(sql, people, plan, tally)),
    { numRuns: 2_000, interruptAfterTimeLimit: 1_700_000, markInterruptAsFailure: true },
  );
  // The worlds must have been worth it: each kind of answer came about.
  for (const what of ['offered', 'booked', 'free elsewhere', 'slot_taken', 'patient_busy', 'outside_availability'])
    expect(tally.get(what) ?? 0, what).toBeGreaterThanOrEqual(40);
});
