/** A proxy in front of a CalDAV server: asks for a password, keeps what was sent, and fails as real servers do. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Fault {
  matches(request: ProxiedRequest): boolean;
  /** How many requests it befalls; without, all. */
  times?: number;
  /** Null breaks the connection off. */
  answer(
    request: ProxiedRequest,
    forward: (changed?: Partial<ProxiedRequest>) => Promise<Answer>,
  ): Promise<Answer | null>;
}

export interface CalDavProxy {
  url: string;
  /** Every request that came, refused ones as well; without the password. */
  requests: ProxiedRequest[];
  inject(fault: Fault): void;
  /** No more faults, and an empty log. */
  clear(): void;
  stop(): Promise<void>;
}

export async function startCalDavProxy(options: {
  target: string;
  username: string;
  password: string;
  /** Whether the target asks for the password itself. */
  passwordOn: boolean;
}): Promise<CalDavProxy> {
  const { target, username, password, passwordOn } = options;
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const requests: ProxiedRequest[] = [];
  let faults: (Fault & { left: number })[] = [];

  async function handle(request: ProxiedRequest, authorization: string | undefined): Promise<Answer | null> {
    const refused = { status: 401, headers: { 'www-authenticate': 'Basic realm="test"' }, body: '' };
    if (authorization !== expected) return refused;
    const forward = (changed: Partial<ProxiedRequest> = {}) =>
      send(target, { ...request, ...changed }, passwordOn ? authorization : undefined);
    const fault = faults.find((f) => f.left > 0 && f.matches(request));
    if (!fault) return forward();
    fault.left--;
    return fault.answer(request, forward);
  }

  const server = http.createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { authorization, ...headers } = incoming.headers;
    const body = Buffer.concat(chunks).toString('utf8');
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers, body };
    requests.push(request);
    const answer = await handle(request, authorization);
    if (!answer) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    inject: (fault) => faults.push({ ...fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults = [];
      requests.length = 0;
    },
    stop: async () => {
      const closed = new Promise<unknown>((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** As it is, also with methods and redirects that fetch would not let through. */
function send(
  target: string,
  { method, path, headers, body }: ProxiedRequest,
  authorization?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const {
      host: _,
      'content-length': __,
      connection: ___,
      'transfer-encoding': ____,
      'accept-encoding': _____,
      ...kept
    } = headers;
    const own = { ...kept, 'content-length': Buffer.byteLength(body), ...(authorization ? { authorization } : {}) };
    const request = http.request(new URL(path, target), { method, headers: own, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const passed = ['content-type', 'etag', 'location', 'retry-after'].flatMap((name) => {
        const value = response.headers[name];
        return typeof value === 'string' ? [[name, value] as const] : [];
      });
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 500, headers: Object.fromEntries(passed), body: text });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const isReport = (name: string) => (request: ProxiedRequest) =>
  request.method === 'REPORT' && request.body.includes(name);
const responses = /<(?:\w+:)?response>[\s\S]*?<\/(?:\w+:)?response>/g;
const xml = { 'content-type': 'text/xml; charset=utf-8' };
const notice = (status: number, element: string): Answer => ({
  status,
  headers: xml,
  body: `<?xml version="1.0"?><d:error xmlns:d="DAV:"><d:${element}/></d:error>`,
});

/** What CalDAV servers do to their clients. */
export const faults = {
  /** The request is carried out, its answer never comes. */
  lostAnswer: (method: string, times = 1): Fault => ({
    matches: (request) => request.method === method,
    times,
    answer: async (_, forward) => {
      await forward();
      return null;
    },
  }),
  noEtag: (): Fault => ({
    matches: (request) => request.method === 'PUT',
    answer: async (_, forward) => {
      const { headers, ...answer } = await forward();
      const { etag: _etag, ...kept } = headers;
      return { ...answer, headers: kept };
    },
  }),
  status: (method: string, status: number, headers: Record<string, string> = {}, times?: number): Fault => ({
    matches: (request) => request.method === method,
    ...(times === undefined ? {} : { times }),
    answer: async () => ({ status, headers, body: '' }),
  }),
  /** An answer of the server's own making to every such request. */
  says: (method: string, answer: Answer, times?: number): Fault => ({
    matches: (request) => request.method === method,
    ...(times === undefined ? {} : { times }),
    answer: async () => answer,
  }),
  expiredToken: (status = 403): Fault => ({
    matches: (request) => isReport('sync-collection')(request) && /<(?:\w+:)?sync-token>\s*[^<\s]/.test(request.body),
    answer: async () => notice(status, 'valid-sync-token'),
  }),
  /** A server without sync-collection. */
  noSyncCollection: (): Fault => ({
    matches: isReport('sync-collection'),
    answer: async () => notice(403, 'supported-report'),
  }),
  /** Lists `size` objects at a time, with 507 for the calendar while there are more (RFC 6578 §3.6). */
  cutShort: (size: number): Fault => ({
    matches: isReport('sync-collection'),
    answer: async (request, forward) => {
      const [, skipped = '0'] = /urn:cut:(\d+)/.exec(request.body) ?? [];
      const whole = await forward({ body: request.body.replace(/urn:cut:\d+/, '') });
      const all = whole.body.match(responses) ?? [];
      const until = Number(skipped) + size;
      const shown = all.slice(Number(skipped), until);
      const [token = ''] = /<(?:\w+:)?sync-token>[\s\S]*?<\/(?:\w+:)?sync-token>/.exec(whole.body) ?? [];
      const root = /<((?:\w+:)?)multistatus[^>]*>/.exec(whole.body);
      const p = root?.[1] ?? '';
      const more =
        until >= all.length
          ? token
          : `<${p}response><${p}href>${request.path}</${p}href><${p}status>HTTP/1.1 507 Insufficient Storage</${p}status>` +
            `<${p}error><${p}number-of-matches-within-limits/></${p}error></${p}response>` +
            `<${p}sync-token>urn:cut:${until}</${p}sync-token>`;
      return { ...whole, body: `${root?.[0]}${shown.join('')}${more}</${p}multistatus>` };
    },
  }),
  /** Leaves out the last of the objects that were asked for. */
  fewer: (): Fault => ({
    matches: isReport('calendar-multiget'),
    answer: async (_, forward) => {
      const answer = await forward();
      const last = answer.body.match(responses)?.at(-1) ?? '';
      return { ...answer, body: answer.body.replace(last, '') };
    },
  }),
  redirect: (method: string, to: string, status = 307, times = Number.POSITIVE_INFINITY): Fault => ({
    matches: (request) => request.method === method,
    times,
    answer: async (request) => ({ status, headers: { location: new URL(request.path, to).href }, body: '' }),
  }),
};
