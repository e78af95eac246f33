import { afterEach, expect, test, vi } from 'vitest';
import { endPushHere, rememberedPush, rememberPush } from './push-subscription.ts';

afterEach(() => {
  localStorage.clear();
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

/** A browser that is subscribed; answers whether it still is. */
function subscribedBrowser(unsubscribe: () => Promise<boolean>) {
  const getRegistration = async () => ({ pushManager: { getSubscription: async () => ({ unsubscribe }) } });
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { getRegistration } });
}

test('a sign-out ends push on both sides, and forgets whose it was', async () => {
  const unsubscribe = vi.fn(async () => true);
  subscribedBrowser(unsubscribe);
  rememberPush('p1', 's1');
  rememberPush('p2', 's2');
  localStorage.setItem('theme', 'dark');
  const forgotten: string[][] = [];
  await endPushHere(async (ids) => forgotten.push(ids));
  expect(forgotten.map((ids) => ids.toSorted())).toEqual([['s1', 's2']]);
  expect(unsubscribe).toHaveBeenCalledOnce();
  expect([rememberedPush('p1'), rememberedPush('p2'), localStorage.getItem('theme')]).toEqual([
    undefined,
    undefined,
    'dark',
  ]);
});

test('a server that cannot be told and a browser that refuses keep nobody from signing out', async () => {
  subscribedBrowser(() => Promise.reject(new Error('gone')));
  rememberPush('p1', 's1');
  await endPushHere(() => Promise.reject(new Error('offline')));
  expect(rememberedPush('p1')).toBeUndefined();
});

test('without push there is nothing to tell', async () => {
  const forget = vi.fn(async () => undefined);
  await endPushHere(forget);
  expect(forget).not.toHaveBeenCalled();
});
