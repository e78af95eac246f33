/** What a finger did, judged at its end: a quick sideways stroke turns the page, everything else is somebody else's. */
export type Touch = { x: number; y: number; at: number };

const leastPixels = 56;
const mostMilliseconds = 600;

/** 1 for later, -1 for earlier, 0 for no swipe. In a mirrored page the later day lies to the left. */
export function swipeDirection(from: Touch, to: Touch, rtl: boolean): 1 | -1 | 0 {
  const across = to.x - from.x;
  const down = to.y - from.y;
  if (Math.abs(across) < leastPixels || Math.abs(across) < 2 * Math.abs(down)) return 0;
  if (to.at - from.at > mostMilliseconds) return 0;
  return across < 0 === !rtl ? 1 : -1;
}
