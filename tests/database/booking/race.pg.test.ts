import { afterAll, beforeAll, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { slot } from './clinic.ts';
import { type Arena, attempts, createArena, type Path, runRound } from './race.ts';

const sql = database();
let arena: Arena;
let next = 0;
let deadlocks = 0;

const countDeadlocks = async () => {
  const [row] = await sql<{ deadlocks: number }[]>`
    select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`;
  return row?.deadlocks ?? 0;
};

beforeAll(async () => {
  arena = await createArena(sql);
  deadlocks = await countDeadlocks();
});
afterAll(() => arena?.end());

async function race(rounds: number, ...paths: Path[]): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await runRound(sql, arena, paths, slot(next));
    next += 1;
  }
}

// 100 rounds of 50 in all.
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

test('[R1] none of the races met a deadlock', async () => {
  expect(next * attempts).toBe(5_000);
  expect(await countDeadlocks()).toBe(deadlocks);
});
