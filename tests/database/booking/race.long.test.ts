/** The races of race.pg.test.ts, 500 rounds of 50. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pick, randomFrom } from '../../support/random.ts';
import { database } from '../../support/sql.ts';
import { slot } from './clinic.ts';
import { type Arena, createArena, type Path, runRound } from './race.ts';

const sql = database();
let arena: Arena;
beforeAll(async () => {
  arena = await createArena(sql);
});
afterAll(() => arena?.end());

test('[R1, R3] 500 races over randomly mixed paths have one winner each', async () => {
  const random = randomFrom('500 races');
  const all = Object.values(arena.paths) as [Path, ...Path[]];
  for (let round = 0; round < 500; round += 1) {
    const mixed = [pick(random, all), ...all.filter(() => random() < 0.5)];
    await runRound(sql, arena, [...new Set(mixed)], slot(round));
  }
  const [row] = await sql`
    select count(*)::int as overlaps from public.appointments a join public.appointments b
      on a.clinician_id = b.clinician_id and a.appointment_id < b.appointment_id
      and a.scheduled_start < b.blocked_until and b.scheduled_start < a.blocked_until
    where a.holds_time and b.holds_time and a.clinician_id = ${arena.clinic.clinician.clinician_id}`;
  expect(row?.overlaps).toBe(0);
});
