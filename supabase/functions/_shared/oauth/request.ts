/** Requests of a sign-in: with a timeout, and with failures as errors of the outside world that hold no secrets. */
import { z } from 'zod';
import { AuthorizationExpired, NotFound, RateLimited, UnexpectedResponse, Unreachable } from '../http/outside.ts';
import { secondsOf } from '../http/retry-after.ts';
import type { Fetch } from './provider.ts';

export interface Caller {
  fetch: Fetch;
  timeoutMs?: number | undefined;
  /** For messages: "Google", "Microsoft". */
  service: string;
}

const TIMEOUT_MS = 15_000;

/** Only a new sign-in mends these; a wrong secret (invalid_client) is the operator's to mend, not the person's. */
const GRANT_IS_GONE = ['invalid_grant', 'interaction_required', 'consent_required', 'login_required'];

const errorSchema = z.object({ error: z.string().regex(/^\w+$/) });

async function answerOf({ fetch, timeoutMs = TIMEOUT_MS, service }: Caller, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  } catch (cause) {
    throw new Unreachable(`${service} did not answer.`, cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The JSON of a successful answer (null when it has none); everything else is thrown. */
export async function request(caller: Caller, url: string, init: RequestInit): Promise<unknown> {
  const { status, retryAfter, text } = await answerOf(caller, url, init);
  const body = parseJson(text);
  if (status >= 200 && status < 300) return body;
  const code = errorSchema.safeParse(body).data?.error;
  const said = `${caller.service} answered ${status}${code ? ` (${code})` : ''}.`;
  if (status === 429) {
    throw new RateLimited(said, secondsOf(retryAfter));
  }
  if (status >= 500 || status === 408 || code === 'temporarily_unavailable') throw new Unreachable(said);
  if (code !== undefined && GRANT_IS_GONE.includes(code)) throw new AuthorizationExpired(said);
  if (status === 404) throw new NotFound(said);
  throw new UnexpectedResponse(said, status);
}

/** A form, as the token endpoint wants it (RFC 6749, section 3.2). */
export const postForm = (caller: Caller, url: string, form: Record<string, string>): Promise<unknown> =>
  request(caller, url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
  });

/** What belongs to the account of the token; a refused token is an expired one here. */
export async function getWithToken(caller: Caller, url: string, accessToken: string): Promise<unknown> {
  try {
    return await request(caller, url, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    });
  } catch (error) {
    if (error instanceof UnexpectedResponse && error.status === 401) throw new AuthorizationExpired(error.message);
    throw error;
  }
}
