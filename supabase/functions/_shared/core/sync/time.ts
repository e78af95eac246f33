/** Times as the planner compares them: whole seconds in UTC, because providers round and spell instants differently. */

/** From `start` to `end`, both ISO 8601 instants. */
export interface Span {
  start: string;
  end: string;
}

/** "2026-11-20T09:00:00.400+01:00" → "2026-11-20T08:00:00Z". Throws a RangeError for what is no instant. */
export const toSecond = (instant: string): string =>
  new Date(Math.floor(Date.parse(instant) / 1000) * 1000).toISOString().replace('.000Z', 'Z');

export const normalise = ({ start, end }: Span): Span => ({ start: toSecond(start), end: toSecond(end) });

/** One text for one time: equal exactly when both sides mean the same. Kept as `base_hash` of a link. */
export const fingerprint = (span: Span): string => {
  const { start, end } = normalise(span);
  return `${start}/${end}`;
};

export const sameTime = (a: Span, b: Span): boolean => fingerprint(a) === fingerprint(b);
