/**
 * One key per intention. The same form sent again after a lost answer must not act twice, so it keeps its key; a form
 * whose values changed after a try is a new intention and gets a new one.
 */
export function createIdempotency(newId: () => string) {
  let last: { key: string; fingerprint: string } | undefined;
  let fresh = newId();
  return (payload: unknown): string => {
    const fingerprint = JSON.stringify(payload);
    if (last && last.fingerprint === fingerprint) return last.key;
    const key = last ? newId() : fresh;
    fresh = key;
    last = { key, fingerprint };
    return key;
  };
}
