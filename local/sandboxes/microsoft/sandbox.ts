/**
 * A stand-in for Microsoft on this computer: sign-in, Graph v1.0 calendars and change notifications, faithful where a
 * client could notice. Nothing leaves the process but the notifications that a client asked for.
 */
import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { formWithoutSecrets, type LoggedRequest, withoutSecrets } from '../request-log.ts';
import { type Asked, callApi, type Parts } from './api.ts';
import { createControl, type MicrosoftControl } from './control.ts';
import { callControl } from './control-http.ts';
import { createDelta } from './delta.ts';
import { createFaults, failureOf } from './faults.ts';
import { GraphFailure, graphError, type Reply, readText } from './http.ts';
import { createMailboxes, type Mailbox } from './mailbox.ts';
import { createNotifier } from './notifier.ts';
import { createOAuth } from './oauth.ts';
import { usual } from './settings.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface MicrosoftSandbox {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Serves on 127.0.0.1; port 0 takes a free one. Resolves with the address. */
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
  control: MicrosoftControl;
  /** What the functions need in their environment to find the stand-in. */
  environment(): Record<string, string>;
}

interface MicrosoftSandboxOptions {
  now: () => Date;
  newId?: () => string;
  /** The public address when served through another server; its path is cut off the requests' paths. */
  origin?: string;
  client?: { id: string; secret: string };
}

const oauthPath = /^\/[^/]+\/oauth2\/v2\.0\/(authorize|token)$/;

export function createMicrosoftSandbox({
  now,
  newId = randomUUID,
  origin,
  client,
}: MicrosoftSandboxOptions): MicrosoftSandbox {
  const app = client ?? { id: 'microsoft-sandbox-client', secret: 'microsoft-sandbox-secret' };
  const prefix = origin ? new URL(origin).pathname.replace(/\/$/, '') : '';
  let address = origin?.replace(/\/$/, '') ?? '';
  const log: LoggedRequest[] = [];
  const all = new Map<string, Mailbox>();
  const settings = { ...usual };
  const faults = createFaults();
  const notifier = createNotifier(newId);
  const subscriptions = createSubscriptions({ now, newId, settings, notifier });
  const parts: Parts = {
    now,
    settings,
    subscriptions,
    all,
    newId,
    mailboxes: createMailboxes({ now, newId, changed: subscriptions.changed }),
    oauth: createOAuth({ now, newId, settings, mailboxes: all, client: app }),
    delta: createDelta(newId),
    running: new Map(),
  };
  const control = createControl({ parts, faults, notifier, all, log, newId });

  async function answer(asked: Asked): Promise<Reply> {
    const { method, path, query, headers, body } = asked;
    const oauth = oauthPath.exec(path)?.[1];
    if (oauth === 'authorize' && method === 'GET')
      return parts.oauth.authorize(query, headers.accept?.toString() ?? '');
    if (oauth === 'token' && method === 'POST') return parts.oauth.token(new URLSearchParams(body));
    if (!path.startsWith('/v1.0/')) throw new GraphFailure(404, 'ResourceNotFound', 'There is nothing here.');
    return callApi(parts, { ...asked, path: path.slice('/v1.0'.length) }, `${address}/v1.0`);
  }

  /** Null breaks the connection. */
  async function withFaults(asked: Asked): Promise<Reply | null> {
    if (faults.latency > 0) await delay(faults.latency);
    const fault = faults.next(asked.method, asked.path);
    if (fault?.kind === 'drop') return null;
    const trouble = fault && failureOf(fault);
    if (trouble) return refusal(trouble);
    const given = await answer(asked).catch(refusal);
    return fault ? null : given;
  }

  function refusal(error: unknown): Reply {
    const known =
      error instanceof GraphFailure ? error : new GraphFailure(500, 'ErrorInternalServerError', 'It failed.');
    return graphError(known, newId(), now());
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
    const method = request.method ?? 'GET';
    const body = await readText(request);
    if (path.startsWith('/_control/')) {
      send(response, callControl(control, method, path.slice('/_control/'.length), body));
      return;
    }
    const entry: LoggedRequest = {
      at: now().toISOString(),
      method,
      path: path + url.search,
      headers: withoutSecrets(request.headers),
      body: oauthPath.test(path) ? formWithoutSecrets(body) : body,
      status: null,
    };
    log.push(entry);
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
      if (response.headersSent) response.destroy();
      else send(response, refusal(error));
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
      await notifier.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    environment: () => ({
      MICROSOFT_LOGIN_URL: address,
      MICROSOFT_GRAPH_URL: `${address}/v1.0`,
      MICROSOFT_CLIENT_ID: app.id,
      MICROSOFT_CLIENT_SECRET: app.secret,
    }),
  };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const isText = typeof body === 'string';
  const content = body === undefined ? '' : isText ? body : JSON.stringify(body);
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...(content !== '' && !isText && { 'content-type': 'application/json; odata.metadata=minimal; charset=utf-8' }),
    ...(isText && {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }),
    ...headers,
  });
  response.end(content);
}
