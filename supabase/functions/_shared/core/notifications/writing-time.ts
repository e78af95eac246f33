/**
 * The instant that a message is written at: that of its first try, so that a second try has the same words (a provider
 * that is asked whether it sent them finds them), unless midnight lies between: "tomorrow" has to stay true.
 */
import type { Notice } from './notice.ts';

export function writingTime({ written_at, recipient, practice }: Notice, now: Date): Date {
  const first = new Date(written_at);
  return dateIn(recipient.timezone, practice.timezone, first) === dateIn(recipient.timezone, practice.timezone, now)
    ? first
    : now;
}

/** The date on the reader's wall; on the practice's where Intl does not know the reader's zone. */
function dateIn(zone: string, otherwise: string, at: Date): string {
  try {
    return new Intl.DateTimeFormat('sv', { timeZone: zone }).format(at);
  } catch {
    return zone === otherwise ? at.toISOString().slice(0, 10) : dateIn(otherwise, otherwise, at);
  }
}
