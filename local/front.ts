import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Generation, serveApi } from './api-gateway.ts';
import type { Handler } from './handler.ts';
import { messageOf, warn } from './log.ts';
import { CORS, sendProblem } from './problem.ts';
import type { Account } from './stack-file.ts';
import { SECURITY_HEADERS } from './static-files.ts';

interface FrontOptions {
  port: number;
  functionsPort: number;
  /** How long a function may be silent; in milliseconds. */
  functionPatienceMs?: number;
  publishableKey: string;
  allowedHosts: string[];
  accounts: () => Account[];
  /** /inbox, /inbox.json and everything below /inbox/. */
  inbox: Handler;
  /** The API of the moment; undefined while the database recovers. */
  generation: () => Generation | undefined;
  /** The stand-in of an outside service under that path, if any. */
  sandbox: (pathname: string) => Handler | undefined;
  /** Everything that is not an API: the web app. */
  web: Handler;
}

function sendText(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': `${type}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  });
  response.end(body);
}

const sendJson = (response: ServerResponse, value: unknown) =>
  sendText(response, 'application/json', JSON.stringify(value));

function preflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    ...CORS,
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    vary: 'access-control-request-headers',
  });
  response.end();
}

/** A function that says nothing for this long is given up; hosted ones end sooner. */
const FUNCTION_PATIENCE_MS = 150_000;

function proxyFunctions(
  { functionsPort: port, functionPatienceMs: timeout = FUNCTION_PATIENCE_MS }: FrontOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  let slow = false;
  const upstream = http.request(
    { host: '127.0.0.1', port, path: request.url, method: request.method, headers: request.headers, timeout },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...CORS, ...answer.headers });
      answer.pipe(response);
    },
  );
  upstream.on('timeout', () => {
    slow = true;
    upstream.destroy(new Error('timeout'));
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else if (slow) sendProblem(response, 504, 'timeout', 'The function did not answer in time.');
    else sendProblem(response, 503, 'unavailable', 'The functions are starting.', { 'retry-after': '1' });
  });
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

/** A page elsewhere can point its own host name at 127.0.0.1; only requests that name this machine are answered. */
function isAllowedHost(host: string | undefined, port: number, allowed: string[]): boolean {
  if (!host) return false;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (['127.0.0.1', 'localhost', '[::1]'].includes(name) && host.endsWith(`:${port}`)) || allowed.includes(name);
}

/** The one address of the stack: web app, REST, auth, functions and the local pages. Realtime joins at 'upgrade'. */
export function createFront(options: FrontOptions): Server {
  const { port, publishableKey } = options;
  const originOf = (request: IncomingMessage) => `http://${request.headers.host}`;

  const pages: Record<string, Handler> = {
    '/config.json': (request, response) =>
      sendJson(response, { supabase_url: originOf(request), publishable_key: publishableKey, home: 'embedded' }),
    '/demo-accounts.json': (_, response) => sendJson(response, options.accounts()),
  };

  const route: Handler = (request, response) => {
    const pathname = (request.url ?? '/').split('?')[0] ?? '/';
    if (!isAllowedHost(request.headers.host, port, options.allowedHosts)) {
      return sendProblem(response, 421, 'wrong_host', 'This name does not belong to the stack. See --allow-host.');
    }
    const isApi = /^\/(rest|auth|functions|realtime)\/v1(\/|$)/.test(pathname);
    if (isApi && request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
      return preflight(request, response);
    }
    if (pathname.startsWith('/functions/v1/')) return proxyFunctions(options, request, response);
    if (/^\/(rest|auth)\/v1(\/|$)/.test(pathname)) return serveApi(options.generation(), request, response);
    if (isApi) return sendProblem(response, 404, 'not_found', 'There is nothing at this address.');
    const sandbox = options.sandbox(pathname);
    if (sandbox) return sandbox(request, response);
    if (/^\/inbox(\.json)?(\/|$)/.test(pathname)) return options.inbox(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendProblem(response, 405, 'method_not_allowed', 'This address can only be read.', { allow: 'GET, HEAD' });
    }
    return (pages[pathname.replace(/(.)\/$/, '$1')] ?? options.web)(request, response);
  };

  return http.createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    Promise.resolve()
      .then(() => route(request, response))
      .catch((error: unknown) => {
        warn('front', messageOf(error));
        sendProblem(response, 500, 'internal', 'The request failed unexpectedly.');
      });
  });
}
