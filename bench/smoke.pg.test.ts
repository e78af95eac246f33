import { expect, test } from 'vitest';
import { stack } from '../tests/support/stack.ts';
import { aims } from './aims.ts';
import { bench } from './bench.ts';
import { sampleNoise } from './machine.ts';
import { renderResults } from './results.ts';

test('the benches run from loading to the report, and the race has one winner', async () => {
  const run = await bench({
    stack,
    smallStack: stack,
    scale: 'smoke',
    parts: ['slots', 'booking'],
    quiet: await sampleNoise(),
    say: () => {},
  });

  expect(run.visits).toEqual({ big: 4_000, small: 2_000 });
  for (const { id, slots, times } of run.slots?.cases ?? []) {
    expect(slots, id).toBeGreaterThan(0);
    expect(times.p50, id).toBeGreaterThan(0);
  }
  const slotsOf = (id: string) => run.slots?.cases.find((one) => one.id === id)?.slots ?? 0;
  expect(slotsOf('server-same'), 'the same rows in both databases').toBe(slotsOf('server-small'));
  expect(slotsOf('server-sparse')).toBeGreaterThan(slotsOf('server-dense'));
  for (const race of run.booking?.races ?? []) {
    expect(race).toMatchObject({ decided: race.slots, deadlocks: 0, answers: { booked: 3, slot_taken: 21 } });
  }
  expect(run.booking?.throughput.map((one) => one.times.count)).toEqual([10, 10, 10]);

  const text = renderResults(run);
  for (const aim of aims(run)) expect(text).toContain(aim.what);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});
