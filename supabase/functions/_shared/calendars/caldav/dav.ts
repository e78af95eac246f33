/** WebDAV over a guarded fetch: every answer becomes a value or an error of http/outside.ts. The XML is tsdav's. */
import { type DAVResponse, davRequest } from 'tsdav';
import { base64 } from '../../crypto/base64.ts';
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
import type { Fetch } from './guarded-fetch.ts';

export interface Credentials {
  username: string;
  password: string;
}

/** One `response` of a multistatus. Names of properties are in camel case without prefix, as tsdav gives them. */
export interface Entry {
  href: string;
  status: number;
  properties: Record<string, unknown>;
}

export interface Multistatus {
  entries: Entry[];
  syncToken: string | null;
  /** Where it came from, after redirects. */
  url: string;
}

export interface DavRequest {
  method: 'PROPFIND' | 'REPORT';
  depth: '0' | '1';
  /** The document as tsdav wants it; prefixes d, c and cs are declared. */
  body: Record<string, object>;
}

export interface Dav {
  /** For GET, PUT and DELETE. */
  send(url: string, init: { method: string; headers?: Record<string, string>; body?: string }): Promise<Response>;
  multistatus(url: string, request: DavRequest): Promise<Multistatus>;
}

const namespaces = {
  'xmlns:d': 'DAV:',
  'xmlns:c': 'urn:ietf:params:xml:ns:caldav',
  'xmlns:cs': 'http://calendarserver.org/ns/',
};

export function createDav({ fetch, username, password }: Credentials & { fetch: Fetch }): Dav {
  const authorization = `Basic ${base64(new TextEncoder().encode(`${username}:${password}`))}`;

  /** Throws for every answer that is not 2xx, so that tsdav sees good ones only. */
  async function send(url: string, init: RequestInit): Promise<Response> {
    const response = await fetch(url, { ...init, headers: { ...plain(init.headers), authorization } });
    if (response.ok) return response;
    throw refusal(response, await response.text());
  }

  return {
    send,
    multistatus: async (url, { method, depth, body }) => {
      let from = url;
      const responses = await davRequest({
        url,
        init: { method, headers: { depth }, body, attributes: namespaces },
        fetch: (async (address: string, init: RequestInit) => {
          const response = await send(address, init);
          from = response.url;
          return response;
        }) as unknown as typeof globalThis.fetch,
      });
      const document = responses[0]?.raw as { multistatus?: { syncToken?: unknown } } | undefined;
      if (!document || typeof document !== 'object' || !('multistatus' in document)) {
        throw new UnexpectedResponse(
          `CalDAV: ${method} was answered without a multistatus`,
          responses[0]?.status ?? null,
        );
      }
      return { entries: responses.flatMap(entriesOf), syncToken: textOf(document.multistatus?.syncToken), url: from };
    },
  };
}

/** A response names one resource, or with a status several (RFC 4918 §14.24). */
function entriesOf({ href, status, props }: DAVResponse): Entry[] {
  const hrefs = (Array.isArray(href) ? href : [href]).map(textOf);
  return hrefs.flatMap((text) =>
    text === null || !URL.canParse(text, 'https://base.invalid')
      ? []
      : [{ href: text, status, properties: props ?? {} }],
  );
}

/** The text of an element: tsdav makes numbers of what looks like one, and keeps CDATA apart. */
export function textOf(node: unknown): string | null {
  if (typeof node === 'string') return node.trim() === '' ? null : node;
  if (typeof node === 'number' || typeof node === 'boolean') return String(node);
  if (Array.isArray(node)) return textOf(node[0]);
  if (typeof node !== 'object' || node === null) return null;
  const { _cdata, _text } = node as { _cdata?: unknown; _text?: unknown };
  return textOf(_cdata ?? _text);
}

/** An element that may be there once, several times or not. */
export function elements(node: unknown): Record<string, unknown>[] {
  const list = Array.isArray(node) ? node : [node];
  return list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}

function refusal(response: Response, body: string): Error {
  const { status, headers } = response;
  const retryAfter = waitOf(headers.get('retry-after'));
  if (status === 401) return new AuthorizationExpired('CalDAV: user name or password refused');
  if (/valid-sync-token/.test(body)) return new CursorExpired('CalDAV: the sync token is no longer known');
  if (/no-uid-conflict/.test(body)) return new UidConflict('CalDAV: the UID is taken', status, hrefIn(body));
  if (status === 429 || ((status === 503 || status === 403) && retryAfter !== null)) {
    return new RateLimited('CalDAV: too many requests', retryAfter);
  }
  if (status === 404 || status === 410) return new NotFound('CalDAV: not there', { status });
  if (status === 412) return new PreconditionFailed('CalDAV: changed in between');
  // Not implemented, and no space left: trying again changes nothing.
  if (status >= 500 && status !== 501 && status !== 507) return new Unreachable(`CalDAV: status ${status}`);
  return new UnexpectedResponse(`CalDAV: status ${status}`, status);
}

/** RFC 4791 §5.3.2.1: another object of the calendar has this UID; the server may say which. */
export class UidConflict extends UnexpectedResponse {
  override name = 'UidConflict';
  readonly href: string | null;
  constructor(message: string, status: number, href: string | null) {
    super(message, status);
    this.href = href;
  }
}

const hrefIn = (body: string): string | null => /<(?:\w+:)?href[^>]*>\s*([^<\s]+)\s*</.exec(body)?.[1] ?? null;

/** A date that the server's own clock is behind is a minute: only seconds need no clock of ours. */
const waitOf = (value: string | null): number | null => (value === null ? null : (secondsOf(value) ?? 60));

const plain = (headers: RequestInit['headers']): Record<string, string> => Object.fromEntries(new Headers(headers));
