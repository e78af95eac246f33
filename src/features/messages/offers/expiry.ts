import type { TimeRange } from '../../../lib/errors.ts';

/** How long an offer may wait for its answer, in hours. */
export const expiryChoices = [24, 48, 72, 168] as const;
export type ExpiryHours = (typeof expiryChoices)[number];
export const usualExpiry: ExpiryHours = 48;

const hourMs = 60 * 60_000;

export const toExpiry = (text: string): ExpiryHours =>
  expiryChoices.find((hours) => String(hours) === text) ?? usualExpiry;

/** When an offer made now would end: after its hours, but never after its first time begins. */
export function expiryOf(
  hours: ExpiryHours,
  times: readonly TimeRange[],
  now: number,
): { at: string; byFirstTime: boolean } {
  const wished = now + hours * hourMs;
  const first = Math.min(...times.map(({ start }) => Date.parse(start)));
  return { at: new Date(Math.min(wished, first)).toISOString(), byFirstTime: first < wished };
}

/** What is left when it is less than a day: whole hours, in the last hour whole minutes. */
export function remaining(expiresAt: string, now: number): { unit: 'hours' | 'minutes'; count: number } | undefined {
  const left = Date.parse(expiresAt) - now;
  if (left <= 0 || left >= 24 * hourMs) return undefined;
  return left >= hourMs
    ? { unit: 'hours', count: Math.floor(left / hourMs) }
    : { unit: 'minutes', count: Math.ceil(left / 60_000) };
}
