/** Twilio's error codes that are about one person's number (https://www.twilio.com/docs/api/errors). */
import type { SendResult } from '../port.ts';

type Refused = Extract<SendResult, { outcome: 'refused' }>;

const reasons: Record<number, Refused['reason']> = {
  /** The person has answered STOP. */
  21610: 'opted_out',
  /** Not a valid number, not a mobile one, not one that can be reached by text. */
  21211: 'bad_address',
  21217: 'bad_address',
  21614: 'bad_address',
  21612: 'bad_address',
  30005: 'bad_address',
  30006: 'bad_address',
  /** No texts to that country, by the account's own settings. */
  21408: 'rejected',
  /** Filtered by the carrier, and sent too late to make sense. */
  30007: 'rejected',
  30036: 'rejected',
};

/** The refusal that a code stands for; null for every other code. */
export function refusalOf(code: number | null): Refused | null {
  const reason = code === null ? undefined : reasons[code];
  return reason ? { outcome: 'refused', reason, detail: `Twilio: ${code}.` } : null;
}
