import { Client, GraphError } from '@microsoft/microsoft-graph-client';
import {
  AuthorizationExpired,
  CursorExpired,
  NotFound,
  PreconditionFailed,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../../http/outside.ts';
import { secondsOf } from '../../http/retry-after.ts';
import type { Tokens } from '../port.ts';

export interface GraphOptions {
  fetch: typeof globalThis.fetch;
  tokens: Tokens;
  /** Where Graph answers: "https://graph.microsoft.com", with or without "/v1.0". */
  baseUrl: string;
  now(): Date;
  timeoutMs: number;
}

type Method = 'get' | 'post' | 'patch' | 'delete';

export interface Graph {
  /** `path` follows "/v1.0". Resolves with the JSON of the answer, or undefined where there is none. */
  ask(method: Method, path: string, more?: { body?: unknown; etag?: string | null }): Promise<unknown>;
}

const version = 'v1.0';

/** Ids that survive a move, and times without a zone to convert from. Both are forgotten from one request to the next. */
const prefer = 'IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=200';

/**
 * One request, one answer or one error of outside.ts. The package's own chain is replaced: the engine decides about
 * trying again, and a request ends when its time is over, the reading of the answer included.
 */
export function createGraph({ fetch, tokens, baseUrl, now, timeoutMs }: GraphOptions): Graph {
  const client = Client.initWithMiddleware({
    baseUrl: baseUrl.replace(/\/+$/, '').replace(/\/v1\.0$/, ''),
    defaultVersion: version,
    middleware: {
      execute: async (context) => {
        const signal = AbortSignal.timeout(timeoutMs);
        context.response = await legible(
          await fetch(context.request, { ...context.options, redirect: 'manual', signal }),
        );
      },
    },
  });

  async function send(
    token: string,
    ...[method, path, { body, etag } = {}]: Parameters<Graph['ask']>
  ): Promise<unknown> {
    const request = client.api(path).headers({ Authorization: `Bearer ${token}`, Prefer: prefer });
    if (etag) request.header('If-Match', etag);
    return await (method === 'post' || method === 'patch' ? request[method](body) : request[method]());
  }

  return {
    async ask(...what) {
      const token = await tokens.access();
      try {
        return await send(token, ...what);
      } catch (error) {
        if (!(error instanceof GraphError) || error.statusCode !== 401) throw toOutside(error, what[1], now());
      }
      const fresh = await tokens.access(token);
      return send(fresh, ...what).catch((error: unknown) => {
        throw toOutside(error, what[1], now());
      });
    },
  };
}

/** The package forgets the headers of a refusal that is not JSON, and with them how long to wait: it gets one that is. */
async function legible(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (response.ok || isJson) return response;
  await response.body?.cancel();
  const headers = { 'content-type': 'application/json', 'retry-after': response.headers.get('retry-after') ?? '' };
  return new Response('{"error":{}}', { status: response.status, headers });
}

/** A link of an answer as a path of ours: tokens are never sent to an address that an answer names. */
export function pathOf(link: string): string {
  const { pathname, search } = URL.canParse(link) ? new URL(link) : { pathname: '', search: '' };
  const at = pathname.indexOf(`/${version}/`);
  if (at < 0) throw new UnexpectedResponse('Microsoft Graph sent a link that leads elsewhere.', 200);
  return pathname.slice(at + version.length + 1) + search;
}

/** The codes that say that a person or an administrator took the permission away. */
const denials = ['ErrorAccessDenied', 'AccessDenied', 'Authorization_RequestDenied'];

/** Messages of Graph may quote contents and stay out; of a failed connection the cause is kept. */
function toOutside(error: unknown, path: string, now: Date): unknown {
  if (!(error instanceof GraphError)) return error;
  const { statusCode: status, code } = error;
  if (status < 0) return new Unreachable('Microsoft Graph did not answer.', error);
  // It broke off or is no JSON; what could be read of it may stand in the cause.
  if (status < 300) return new Unreachable('The answer of Microsoft Graph cannot be read.');
  const text = `Microsoft Graph answered ${status} (${code ?? 'no code'}).`;
  const isLost = /^syncState(NotFound|Invalid)$|^resyncRequired$/i.test(code ?? '') && status < 500;
  if (isLost || (status === 410 && path.includes('/calendarView/delta?'))) return new CursorExpired(text);
  if (status === 401 || (status === 403 && denials.includes(code ?? ''))) return new AuthorizationExpired(text);
  if (status === 404 || status === 410) return new NotFound(text);
  if (status === 412) return new PreconditionFailed(text);
  const wait = error.headers?.get('retry-after') || null;
  if (status === 429 || status === 509 || (status === 503 && wait !== null))
    return new RateLimited(text, wait === null ? null : waitOf(wait, now));
  return status >= 500 ? new Unreachable(text) : new UnexpectedResponse(text, status);
}

/** Graph also names a date. */
function waitOf(retryAfter: string, now: Date): number | null {
  const seconds = secondsOf(retryAfter);
  if (seconds !== null) return seconds;
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now.getTime()) / 1000));
}
