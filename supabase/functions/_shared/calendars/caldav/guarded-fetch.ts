/**
 * Requests to a server whose address a person typed in. They go out over https only, to public addresses only, to the site
 * that the person gave only (the password goes with every one), with every redirect checked anew, a limit of time and
 * a limit of size. The name is resolved before the connection is made and again by the connection itself: who changes it
 * in between must still show a certificate of that name.
 */
import { UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import { isPublicAddress, literalAddress } from './address.ts';
import { absolute } from './path.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface GuardOptions {
  fetch: Fetch;
  /** What the person gave; its site is the only one that is ever asked. */
  serverUrl: string;
  /** All addresses (A and AAAA) of a host. */
  resolveHost(hostname: string): Promise<string[]>;
  /** Also http and private networks: for a server in the practice's own network, and for tests. */
  allowPrivate: boolean;
  /** For one request with its redirects, until its body is read. */
  timeoutMs: number;
  maxBytes?: number;
}

/** The address is not one that may be asked: not https, in a private network, or of another site than the person gave. */
export class AddressRefused extends UnexpectedResponse {
  override name = 'AddressRefused';
}

/** The answer is longer than is read. */
export class ResponseTooLarge extends UnexpectedResponse {
  override name = 'ResponseTooLarge';
}

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** The part of a host name below which all hosts are of one owner, by rule of thumb: two labels, three under "co.uk". */
function siteOf(hostname: string): string {
  if (literalAddress(hostname)) return hostname;
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}

/** A fetch that throws Unreachable and UnexpectedResponse; `url` of its answers is where the last redirect led. */
export function createGuardedFetch(options: GuardOptions): Fetch {
  const { serverUrl, resolveHost, allowPrivate, timeoutMs, maxBytes = 32 * 2 ** 20 } = options;
  const site = siteOf(absolute(serverUrl).hostname);

  async function check(url: URL, signal: AbortSignal): Promise<void> {
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
      throw new AddressRefused('CalDAV: only https is allowed', null);
    }
    if (url.username || url.password) throw new UnexpectedResponse('CalDAV: a password in an address', null);
    if (siteOf(url.hostname) !== site) throw new AddressRefused('CalDAV: sent on to another site', null);
    if (allowPrivate) return;
    const literal = literalAddress(url.hostname);
    const addresses = literal ? [literal] : await resolved(url.hostname, signal);
    if (!addresses.every(isPublicAddress)) {
      throw new AddressRefused('CalDAV: the server is in a private network', null);
    }
  }

  async function resolved(hostname: string, signal: AbortSignal): Promise<string[]> {
    let addresses: string[];
    try {
      addresses = await Promise.race([resolveHost(hostname), aborted(signal)]);
    } catch (cause) {
      throw new Unreachable('CalDAV: the name of the server is not known', cause);
    }
    if (addresses.length === 0) throw new Unreachable('CalDAV: the name of the server is not known');
    return addresses;
  }

  async function once(url: URL, init: RequestInit): Promise<Response> {
    try {
      const response = await options.fetch(url.href, { ...init, redirect: 'manual' });
      return withUrl(await read(response, maxBytes), url.href);
    } catch (cause) {
      if (cause instanceof UnexpectedResponse) throw cause;
      throw new Unreachable('CalDAV: no answer', cause);
    }
  }

  return async (address, init = {}) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let url = absolute(address);
    let request = init;
    for (let hop = 0; ; hop++) {
      await check(url, signal);
      const response = await once(url, { ...request, signal });
      const location = response.headers.get('location');
      if (!redirects.has(response.status) || !location) return response;
      if (hop === maxRedirects) throw new UnexpectedResponse('CalDAV: too many redirects', response.status);
      url = absolute(location, url.href);
      // WebDAV methods keep their name and body on 301 and 302 as well, unlike POST on the web.
      if (response.status === 303) request = { ...(init.headers ? { headers: init.headers } : {}), method: 'GET' };
    }
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

async function read(response: Response, maxBytes: number): Promise<Response> {
  const { status, statusText, headers } = response;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new ResponseTooLarge('CalDAV: the answer is too large', status);
    }
    parts.push(new Uint8Array(next.value));
  }
  const body = size === 0 ? null : new Blob(parts);
  return new Response(body, { status, statusText, headers });
}

const withUrl = (response: Response, url: string): Response => Object.defineProperty(response, 'url', { value: url });
