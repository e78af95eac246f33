/** What the stand-ins of message services share: an HTTP server, trouble on demand, and a log of what was asked. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler } from '../../handler.ts';
import { type LoggedRequest, withoutSecrets } from '../request-log.ts';

export interface Asked {
  method: string;
  /** Below the stand-in's own address, decoded by nobody. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface Answer {
  status: number;
  /** Sent as JSON unless it is text; nothing when absent. */
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * A number is answered instead of doing anything. 'drop': the connection breaks before anything is done; 'drop_after':
 * when it was done, so that the caller cannot know; 'silent': no answer ever comes, and nothing is done.
 */
export interface Fault {
  kind: number | 'drop' | 'drop_after' | 'silent';
  /** How many requests it hits; one when absent. */
  times?: number;
  /** Only requests of this method. */
  method?: string;
  /** Seconds. */
  retryAfter?: number;
}

interface StandInOptions {
  now: () => Date;
  /** The public address when served through another server; its path is cut off the requests' paths. */
  origin?: string | undefined;
  answer(asked: Asked): Answer | Promise<Answer>;
  /** A number of a fault in the service's own words. */
  failure(status: number): unknown;
  /** `path` is what follows /_control/. Undefined: there is no such control. */
  control(method: string, path: string, body: Record<string, unknown>): unknown;
}

export interface StandIn {
  handler: Handler;
  /** Serves on 127.0.0.1; port 0 takes a free one. Resolves with the address. */
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
  /** The address under which it is reached. */
  address(): string;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** The requests so far, without secrets, but for those to the control itself. */
  requests(): LoggedRequest[];
}

const BODY_LIMIT = 1_000_000;
const LOG_LIMIT = 1_000;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const content = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, {
    ...(content === '' ? {} : { 'content-type': type }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(content);
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString() || '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** JSON only: a page elsewhere cannot send it without being asked first, and it is not answered then. */
const isForeign = ({ method, headers }: IncomingMessage) =>
  method !== 'GET' && headers['content-type'] !== 'application/json' && headers.origin !== undefined;

export function createStandIn(options: StandInOptions): StandIn {
  const prefix = options.origin ? new URL(options.origin).pathname.replace(/\/$/, '') : '';
  let address = options.origin?.replace(/\/$/, '') ?? '';
  let faults: (Fault & { times: number })[] = [];
  const log: LoggedRequest[] = [];

  function nextFault(method: string): Fault | undefined {
    const fault = faults.find((one) => one.times > 0 && (one.method ?? method) === method);
    if (fault) fault.times--;
    return fault;
  }

  /** Null breaks the connection. */
  async function answered(asked: Asked, response: ServerResponse): Promise<Answer | null> {
    const fault = nextFault(asked.method);
    if (fault?.kind === 'drop') return null;
    if (fault?.kind === 'silent') {
      await new Promise((resolve) => response.once('close', resolve));
      return null;
    }
    if (typeof fault?.kind === 'number') {
      const { kind: status, retryAfter } = fault;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return { status, body: options.failure(status), headers };
    }
    const answer = await options.answer(asked);
    return fault ? null : answer;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (path.startsWith('/_control/')) {
      if (isForeign(request)) return send(response, { status: 403 });
      const result = await controlled(method, path.slice('/_control/'.length), parsed(body));
      return send(response, result === undefined ? { status: 404 } : { status: 200, body: result });
    }
    const { headers } = request;
    const entry: LoggedRequest = {
      at: options.now().toISOString(),
      method,
      path: path + url.search,
      headers: withoutSecrets(headers),
      body: body.toString(),
      status: null,
    };
    log.push(entry);
    if (log.length > LOG_LIMIT) log.shift();
    const answer = await answered({ method, path, query: url.searchParams, headers, body }, response);
    if (!answer) {
      response.destroy();
      return;
    }
    entry.status = answer.status;
    send(response, answer);
  }

  async function controlled(method: string, path: string, body: Record<string, unknown>): Promise<unknown> {
    if (path === 'faults' && method === 'POST') faults.push({ times: 1, ...(body as unknown as Fault) });
    else if (path === 'faults' && method === 'DELETE') faults = [];
    else if (path === 'requests' && method === 'GET') return log;
    else return options.control(method, path, body);
    return {};
  }

  const handler: Handler = (request, response) =>
    serve(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else send(response, { status: 500 });
    });
  const server = http.createServer((request, response) => void handler(request, response));

  return {
    handler,
    address: () => address,
    listen: (port = 0) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          address ||= `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          resolve(address);
        });
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    fault: (fault) => {
      faults.push({ times: 1, ...fault });
    },
    clearFaults: () => {
      faults = [];
    },
    requests: () => [...log],
  };
}
