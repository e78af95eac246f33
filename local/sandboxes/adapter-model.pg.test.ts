/**
 * The model of the engine [SY29] once more, with the adapters and HTTP between the engine and the calendar: what the
 * calendar in memory leaves out (etags, 409 and 412, pages, broken connections) is real here. Fewer runs, as each is slower.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCalDav } from '../../tests/providers/caldav-under-test.ts';
import type { CalendarUnderTest } from '../../tests/providers/calendar-under-test.ts';
import { calDavServers, startCalDavServer } from '../../tests/support/caldav-server.ts';
import { seed } from '../../tests/support/random.ts';
import { databasePool } from '../../tests/support/sql.ts';
import { commands, policies } from '../../tests/sync/commands.ts';
import { createOutsideWorld, createScene } from '../../tests/sync/world.ts';
import { openGoogle } from './google/under-test.ts';
import { openMicrosoft } from './microsoft/under-test.ts';

const runs = Math.ceil((Number(process.env.CARESLOT_SYNC_RUNS ?? 1_000) * 60) / 1_000);
const now = () => new Date();
const timeout = 1_800_000;

async function agree(
  provider: 'google' | 'microsoft' | 'apple',
  numRuns: number,
  open: () => Promise<CalendarUnderTest>,
) {
  const sql = databasePool(2);
  try {
    const scene = await createScene(sql);
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { minLength: 3, maxLength: 14 }), policies, async (steps, policy) => {
        const outside = await open();
        try {
          const world = await createOutsideWorld(sql, scene, { outside, provider, policy });
          for (const step of steps) await world.run(step);
          await world.quiet();
          expect(await world.check()).toEqual([]);
        } finally {
          await outside.close();
        }
      }),
      { numRuns, seed, endOnFailure: true },
    );
  } finally {
    await sql.end();
  }
}

test('[SY29] both sides agree in the end through the adapter of Google', { timeout }, () =>
  agree('google', runs, () => openGoogle(now)),
);

test('[SY29] both sides agree in the end through the adapter of Microsoft', { timeout }, () =>
  agree('microsoft', runs, () => openMicrosoft(now)),
);

for (const { kind, installed, reason } of calDavServers) {
  describe.skipIf(!installed)(`${kind}${reason}`, () => {
    test(`[SY29] both sides agree in the end through CalDAV and ${kind}`, { timeout }, async () => {
      const server = await startCalDavServer(kind);
      try {
        // Its servers take their time.
        await agree('apple', Math.ceil(runs / 4), () => openCalDav(server, now));
      } finally {
        await server.stop();
      }
    });
  });
}
