/** The Calendar API v3: which address does what. */
import { type Answer, GoogleError, ok } from './answer.ts';
import type { Channels } from './channels.ts';
import { type Conferences, readVersion } from './conference.ts';
import { deleteEvent, type EventBody, etagOf, findEvent, insertEvent, patchEvent, putEvent } from './events.ts';
import { listEvents, listInstances, type PageStyle } from './events-list.ts';
import type { Faults } from './faults.ts';
import { withFields } from './fields.ts';
import { freeBusy } from './free-busy.ts';
import { grantOf } from './oauth.ts';
import type { Account, Calendar, EventResource, Grant, State } from './state.ts';
import { calendarOf } from './state.ts';
import { importEvent, moveEvent } from './transfer.ts';

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

export interface Parts {
  state: State;
  channels: Channels;
  conferences: Conferences;
  faults: Faults;
  pages: PageStyle;
}

const SCOPE = 'https://www.googleapis.com/auth/';
const scopesFor = {
  list: ['calendar', 'calendar.calendarlist', 'calendar.calendarlist.readonly', 'calendar.readonly'],
  read: ['calendar', 'calendar.events', 'calendar.events.owned', 'calendar.events.readonly', 'calendar.readonly'],
  write: ['calendar', 'calendar.events', 'calendar.events.owned'],
  freeBusy: ['calendar', 'calendar.events.freebusy', 'calendar.freebusy', 'calendar.readonly'],
};

function require(grant: Grant, use: keyof typeof scopesFor): Account {
  if (!scopesFor[use].some((scope) => grant.scopes.includes(SCOPE + scope))) {
    const message = 'Request had insufficient authentication scopes.';
    throw new GoogleError(403, 'insufficientPermissions', message);
  }
  return grant.account;
}

export function readJson(body: string): EventBody {
  try {
    return body === '' ? {} : (JSON.parse(body) as EventBody);
  } catch {
    throw new GoogleError(400, 'parseError', 'Parse Error');
  }
}

const listEntry = (calendar: Calendar) => ({
  kind: 'calendar#calendarListEntry',
  etag: etagOf(0),
  id: calendar.id,
  summary: calendar.summary,
  timeZone: calendar.timeZone,
  accessRole: calendar.accessRole,
  conferenceProperties: { allowedConferenceSolutionTypes: calendar.conferenceSolutions },
  ...(calendar.isPrimary ? { primary: true } : {}),
  ...(calendar.isHidden ? { hidden: true } : { selected: true }),
});

function calendarList({ calendars }: Account, query: URLSearchParams): Answer {
  const shown = calendars.filter(({ isHidden }) => !isHidden || query.get('showHidden') === 'true');
  const size = Math.min(Number(query.get('maxResults') ?? 100), 250);
  const from = Number(query.get('pageToken') ?? 0);
  const items = shown.slice(from, from + size).map(listEntry);
  const next = from + size < shown.length ? { nextPageToken: String(from + size) } : { nextSyncToken: 'list' };
  return ok({ kind: 'calendar#calendarList', etag: etagOf(0), ...next, ...(items.length > 0 ? { items } : {}) });
}

function requireWriter({ accessRole }: Calendar): void {
  if (!['owner', 'writer'].includes(accessRole)) {
    throw new GoogleError(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.');
  }
}

async function events(parts: Parts, grant: Grant, request: ApiRequest, name: string, id: string): Promise<Answer> {
  const { method, query } = request;
  const { state, channels, pages } = parts;
  const isReading = method === 'GET' || id === 'watch';
  const calendar = calendarOf(require(grant, isReading ? 'read' : 'write'), decodeURIComponent(name));
  const now = state.now();
  if (method === 'POST' && id === 'watch') return ok(await channels.watch(calendar, readJson(request.body)));
  if (method === 'GET') return ok(id ? findEvent(calendar, id, now).resource : listEvents(calendar, query, pages, now));
  requireWriter(calendar);
  const ifMatch = request.headers['if-match']?.toString();
  const conference = { version: readVersion(query), style: parts.conferences.style };
  const written = (event: EventResource) => {
    channels.notify(calendar);
    parts.conferences.follow(calendar, event);
    return ok(event);
  };
  if (method === 'POST' && !id) return written(insertEvent(calendar, readJson(request.body), now, conference));
  if (method === 'POST' && id === 'import') return written(importEvent(calendar, readJson(request.body), now));
  if (method === 'PATCH') return written(patchEvent(calendar, id, readJson(request.body), now, ifMatch, conference));
  if (method === 'PUT') return written(putEvent(calendar, id, readJson(request.body), now, ifMatch, conference));
  if (method !== 'DELETE') throw new GoogleError(404, 'notFound', 'Not Found');
  deleteEvent(calendar, id, now, ifMatch);
  channels.notify(calendar);
  return { status: 204 };
}

/** What stands below an event: its instances, or its way to another calendar. */
function belowEvent({ state, channels }: Parts, grant: Grant, request: ApiRequest, name: string, id: string): Answer {
  const { method, path, query } = request;
  const isMove = path.endsWith('/move');
  if (method !== (isMove ? 'POST' : 'GET')) throw new GoogleError(404, 'notFound', 'Not Found');
  const account = require(grant, isMove ? 'write' : 'read');
  const calendar = calendarOf(account, decodeURIComponent(name));
  if (!isMove) return ok(listInstances(calendar, id, query, state.now()));
  const destination = query.get('destination');
  if (destination === null) throw new GoogleError(400, 'required', 'Required parameter: destination');
  const to = calendarOf(account, destination);
  requireWriter(calendar);
  requireWriter(to);
  const moved = moveEvent(calendar, id, to, state.now());
  channels.notify(calendar);
  channels.notify(to);
  return ok(moved);
}

async function route(parts: Parts, request: ApiRequest): Promise<Answer> {
  const { state, channels, faults } = parts;
  const { method, path, query } = request;
  const grant = grantOf(state, request.headers.authorization?.toString());
  faults.count(grant.account.id, state.now().getTime());
  if (path.endsWith('/userinfo')) {
    const { id, email } = grant.account;
    return ok({ id, sub: id, email, verified_email: true });
  }
  if (method === 'GET' && path === '/calendar/v3/users/me/calendarList') {
    return calendarList(require(grant, 'list'), query);
  }
  const entry = /^\/calendar\/v3\/users\/me\/calendarList\/([^/]+)$/.exec(path)?.[1];
  if (method === 'GET' && entry) {
    return ok(listEntry(calendarOf(require(grant, 'list'), decodeURIComponent(entry))));
  }
  if (method === 'POST' && path === '/calendar/v3/channels/stop') {
    channels.stop(readJson(request.body));
    return { status: 204 };
  }
  const match = /^\/calendar\/v3\/calendars\/([^/]+)\/events(?:\/([^/]+))?$/.exec(path);
  if (method === 'POST' && path === '/calendar/v3/freeBusy') {
    return ok(freeBusy(require(grant, 'freeBusy'), readJson(request.body), state.now()));
  }
  const below = /^\/calendar\/v3\/calendars\/([^/]+)\/events\/([^/]+)\/(?:move|instances)$/.exec(path);
  if (below?.[1] && below[2]) return belowEvent(parts, grant, request, below[1], decodeURIComponent(below[2]));
  if (match?.[1]) return events(parts, grant, request, match[1], decodeURIComponent(match[2] ?? ''));
  throw new GoogleError(404, 'notFound', 'Not Found');
}

/** Answers a call of the API; `fields` leaves out what was not asked for. Refusals are thrown as GoogleError. */
export async function callApi(parts: Parts, request: ApiRequest): Promise<Answer> {
  const answer = await route(parts, request);
  const fields = request.query.get('fields');
  return fields === null || answer.body === undefined ? answer : { ...answer, body: withFields(answer.body, fields) };
}
