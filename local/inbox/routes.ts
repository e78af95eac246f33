/** The addresses of the inbox: /inbox, /inbox.json and what lies below /inbox/. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../handler.ts';
import { sendProblem } from '../problem.ts';
import { SECURITY_HEADERS } from '../static-files.ts';
import type { Channel, Message, Messages } from './messages.ts';
import { inboxPage, type Wanted } from './page.ts';

interface InboxOptions {
  messages: Messages;
  /** Somebody answers a text message. */
  reply(from: string, body: string): Promise<unknown>;
}

const PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/** A mail's own HTML: it may look as it likes, and run, load and send nothing. */
const FOREIGN = `sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'`;
const BODY_LIMIT = 10_000;

function send(response: ServerResponse, type: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'content-security-policy': PAGE,
    ...headers,
  });
  response.end(body);
}

/** What programs read: all but the contents of files. */
function shown({ attachments, html, ...message }: Message) {
  return {
    ...message,
    html_url: html === null ? null : `/inbox/${message.id}/html`,
    attachments: attachments.map(({ name, type, method }, n) => ({
      name,
      type,
      method,
      url: `/inbox/${message.id}/attachments/${n}`,
    })),
  };
}

function wantedOf(query: URLSearchParams): Wanted {
  const channel = (['email', 'sms', 'push'] satisfies Channel[]).find((one) => one === query.get('channel'));
  return { channel, to: query.get('to') || undefined };
}

/** A form of another site's page is not ours; browsers say where a form comes from in one of two ways. */
function isOurs({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined || origin === `http://${host}`;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) break;
  }
  return new URLSearchParams(text);
}

/** Answers everything at or below /inbox, and /inbox.json. */
export function createInboxRoutes({ messages, reply }: InboxOptions): Handler {
  async function answered(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurs(request)) return sendProblem(response, 403, 'forbidden', 'This form is not of this page.');
    const form = await formOf(request);
    const [from, body] = [form.get('from') ?? '', (form.get('body') ?? '').trim()];
    if (!/^\+\d{7,15}$/.test(from) || body === '' || body.length > 1600) {
      return sendProblem(response, 422, 'invalid_input', 'An answer needs a number and a text.');
    }
    await reply(from, body);
    const location = `/inbox?${new URLSearchParams({ channel: 'sms', to: from })}`;
    response.writeHead(303, { ...SECURITY_HEADERS, location, 'content-length': '0' }).end();
  }

  /** Undefined: there is no such message, or it has no such part. */
  function part(
    id: number,
    kind: string,
    n: number,
  ): [type: string, body: string | Uint8Array, name: string] | undefined {
    const message = messages.find(id);
    if (kind === 'html') return message?.html == null ? undefined : ['text/html; charset=utf-8', message.html, ''];
    const file = message?.attachments[n];
    return file && ['application/octet-stream', file.content, file.name.replace(/[^\w.-]/g, '_')];
  }

  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://inbox');
    const path = url.pathname.replace(/(.)\/$/, '$1');
    if (path === '/inbox/replies' && request.method === 'POST') return answered(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendProblem(response, 405, 'method_not_allowed', 'This address can only be read.', { allow: 'GET, HEAD' });
    }
    const wanted = wantedOf(url.searchParams);
    if (path === '/inbox.json') {
      return send(response, 'application/json; charset=utf-8', JSON.stringify(messages.list(wanted).map(shown)));
    }
    if (path === '/inbox') {
      const origin = `http://${request.headers.host}`;
      return send(response, 'text/html; charset=utf-8', inboxPage(messages.list(), origin, wanted));
    }
    const [, id, kind = '', n] = /^\/inbox\/(\d+)\/(html|attachments)(?:\/(\d+))?$/.exec(path) ?? [];
    const found = part(Number(id ?? -1), kind, Number(n ?? -1));
    if (!found) return sendProblem(response, 404, 'not_found', 'There is no such message.');
    const [type, content, name] = found;
    send(response, type, content, {
      'content-security-policy': FOREIGN,
      ...(name && { 'content-disposition': `attachment; filename="${name}"` }),
    });
  };
}
