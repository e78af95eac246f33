import { expect, test } from 'vitest';
import { swipeDirection } from './swipe.ts';

const from = { x: 200, y: 400, at: 0 };
const to = (x: number, y: number, at = 200) => ({ x, y, at });

test.each([
  ['a stroke to the left is the next day', to(100, 410), false, 1],
  ['a stroke to the right is the day before', to(300, 390), false, -1],
  ['mirrored, a stroke to the right is the next day', to(300, 400), true, 1],
  ['mirrored, a stroke to the left is the day before', to(100, 400), true, -1],
  ['scrolling is none', to(190, 200), false, 0],
  ['a slanting one is none', to(120, 350), false, 0],
  ['a short one is none', to(160, 400), false, 0],
  ['a slow one is none', to(100, 400, 900), false, 0],
] as const)('%s', (_, end, rtl, direction) => {
  expect(swipeDirection(from, end, rtl)).toBe(direction);
});
