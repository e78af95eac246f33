import { type Call, viewOf } from './call.ts';
import { readInput, type StoredEvent } from './event.ts';
import { GraphFailure, type Reply } from './http.ts';
import { etagOf, type Reference, referenceOf } from './ids.ts';
import { find } from './mailbox.ts';
import { readExpand, readFilter, readSelect, readWindow } from './query.ts';
import { calendarJson, eventJson, instanceJson } from './representation.ts';
import { type Instance, instancesIn, occurrence } from './series.ts';

/** /me/calendars and everything about events but their changes. */
export function me({ mailbox }: Call): Reply {
  return {
    status: 200,
    body: { id: mailbox.id, displayName: mailbox.name, mail: mailbox.email, userPrincipalName: mailbox.email },
  };
}

export function listCalendars(call: Call): Reply {
  return page(call, call.mailbox.calendars, '/me/calendars', (c) => calendarJson(call.mailbox, c));
}

export function listEvents(call: Call, calendarId: string): Reply {
  const view = viewOf(call, readSelect(call.query), readExpand(call.query));
  const events = inCalendar(call, calendarId).filter(readFilter(call.query));
  return page(call, events, `/me/calendars/${calendarId}/events`, (e) => eventJson(call.mailbox, e, view));
}

export function calendarView(call: Call, calendarId: string): Reply {
  const { from, to } = readWindow(call.query);
  const instances = inCalendar(call, calendarId).flatMap((event) => instancesIn(event, from, to));
  return listInstances(call, instances, `/me/calendars/${calendarId}/calendarView`);
}

export function listOfSeries(call: Call, id: string): Reply {
  const { from, to } = readWindow(call.query);
  const { event } = find(call.mailbox, id);
  if (!event.fields.recurrence) throw new GraphFailure(400, 'ErrorInvalidRequest', 'The event is not a series.');
  return listInstances(call, instancesIn(event, from, to), `/me/events/${id}/instances`);
}

function listInstances(call: Call, instances: Instance[], path: string): Reply {
  const view = viewOf(call, readSelect(call.query), readExpand(call.query));
  return page(call, instances, path, (instance) => instanceJson(call.mailbox, instance, view));
}

export function createEvent(call: Call, calendarId: string): Reply {
  const { mailbox, mailboxes, settings } = call;
  const calendar = mailboxes.calendarOf(mailbox, calendarId);
  if (!calendar.canEdit)
    throw new GraphFailure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const input = readInput(call.body, 'app');
  const same = settings.forgetTransactions ? undefined : existing(call, input.transactionId);
  if (same && settings.duplicateTransaction === 'conflict') {
    const message = 'An item with the same transaction id already exists.';
    throw new GraphFailure(409, 'ErrorDuplicateTransactionId', message);
  }
  const event = same ?? mailboxes.add(mailbox, calendarId, input);
  return { status: 201, headers: { ETag: etagOf(event) }, body: eventJson(mailbox, event, viewOf(call)) };
}

const existing = ({ mailbox }: Call, transactionId: string | undefined) =>
  transactionId === undefined ? undefined : [...mailbox.events.values()].find((e) => e.transactionId === transactionId);

export function getEvent(call: Call, id: string): Reply {
  return answer(call, inDeletedItems(call, id) ?? find(call.mailbox, id));
}

const inDeletedItems = ({ mailbox, settings, immutable }: Call, id: string): Reference | null =>
  settings.readDeletedItems && immutable ? referenceOf(mailbox.deleted, id) : null;

export function updateEvent(call: Call, id: string): Reply {
  const deleted = inDeletedItems(call, id);
  const reference = deleted ?? find(call.mailbox, id);
  ifMatch(call, reference.event);
  const input = readInput(call.body, 'app');
  if (input.transactionId !== undefined)
    throw new GraphFailure(400, 'ErrorInvalidRequest', 'ClientId/TransactionId is immutable.');
  // What lies in Deleted Items can be changed, but nobody sees it.
  if (!deleted) call.mailboxes.update(call.mailbox, reference, input);
  return answer(call, reference);
}

export function deleteEvent(call: Call, id: string): Reply {
  const { mailbox, mailboxes } = call;
  // Seen with immutable ids: what is in Deleted Items already cannot be deleted again, and the answer is not 404.
  if (inDeletedItems(call, id)) throw new GraphFailure(403, 'ErrorCannotDeleteObject', 'Object cannot be deleted.');
  const reference = find(mailbox, id);
  ifMatch(call, reference.event);
  mailboxes.remove(mailbox, reference);
  return { status: 204 };
}

function ifMatch(call: Call, event: StoredEvent): void {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === etagOf(event)) return;
  const message =
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.';
  throw new GraphFailure(412, 'ErrorIrresolvableConflict', message);
}

function answer(call: Call, { event, day }: Reference): Reply {
  const view = viewOf(call, readSelect(call.query), readExpand(call.query));
  const instance = day === null ? undefined : occurrence(event, day);
  const body = instance ? instanceJson(call.mailbox, instance, view) : eventJson(call.mailbox, event, view);
  return { status: 200, headers: { ETag: etagOf(event) }, body };
}

const inCalendar = ({ mailbox, mailboxes }: Call, calendarId: string) => {
  mailboxes.calendarOf(mailbox, calendarId);
  return [...mailbox.events.values()].filter((e) => e.calendarId === calendarId);
};

function page<T>(call: Call, all: T[], path: string, show: (item: T) => unknown): Reply {
  const skip = Number(call.query.get('$skip') ?? 0);
  const top = Math.min(Number(call.query.get('$top') ?? call.pageSize), call.settings.pageSize);
  const rest = new URLSearchParams(call.query);
  rest.set('$skip', String(skip + top));
  return {
    status: 200,
    body: {
      value: all.slice(skip, skip + top).map(show),
      ...(all.length > skip + top && { '@odata.nextLink': `${call.base}${path}?${rest}` }),
    },
  };
}
