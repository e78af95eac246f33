import { afterAll, beforeAll, test, vi } from 'vitest';
import { database } from '../../support/sql.ts';
import { slot } from './clinic.ts';
import { type Arena, createArena, type Path, runRound } from './race.ts';

const sql = database();
let arena: Arena;
let next = 0;

beforeAll(async () => {
  arena = await createArena(sql);
});
afterAll(() => arena?.end());

// Seconds on a machine of its own, more where others share its cores.
vi.setConfig({ testTimeout: 180_000 });

async function race(rounds: number, ...paths: Path[]): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    next += 1;
    await runRound(sql, arena, paths, slot(next));
  }
}

// 100 rounds of 50 in all. A deadlock would show as another refusal than slot_taken.
test('[R1, BK11] 50 bookings of one slot at once: one gets it, 49 are refused with alternatives', () =>
  race(15, arena.paths.book));
test('[R1] 50 inserts with the secret key at once: one row', () => race(10, arena.paths.insert));
test('[R1] 50 SQL inserts over 10 connections at once: one row, no deadlock', () => race(20, arena.paths.sql));
test('[R1, R3] 50 pending requests confirmed at once: one is confirmed, 49 stay requests', () =>
  race(15, arena.paths.confirm));
test('[R1] 50 visits moved to one slot at once: one arrives, 49 stay where they were', () =>
  race(15, arena.paths.reschedule));
test('[R1] 50 series at once', () => race(5, arena.paths.series));
test('[R1, BK4] 50 holds of one slot at once: one hold', () => race(10, arena.paths.hold));
test('[R1] every path in one race', () => {
  const { book, insert, sql: rawSql, confirm, reschedule, series, hold } = arena.paths;
  return race(10, book, insert, rawSql, confirm, reschedule, series, hold);
});
