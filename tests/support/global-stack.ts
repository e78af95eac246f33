/**
 * Gives every test that needs a database one shared stack. The projects pg, e2e and long each load this file, so the
 * running stack is kept on globalThis and stopped by the last one. CARESLOT_STACK=<data folder> uses a stack that
 * already runs. Neither its schedule nor its database calls functions: tests do this work themselves, undisturbed.
 */
import type { TestProject } from 'vitest/node';
import { type RunningStack, readStack, startStack } from './stack-process.ts';

const shared = globalThis as { careslotStack?: { running: Promise<RunningStack>; users: number } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const existing = process.env.CARESLOT_STACK;
  if (existing) {
    project.provide('stack', readStack(existing));
    return async () => {};
  }
  shared.careslotStack ??= { running: startStack({ flags: ['--no-background'] }), users: 0 };
  const mine = shared.careslotStack;
  mine.users += 1;
  project.provide('stack', (await mine.running).stack);
  return async () => {
    mine.users -= 1;
    if (mine.users === 0) await (await mine.running).stop();
  };
}
