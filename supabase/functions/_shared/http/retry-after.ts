/** Retry-After as seconds; null for a date, or for none (RFC 9110 §10.2.3). */
export const secondsOf = (retryAfter: string | null): number | null =>
  retryAfter !== null && /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) : null;
