import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Api } from './api.ts';
import { deeperThan } from './json-depth.ts';
import { messageOf, warn } from './log.ts';
import { sendProblem, sendUnavailable } from './problem.ts';

const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip);
const BODY_LIMIT = 10_000_000;
// Lite and its driver call themselves once per level.
const DEPTH_LIMIT = 500;
const PACKED_FROM = 4_000;

/** One set of database connections. `lost` aborts when they are given up, so that nobody waits on them for ever. */
export interface Generation {
  api: Api;
  lost: AbortSignal;
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toRequest(request: IncomingMessage, body: Buffer | string): Request {
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.append(request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? '');
  }
  const method = request.method ?? 'GET';
  return new Request(`http://${request.headers.host ?? '127.0.0.1'}${request.url}`, {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
}

/** GoTrue's general type "email" stands for the code of a sign-in or of a sign-up; Lite knows only the special ones. */
function verifyBodies(request: IncomingMessage, body: Buffer): (Buffer | string)[] {
  if (request.method !== 'POST' || !request.url?.startsWith('/auth/v1/verify')) return [body];
  try {
    const asked = JSON.parse(body.toString()) as { type?: unknown };
    if (asked.type === 'email') return ['magiclink', 'signup'].map((type) => JSON.stringify({ ...asked, type }));
  } catch {
    // Not JSON: Lite says so.
  }
  return [body];
}

/** Waits for `work`, but no longer than the connections it uses exist. */
async function untilLost<T>(lost: AbortSignal, work: Promise<T>): Promise<T> {
  lost.throwIfAborted();
  let stop = () => {};
  const gone = new Promise<never>((_, reject) => {
    stop = () => reject(lost.reason);
    lost.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, gone]).finally(() => lost.removeEventListener('abort', stop));
}

/** Compressed, as hosted platforms do; small answers are not worth the work. */
async function packed(request: IncomingMessage, answer: Response): Promise<{ bytes: Buffer; encoding?: 'gzip' }> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const fit =
    bytes.length > PACKED_FROM &&
    /json/.test(answer.headers.get('content-type') ?? '') &&
    /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  return fit ? { bytes: await gzip(bytes, { level: 1 }), encoding: 'gzip' } : { bytes };
}

/** Passes a request for /rest/v1 or /auth/v1 to the current API, or answers 503 while there is none. */
export async function serveApi(
  current: Generation | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (!body) return sendProblem(response, 413, 'too_large', 'The request body is larger than 10 MB.');
  if (deeperThan(DEPTH_LIMIT, body))
    return sendProblem(response, 400, 'PGRST102', 'The request body is nested too deeply.');
  if (!current) return sendUnavailable(response);
  const { api, lost } = current;
  try {
    let answer: Response | undefined;
    for (const candidate of verifyBodies(request, body)) {
      answer = await untilLost(lost, api.fetch(toRequest(request, candidate), request.socket.remoteAddress ?? null));
      if (answer.ok) break;
    }
    if (!answer) return sendUnavailable(response);
    const headers: Record<string, string | string[]> = Object.fromEntries(answer.headers);
    const cookies = answer.headers.getSetCookie();
    if (cookies.length) headers['set-cookie'] = cookies;
    headers['access-control-allow-origin'] ??= '*';
    headers['x-content-type-options'] = 'nosniff';
    headers['cache-control'] ??= 'no-store';
    const { bytes, encoding } = await packed(request, answer);
    if (encoding) Object.assign(headers, { 'content-encoding': encoding, vary: 'accept-encoding' });
    if (bytes.length > 0) headers['content-length'] = String(bytes.length);
    response.writeHead(answer.status, headers);
    response.end(bytes);
  } catch (error) {
    if (lost.aborted) return sendUnavailable(response);
    if (response.destroyed) return;
    warn('api', messageOf(error));
    sendProblem(response, 500, 'internal', 'The request failed unexpectedly.');
  }
}
