import { answerBatch } from './batch.ts';
import { type Call, readPrefer } from './call.ts';
import type { createDelta } from './delta.ts';
import * as events from './events-api.ts';
import { GraphFailure, graphError, parseJson, type Reply } from './http.ts';
import type { Mailbox, Mailboxes } from './mailbox.ts';
import type { createOAuth } from './oauth.ts';
import { getSchedule } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { createSubscriptions } from './subscriptions.ts';

/** /v1.0: who asks, how they want the answer, and which route it is. */
export interface Parts {
  now(): Date;
  settings: Settings;
  mailboxes: Mailboxes;
  /** Every mailbox by its address. */
  all: Map<string, Mailbox>;
  newId(): string;
  oauth: ReturnType<typeof createOAuth>;
  delta: ReturnType<typeof createDelta>;
  subscriptions: ReturnType<typeof createSubscriptions>;
  /** How many requests of a mailbox are being answered. */
  running: Map<Mailbox, number>;
}

export interface Asked {
  method: string;
  /** Without its query. */
  path: string;
  query: URLSearchParams;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

type Route = (call: Call, parts: Parts, id: string, below: string) => Reply | Promise<Reply>;

const mainOf = ({ mailbox }: Call) => mailbox.calendars.find(({ isDefault }) => isDefault)?.id ?? '';

const routes: [method: string, path: RegExp, route: Route][] = [
  ['GET', /^\/me$/, events.me],
  ['GET', /^\/me\/calendars$/, events.listCalendars],
  ['GET', /^\/me\/calendars\/([^/]+)\/events$/, (call, _, id) => events.listEvents(call, id)],
  ['POST', /^\/me\/calendars\/([^/]+)\/events$/, (call, _, id) => events.createEvent(call, id)],
  ['GET', /^\/me\/calendars\/([^/]+)\/calendarView$/, (call, _, id) => events.calendarView(call, id)],
  ['GET', /^\/me\/calendars\/([^/]+)\/calendarView\/delta$/, (call, { delta }, id) => delta.delta(call, id)],
  ['GET', /^\/me\/events\/([^/]+)$/, (call, _, id) => events.getEvent(call, id)],
  ['PATCH', /^\/me\/events\/([^/]+)$/, (call, _, id) => events.updateEvent(call, id)],
  ['DELETE', /^\/me\/events\/([^/]+)$/, (call, _, id) => events.deleteEvent(call, id)],
  ['GET', /^\/me\/events\/([^/]+)\/instances$/, (call, _, id) => events.listOfSeries(call, id)],
  ['GET', /^\/me\/calendars\/([^/]+)\/events\/([^/]+)$/, (call, _, __, id) => events.getEvent(call, id)],
  ['GET', /^\/me\/calendarView$/, (call) => events.calendarView(call, mainOf(call))],
  ['GET', /^\/me\/calendarView\/delta$/, (call, { delta }) => delta.delta(call, mainOf(call))],
  ['POST', /^\/me\/calendar\/getSchedule$/, (call, { all }) => getSchedule(call, all)],
  ['GET', /^\/subscriptions$/, (call, { subscriptions }) => subscriptions.list(call)],
  ['POST', /^\/subscriptions$/, (call, { subscriptions }) => subscriptions.create(call)],
  ['PATCH', /^\/subscriptions\/([^/]+)$/, (call, { subscriptions }, id) => subscriptions.renew(call, id)],
  ['DELETE', /^\/subscriptions\/([^/]+)$/, (call, { subscriptions }, id) => subscriptions.remove(call, id)],
  [
    'POST',
    /^\/subscriptions\/([^/]+)\/reauthorize$/,
    (call, { subscriptions }, id) => subscriptions.reauthorize(call, id),
  ],
];

/** `base` is the address of /v1.0 as the caller knows it. */
export async function callApi(
  parts: Parts,
  { method, path, query, headers, body }: Asked,
  base: string,
): Promise<Reply> {
  const { settings, running } = parts;
  const mailbox = parts.oauth.bearer(headers.authorization?.toString());
  if (!mailbox)
    throw new GraphFailure(401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
  if (method === 'POST' && path === '/$batch') {
    const authorization = headers.authorization?.toString();
    return answerBatch(parseJson(body), (inner) =>
      callApi(parts, { ...inner, headers: { ...inner.headers, authorization } }, base).catch((error: unknown) => {
        if (error instanceof GraphFailure) return graphError(error, parts.newId(), parts.now());
        throw error;
      }),
    );
  }
  const under = running.get(mailbox) ?? 0;
  if (under >= settings.concurrency) {
    const message = 'Application is over its MailboxConcurrency limit.';
    throw new GraphFailure(429, 'ApplicationThrottled', message, { 'Retry-After': '1' });
  }
  running.set(mailbox, under + 1);
  try {
    for (const [verb, pattern, route] of routes) {
      const match = verb === method ? pattern.exec(path) : null;
      if (!match) continue;
      const prefer = readPrefer(headers.prefer?.toString() ?? '', settings.pageSize);
      const content = body === '' ? undefined : parseJson(body);
      const call = { ...parts, ...prefer, mailbox, query, headers, body: content, base };
      const reply = await route(call, parts, decodeURIComponent(match[1] ?? ''), decodeURIComponent(match[2] ?? ''));
      const applied = prefer.immutable ? { 'Preference-Applied': 'IdType="ImmutableId"' } : {};
      return { ...reply, headers: { ...applied, ...reply.headers } };
    }
    throw new GraphFailure(400, 'BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`);
  } finally {
    running.set(mailbox, (running.get(mailbox) ?? 1) - 1);
  }
}
