import type { StoredEvent } from './event.ts';
import { changeKey, etagOf, idOf, type Reference } from './ids.ts';
import type { Calendar, Mailbox } from './mailbox.ts';
import { defaultProvider } from './online-meeting.ts';
import { type Instance, instants } from './series.ts';
import { write } from './zones.ts';

/** How an answer is to be written: what the Prefer header and the query asked for. */
export interface View {
  immutable: boolean;
  zone: string;
  select: string[] | null;
  /** Ids of extended properties to show. */
  expand: string[];
}

const owned = (mailbox: Mailbox) => ({ name: mailbox.name, address: mailbox.email });

export function calendarJson(mailbox: Mailbox, calendar: Calendar) {
  return {
    id: calendar.id,
    name: calendar.name,
    color: 'auto',
    hexColor: '',
    isDefaultCalendar: calendar.isDefault,
    canEdit: calendar.canEdit,
    canShare: calendar.canEdit,
    canViewPrivateItems: true,
    isRemovable: !calendar.isDefault,
    allowedOnlineMeetingProviders: calendar.meetingProviders,
    defaultOnlineMeetingProvider: defaultProvider(calendar),
    owner: owned(mailbox),
  };
}

function times(fields: Parameters<typeof instants>[0], zone: string) {
  const { start, end } = instants(fields);
  const shown = fields.isAllDay ? 'UTC' : zone;
  return { start: write(start, shown), end: write(end, shown) };
}

/** The whole event: a single one or the master of a series. */
export function eventJson(mailbox: Mailbox, event: StoredEvent, view: View) {
  const type = event.fields.recurrence ? 'seriesMaster' : 'singleInstance';
  return json(mailbox, { event, day: null }, { ...event.fields, type }, view);
}

/** One time of an event, as calendarView and /instances list it. */
export function instanceJson(mailbox: Mailbox, instance: Instance, view: View) {
  if (instance.day === null) return eventJson(mailbox, instance.event, view);
  const type = instance.isException ? 'exception' : 'occurrence';
  return json(mailbox, instance, { ...instance.fields, recurrence: null, type }, view);
}

type Shown = StoredEvent['fields'] & { type: string };

function json(mailbox: Mailbox, reference: Reference, fields: Shown, view: View): Record<string, unknown> {
  const { event, day } = reference;
  const id = idOf(reference, view.immutable);
  const all: Record<string, unknown> = {
    ...fields,
    '@odata.etag': etagOf(event),
    id,
    createdDateTime: `${event.createdAt.slice(0, -1)}0000Z`,
    lastModifiedDateTime: `${event.updatedAt.slice(0, -1)}0000Z`,
    changeKey: changeKey(event),
    transactionId: event.transactionId,
    originalStartTimeZone: fields.start.timeZone,
    originalEndTimeZone: fields.end.timeZone,
    iCalUId: `040000008200E00074C5B7101A82E008${Buffer.from(event.key + (day ?? ''))
      .toString('hex')
      .toUpperCase()}`,
    hasAttachments: false,
    bodyPreview: fields.body.content.slice(0, 255),
    isOrganizer: fields.responseStatus.response === 'organizer',
    seriesMasterId: day === null ? null : idOf({ event, day: null }, view.immutable),
    webLink: `https://outlook.example/owa/?itemid=${encodeURIComponent(id)}`,
    onlineMeetingUrl: null,
    onlineMeeting: event.onlineMeeting,
    locations: [],
    organizer: { emailAddress: owned(mailbox) },
    ...times(fields, view.zone),
  };
  const properties = [...event.properties].filter(([name]) => view.expand.includes(name));
  const wanted = view.select ? ['@odata.etag', 'id', ...view.select] : Object.keys(all);
  return {
    ...Object.fromEntries(wanted.filter((name) => name in all).map((name) => [name, all[name]])),
    ...(properties.length > 0 && {
      singleValueExtendedProperties: properties.map(([name, value]) => ({ id: name, value })),
    }),
  };
}

/** A row of a delta round: whole, or sparse as Graph sends an occurrence that follows its rule. */
export function deltaRow(mailbox: Mailbox, instance: Instance, view: View, sparse: boolean) {
  const row = { '@odata.type': '#microsoft.graph.event', ...instanceJson(mailbox, instance, { ...view, expand: [] }) };
  if (instance.isException || !sparse) return row;
  const kept = ['@odata.type', '@odata.etag', 'id', 'seriesMasterId', 'type', 'start', 'end'];
  return Object.fromEntries(Object.entries(row).filter(([name]) => kept.includes(name)));
}
