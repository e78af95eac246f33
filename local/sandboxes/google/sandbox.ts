/**
 * A stand-in for Google on this computer: sign-in, Calendar API v3 and push, faithful where a client could notice.
 * Nothing leaves the process but the notifications that a client asked for.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { formWithoutSecrets, type LoggedRequest, withoutSecrets } from '../request-log.ts';
import { type Answer, errorAnswer, GoogleError } from './answer.ts';
import { type ApiRequest, callApi, type Parts } from './api.ts';
import { createChannels } from './channels.ts';
import { createConferences } from './conference.ts';
import { createControl, type GoogleControl } from './control.ts';
import { callControl } from './control-http.ts';
import { settleConference } from './events.ts';
import { createFaults, faultAnswer } from './faults.ts';
import { authorize, revoke, token } from './oauth.ts';
import { createState } from './state.ts';

export interface GoogleSandbox {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Serves on 127.0.0.1; port 0 takes a free one. Resolves with the address. */
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
  control: GoogleControl;
  /** What the functions need in their environment to find the stand-in. */
  environment(): Record<string, string>;
}

interface GoogleSandboxOptions {
  now: () => Date;
  /** The public address when served through another server; its path is cut off the requests' paths. */
  origin?: string;
  client?: { id: string; secret: string };
}

const BODY_LIMIT = 1_000_000;
const LOG_LIMIT = 20_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new GoogleError(413, 'uploadTooLarge', 'Request Too Large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body, html, headers }: Answer): void {
  const content = html ?? (body === undefined ? '' : JSON.stringify(body));
  const type = html === undefined ? 'application/json; charset=UTF-8' : 'text/html; charset=utf-8';
  response.writeHead(status, {
    ...(content === '' ? {} : { 'content-type': type }),
    'cache-control': 'no-store',
    ...(html === undefined
      ? {}
      : { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" }),
    ...headers,
  });
  response.end(content);
}

const AUTHORIZE = '/o/oauth2/v2/auth';
const SECRET_PATHS = ['/token', '/revoke'];

export function createGoogleSandbox(options: GoogleSandboxOptions): GoogleSandbox {
  const client = options.client ?? { id: 'google-sandbox-client', secret: 'google-sandbox-secret' };
  const state = createState(options.now, client);
  const prefix = options.origin ? new URL(options.origin).pathname.replace(/\/$/, '') : '';
  const log: LoggedRequest[] = [];
  let address = options.origin?.replace(/\/$/, '') ?? '';
  const channels = createChannels(state, () => address);
  const conferences = createConferences((calendar, id, outcome) => {
    settleConference(calendar, id, outcome, state.now());
    channels.notify(calendar);
  });
  const parts: Parts = {
    state,
    channels,
    conferences,
    faults: createFaults(),
    pages: { limit: 2500, startsEmpty: false },
  };
  const control = createControl(parts, log);

  async function answer({ method, path, query, headers, body }: ApiRequest): Promise<Answer> {
    if (method === 'GET' && path === AUTHORIZE) return authorize(state, query, headers.accept?.toString() ?? '');
    if (method === 'POST' && path === '/token') return token(state, new URLSearchParams(body));
    if (method === 'POST' && path === '/revoke') {
      return revoke(state, new URLSearchParams(body).get('token') ?? query.get('token') ?? '');
    }
    return callApi(parts, { method, path, query, headers, body });
  }

  /** Null breaks the connection. */
  async function withFaults(request: ApiRequest): Promise<Answer | null> {
    const { method, path } = request;
    if (parts.faults.latency > 0) await delay(parts.faults.latency);
    const fault = parts.faults.next(method, path);
    if (fault?.kind === 'drop') return null;
    const trouble = fault && faultAnswer(fault);
    if (trouble) return trouble;
    const given = await answer(request).catch((error: unknown) => {
      if (error instanceof GoogleError) return errorAnswer(error);
      throw error;
    });
    return fault ? null : given;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (path.startsWith('/_control/')) {
      send(response, callControl(control, method, path.slice('/_control/'.length), body));
      return;
    }
    const entry: LoggedRequest = {
      at: state.now().toISOString(),
      method,
      path: path + url.search,
      headers: withoutSecrets(request.headers),
      body: SECRET_PATHS.includes(path) ? formWithoutSecrets(body) : body,
      status: null,
    };
    log.push(entry);
    if (log.length > LOG_LIMIT) log.shift();
    const given = await withFaults({ method, path, query: url.searchParams, headers: request.headers, body });
    if (!given) {
      response.destroy();
      return;
    }
    entry.status = given.status;
    send(response, given);
  }

  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      const known = error instanceof GoogleError ? error : new GoogleError(500, 'backendError', 'Backend Error');
      if (response.headersSent) response.destroy();
      else send(response, errorAnswer(known));
    });
  };
  const server = http.createServer(handler);

  return {
    handler,
    control,
    listen: (port = 0) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          address ||= `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          resolve(address);
        });
      }),
    close: async () => {
      conferences.stop();
      await parts.channels.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    environment: () => ({
      GOOGLE_AUTH_URL: address + AUTHORIZE,
      GOOGLE_TOKEN_URL: `${address}/token`,
      GOOGLE_REVOKE_URL: `${address}/revoke`,
      GOOGLE_API_URL: address,
      GOOGLE_CLIENT_ID: client.id,
      GOOGLE_CLIENT_SECRET: client.secret,
    }),
  };
}
