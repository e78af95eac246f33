/**
 * Google's own client, sending through the given fetch: it knows the addresses and encodings, here is what it must not
 * decide. It does not try again (the engine does), waits no longer than told, and never sees a refused token twice.
 */
import { calendar, type calendar_v3 } from '@googleapis/calendar';
import { UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import type { Tokens } from '../port.ts';
import { type Answer, isAboutPush } from './failure.ts';

export type Fetch = typeof globalThis.fetch;

export interface ClientOptions {
  fetch: Fetch;
  tokens: Tokens;
  /** Where Google's API answers: "https://www.googleapis.com", with or without "/calendar/v3". */
  baseUrl: string;
  timeoutMs?: number;
}

type Headers = Record<string, string>;

/** One call of the client with the headers it must carry. */
type Operation = (
  api: calendar_v3.Calendar,
  options: { headers: Headers },
) => Promise<{ status: number; data: unknown; headers: { 'retry-after'?: string | undefined } }>;

export interface Client {
  /** The answer, whatever its status. `headers` are sent beside the token. */
  send(operation: Operation, headers?: Headers): Promise<Answer>;
}

const TIMEOUT_MS = 20_000;

/** A 401 about the address of a channel is another one: no token mends it. */
const isRefusedToken = ({ status, body }: Answer) => status === 401 && !isAboutPush(body);

export function createClient({ fetch, tokens, baseUrl, timeoutMs = TIMEOUT_MS }: ClientOptions): Client {
  const base = baseUrl.replace(/\/+$/, '').replace(/\/calendar\/v3$/, '');

  // The client's `rootUrl` would lose a path in the base; its signal and size options are not those of every runtime.
  const fetchImplementation: Fetch = (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const headers = new globalThis.Headers(init?.headers);
    headers.delete('accept-encoding');
    return fetch(base + pathname + search, {
      method: init?.method ?? 'GET',
      headers,
      body: init?.body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
    });
  };
  const api = calendar({ version: 'v3', retry: false, validateStatus: () => true, fetchImplementation });

  async function attempt(operation: Operation, headers: Headers, token: string): Promise<Answer> {
    try {
      const answer = await operation(api, { headers: { ...headers, authorization: `Bearer ${token}` } });
      return { status: answer.status, body: answer.data, retryAfter: answer.headers['retry-after'] ?? null };
    } catch (error) {
      // Its own error holds the whole request; only the reason underneath may go on.
      const cause = error instanceof Error ? error.cause : undefined;
      if (error instanceof Error && 'config' in error) throw new Unreachable('Google Calendar did not answer.', cause);
      throw new UnexpectedResponse('The request to Google Calendar could not be made.', null, error);
    }
  }

  return {
    send: async (operation, headers = {}) => {
      const token = await tokens.access();
      const answer = await attempt(operation, headers, token);
      return isRefusedToken(answer) ? attempt(operation, headers, await tokens.access(token)) : answer;
    },
  };
}
