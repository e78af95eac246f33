/** The engine in chosen situations, each the smallest that shows one thing; the model beside it looks for the others. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { database } from '../support/sql.ts';
import type { Habits } from './memory-calendar.ts';
import { createScene, createWorld, type World } from './world.ts';

const sql = database();
const habits: Habits = { ownIds: true, vague: false, etags: 'steady', pageSize: 100 };
let scene: Awaited<ReturnType<typeof createScene>>;
let world: World;
beforeAll(async () => {
  scene = await createScene(sql);
});
beforeEach(async () => {
  world = await createWorld(sql, scene, habits, 'ask');
});

const connection = async () => {
  const [row] = await sql<{ state: string; cursor: string | null; generation: number }[]>`
    select state, cursor, generation from public.calendar_sync_connections where connection_id = ${world.connectionId}`;
  return row;
};
const conflicts = () =>
  sql<{ kind: string; status: string }[]>`
    select kind, status from public.sync_conflicts where connection_id = ${world.connectionId} order by created_at`;
const busy = () =>
  sql<{ external_event_id: string }[]>`
    select external_event_id from public.external_busy_times where connection_id = ${world.connectionId} order by 1`;
const bookAll = async () => {
  for (let slot = 0; slot < 16; slot++) await world.run({ do: 'book', slot });
  await world.quiet();
  expect(world.calendar.alive()).toHaveLength(16);
};

test('[SY26] the cursor moves only when the last page was applied; a forgotten one reads everything again', async () => {
  world = await createWorld(sql, scene, { ...habits, pageSize: 1 }, 'ask');
  await world.quiet();
  const before = await connection();
  for (let slot = 0; slot < 4; slot++) await world.run({ do: 'phone adds', slot });
  await world.run({ do: 'pull' });
  // It dies in the middle of the pages: what it had read counts, and the next one begins where this one began.
  await world.run({ do: 'work', dies: { step: 6, after: true } });
  expect((await busy()).length).toBeGreaterThan(0);
  expect((await connection())?.cursor).toBe(before?.cursor);
  await world.quiet();
  expect(await busy()).toHaveLength(4);
  expect((await connection())?.cursor).not.toBe(before?.cursor);

  const { generation = 0 } = (await connection()) ?? {};
  await world.run({ do: 'cursors are forgotten' });
  await world.run({ do: 'phone deletes', event: 0 });
  await world.quiet();
  expect((await connection())?.generation).toBe(generation + 1);
  expect(await busy()).toHaveLength(3);
  expect(await world.check()).toEqual([]);
});

test('[SY27] what is ours never takes time a second time, a copy of it does', async () => {
  await world.run({ do: 'book', slot: 0 });
  await world.quiet();
  expect(await busy()).toEqual([]);
  await world.run({ do: 'phone copies', event: 0 });
  await world.quiet();
  expect(await busy()).toHaveLength(1);
  expect(await world.check()).toEqual([]);
});

test('[SY7] "keep ours" puts an event back that was moved where the visit cannot go', async () => {
  await world.run({ do: 'book', slot: 1 });
  await world.run({ do: 'phone adds', slot: 12 });
  await world.quiet();
  const ours = world.calendar.alive().find(({ identity }) => identity !== null);
  await world.run({
    do: 'phone moves',
    event: world.calendar.alive().findIndex(({ id }) => id === ours?.id),
    slot: 12,
  });
  await world.quiet();
  expect(await conflicts()).toEqual([{ kind: 'clash', status: 'open' }]);
  await world.run({ do: 'answer', resolution: 'keep_ours' });
  await world.quiet();
  expect(world.calendar.events.get(ours?.id ?? '')?.start).toBe(ours?.start);
  expect(await world.check()).toEqual([]);
});

test('[SY28] when more is deleted than by hand, nothing is believed: the connection waits for a person', async () => {
  await bookAll();
  for (let i = 0; i < 11; i++) await world.run({ do: 'phone deletes', event: 0 });
  const before = await connection();
  await world.run({ do: 'pull' });
  await world.run({ do: 'work', dies: null });
  expect(await connection()).toEqual({ ...before, state: 'paused' });
  expect(await conflicts()).toEqual([{ kind: 'mass_deletion', status: 'open' }]);
  const [cancelled] = await sql<{ n: number }[]>`
    select count(*)::integer as n from public.appointments
    where practice_id = ${scene.practice.practice_id} and status = 'cancelled'`;
  expect(cancelled?.n).toBe(0);

  await world.run({ do: 'answer', resolution: 'keep_ours' });
  await world.quiet();
  expect(world.calendar.alive()).toHaveLength(16);
  expect(await world.check()).toEqual([]);
});

test('[SY28] ten deletions are asked about one by one', async () => {
  await bookAll();
  for (let i = 0; i < 10; i++) await world.run({ do: 'phone deletes', event: 0 });
  await world.quiet();
  expect((await connection())?.state).toBe('active');
  expect(await conflicts()).toEqual(Array.from({ length: 10 }, () => ({ kind: 'deleted', status: 'open' })));
});

test('[SY28] with the same rule where the provider only says that they are out of sight', async () => {
  world = await createWorld(sql, scene, { ...habits, vague: true }, 'cancel');
  await bookAll();
  for (let i = 0; i < 12; i++) await world.run({ do: 'phone deletes', event: 0 });
  await world.run({ do: 'pull' });
  await world.run({ do: 'work', dies: null });
  expect((await connection())?.state).toBe('paused');
});
