/** What may happen to a world of the model, at random. */
import fc from 'fast-check';
import type { Command, Policy } from './world.ts';

const n = fc.nat(20);
const slot = fc.nat(15);
const dies = fc.option(fc.record({ step: fc.integer({ min: 1, max: 40 }), after: fc.boolean() }), { freq: 2 });
export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('book' as const), slot }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), visit: n, slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), visit: n }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('phone moves' as const), event: n, slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('phone deletes' as const), event: n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('phone alters' as const), event: n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('phone copies' as const), event: n }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('phone adds' as const), slot }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom('unreachable', 'lost', 'throttled', 'stale', 'cursor'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'cursors are forgotten' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'pull' as const }, { do: 'reconcile' as const }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('work' as const), dies }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      resolution: fc.constantFrom('keep_ours', 'take_theirs'),
    }),
  },
);

export const policies = fc.constantFrom<Policy>('ask', 'cancel', 'restore');
