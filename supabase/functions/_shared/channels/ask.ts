/** One request to a provider's API: with a timeout, and with what may pass as errors of the outside world. */
import { AuthorizationExpired, RateLimited, UnexpectedResponse, Unreachable } from '../http/outside.ts';
import { secondsOf } from '../http/retry-after.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface Caller {
  fetch: Fetch;
  /** For messages: "Twilio", "Resend", "The push service". */
  service: string;
  /** For the whole exchange, until the answer is read; in milliseconds. */
  timeoutMs?: number | undefined;
}

export interface Answer {
  status: number;
  /** Null when it is no JSON. */
  body: unknown;
  /** Seconds, from Retry-After. */
  retryAfter: number | null;
}

const TIMEOUT_MS = 15_000;

/**
 * Sends the request and reads the answer, whatever its status. Redirects are not followed: the credentials are for this
 * address. Throws Unreachable when there is no whole answer in time; then nobody knows whether it was carried out.
 */
export async function ask({ fetch, service, timeoutMs = TIMEOUT_MS }: Caller, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const body = parsed(await response.text());
    return { status: response.status, body, retryAfter: secondsOf(response.headers.get('retry-after')) };
  } catch (cause) {
    throw new Unreachable(`${service} did not answer.`, cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * What an answer means that is neither a success nor a refusal of this message, to be thrown. `code` is the provider's
 * own word for it, of which only letters, digits and _ are repeated.
 */
export function troubleOf(service: string, { status, retryAfter }: Answer, code: string | number | null): Error {
  const said = `${service} answered ${status}${code !== null && /^\w+$/.test(String(code)) ? ` (${code})` : ''}.`;
  if (status === 429) return new RateLimited(said, retryAfter);
  if (status >= 500 || status === 408 || status === 425) return new Unreachable(said);
  if (status === 401) return new AuthorizationExpired(said);
  return new UnexpectedResponse(said, status);
}
