import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { moveKey } from './appointments/move.ts';
import { createRefresher } from './live.ts';

/** A clock that is wound by hand, and queries that say when they have become stale. */
function setUp() {
  const client = new QueryClient();
  let due: (() => void) | undefined;
  const schedule = ((run: () => void) => {
    due = run;
    return 0;
  }) as unknown as typeof setTimeout;
  const names = ['appointments', 'slots', 'calendar', 'messages', 'practice'];
  for (const name of names) client.setQueryData([name], name);
  const stale = () => names.filter((name) => client.getQueryState([name])?.isInvalidated === true);
  const pass = () => {
    const run = due;
    due = undefined;
    run?.();
  };
  return { client, refresher: createRefresher(client, schedule), stale, pass };
}

test('each kind of change makes its own queries stale, once things are quiet', () => {
  const { refresher, stale, pass } = setUp();
  refresher.request('message_added');
  refresher.request('conversation_read');
  expect(stale()).toEqual([]);
  pass();
  expect(stale()).toEqual(['messages']);
  refresher.request('appointment_changed');
  pass();
  expect(stale()).toEqual(['appointments', 'slots', 'calendar', 'messages']);
});

test('without a kind, anything live may have changed', () => {
  const { refresher, stale, pass } = setUp();
  refresher.request();
  pass();
  expect(stale()).toEqual(['appointments', 'slots', 'calendar', 'messages']);
});

test('nothing is asked for while a move is on its way, and everything afterwards', async () => {
  const { client, refresher, stale, pass } = setUp();
  let done: () => void = () => undefined;
  const answer = new Promise<void>((resolve) => {
    done = resolve;
  });
  const moving = client
    .getMutationCache()
    .build(client, { mutationKey: moveKey, mutationFn: () => answer })
    .execute(undefined);
  refresher.request('appointment_changed');
  pass();
  expect(stale()).toEqual([]);
  done();
  await moving;
  pass();
  expect(stale()).toEqual(['appointments', 'slots', 'calendar']);
});
