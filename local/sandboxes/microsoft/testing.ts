import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMicrosoftCalendar } from '../../../supabase/functions/_shared/calendars/microsoft/microsoft-calendar.ts';
import type { Change, OutgoingEvent, PullRequest } from '../../../supabase/functions/_shared/calendars/port.ts';
import { createMicrosoftSandbox } from './sandbox.ts';

/** A sandbox that serves, with one account, its calendar and an adapter for it; a clock that moves when told. */
export const window = { start: '2026-11-01T00:00:00Z', end: '2027-05-01T00:00:00Z' };

export const utc = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });

/** A lesson of somebody's, on a day of November 2026. */
export const lesson = (day: number, hour = 8) => ({
  subject: 'Cello lesson of Ada',
  start: utc(`2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00`),
  end: utc(`2026-11-${String(day).padStart(2, '0')}T${String(hour + 1).padStart(2, '0')}:00:00`),
});

export const weekly = (startDate: string, numberOfOccurrences: number) => ({
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
  range: { type: 'numbered', startDate, numberOfOccurrences },
});

export const visit = (digit: string, start = '2026-11-20T08:00:00Z', end = '2026-11-20T08:30:00Z'): OutgoingEvent => ({
  identity: `cs${digit.repeat(32)}g0`,
  start,
  end,
  url: 'https://careslot.example/visits/1',
});

export async function openSandbox() {
  let time = Date.parse('2026-11-15T10:00:00Z');
  const now = () => new Date(time);
  const sandbox = createMicrosoftSandbox({ now });
  const address = await sandbox.listen();
  const { control } = sandbox;
  const email = 'ada@practice.example';
  control.addAccount(email);
  const calendarId = control.accounts()[0]?.calendars[0]?.id ?? '';

  /** As the server keeps tokens: one at a time, a new one when the old one is refused. */
  let token = control.grant(email).accessToken;
  const tokens = {
    refused: [] as string[],
    access: (refused?: string): Promise<string> => {
      if (refused !== undefined) {
        tokens.refused.push(refused);
        token = control.grant(email).accessToken;
      }
      return Promise.resolve(token);
    },
  };
  const adapter = (timeoutMs = 5_000) =>
    createMicrosoftCalendar({ fetch, tokens, calendarId, baseUrl: `${address}/v1.0`, now, timeoutMs });

  /** What was asked since the last time, as "METHOD path" without ids and queries. */
  function asked(): string[] {
    const requests = control.requests().map(({ method, path }) => {
      const [route = ''] = path.replace('/v1.0', '').split('?');
      return `${method} ${route.replace(/\/(calendars|events|subscriptions)\/[^/]+/g, '/$1/*')}`;
    });
    control.clearRequests();
    return requests;
  }

  return {
    address,
    control,
    email,
    calendarId,
    tokens,
    adapter,
    asked,
    now,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    close: () => sandbox.close(),
  };
}

/** All pages of a pull. */
export async function pullAll(
  calendar: ReturnType<typeof createMicrosoftCalendar>,
  cursor: string | null,
  linked: string[] = [],
): Promise<{ changes: Change[]; cursor: string; pages: number }> {
  const changes: Change[] = [];
  const request: PullRequest = { cursor, page: null, window, isLinked: (id) => linked.includes(id) };
  for (let pages = 1; ; pages++) {
    const page = await calendar.pull(request);
    changes.push(...page.changes);
    if (page.cursor !== null) return { changes, cursor: page.cursor, pages };
    request.page = page.next;
  }
}

/** An address for notifications that answers the handshake and keeps what it is told. */
export async function openReceiver() {
  const validated: string[] = [];
  const notices: Record<string, unknown>[] = [];
  const posts: { path: string; body: string }[] = [];
  const told = new EventTarget();
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    const token = url.searchParams.get('validationToken');
    if (token !== null) {
      validated.push(url.pathname);
      response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    posts.push({ path: url.pathname, body });
    notices.push(...(JSON.parse(body) as { value: Record<string, unknown>[] }).value);
    response.writeHead(202).end();
    told.dispatchEvent(new Event('notice'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/microsoft`,
    validated,
    notices,
    posts,
    until: async (count: number) => {
      while (notices.length < count) await once(told, 'notice');
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
