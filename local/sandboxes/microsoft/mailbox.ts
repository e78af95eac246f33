import { type EventInput, type Fields, merge, type StoredEvent } from './event.ts';
import { GraphFailure } from './http.ts';
import { formerIds, type Reference, referenceOf } from './ids.ts';
import { type MeetingProvider, meetingAfter } from './online-meeting.ts';

export interface Calendar {
  id: string;
  name: string;
  isDefault: boolean;
  canEdit: boolean;
  /** The online meetings its events may have; the first is the default. */
  meetingProviders: MeetingProvider[];
}

/** What is no longer in a calendar, and since which version. */
interface Tombstone {
  calendarId: string;
  version: number;
  ids: { immutable: string; mutable: string };
}

export interface Mailbox {
  /** The object id of the user. */
  id: string;
  email: string;
  name: string;
  /** A personal account: no schedules of others, usually no online meetings. */
  isPersonal: boolean;
  calendars: Calendar[];
  events: Map<string, StoredEvent>;
  /** Deleted Items: where an immutable id still leads to what was deleted. */
  deleted: Map<string, StoredEvent>;
  tombstones: Tombstone[];
}

export interface Change {
  mailbox: Mailbox;
  event: StoredEvent;
  type: 'created' | 'updated' | 'deleted';
}

/** How apps and persons change mailboxes; every change is told to `changed` once it stands. */
export function createMailboxes({ now, newId, changed }: MailboxOptions) {
  let version = 100_000;
  const touch = (event: StoredEvent) => {
    version += 1;
    event.version = version;
    event.updatedAt = now().toISOString();
  };
  const calendarOf = (mailbox: Mailbox, id: string) => {
    const calendar = mailbox.calendars.find((c) => c.id === id);
    if (!calendar) throw new GraphFailure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    return calendar;
  };
  const bury = (mailbox: Mailbox, event: StoredEvent) => {
    version += 1;
    mailbox.tombstones.push({ calendarId: event.calendarId, version, ids: formerIds(event) });
  };

  function add(mailbox: Mailbox, calendarId: string, input: EventInput): StoredEvent {
    const calendar = calendarOf(mailbox, calendarId);
    const key = newId();
    const plain = { fields: merge(null, input), onlineMeeting: null };
    const event: StoredEvent = {
      key,
      calendarId,
      moves: 0,
      version: 0,
      createdAt: now().toISOString(),
      updatedAt: '',
      ...meetingAfter(calendar, key, mailbox.id, plain, input),
      transactionId: input.transactionId ?? null,
      properties: new Map(input.singleValueExtendedProperties?.map((p) => [p.id, p.value])),
      exceptions: new Map(),
    };
    touch(event);
    mailbox.events.set(event.key, event);
    changed({ mailbox, event, type: 'created' });
    return event;
  }

  function update(mailbox: Mailbox, { event, day }: Reference, input: EventInput): void {
    if (day === null) {
      const { onlineMeeting, calendarId, key } = event;
      const written = { fields: merge(event.fields, input), onlineMeeting };
      Object.assign(event, meetingAfter(calendarOf(mailbox, calendarId), key, mailbox.id, written, input));
      if (!event.fields.recurrence) event.exceptions.clear();
      for (const { id, value } of input.singleValueExtendedProperties ?? []) event.properties.set(id, value);
    } else {
      const before = event.exceptions.get(day) ?? {};
      const { recurrence: _, ...own } = merge({ ...event.fields, ...before, recurrence: null }, input);
      event.exceptions.set(day, differing(own, event.fields, ['start', 'end']));
    }
    touch(event);
    changed({ mailbox, event, type: 'updated' });
  }

  function remove(mailbox: Mailbox, { event, day }: Reference): void {
    if (day !== null) {
      event.exceptions.set(day, null);
      touch(event);
      changed({ mailbox, event, type: 'updated' });
      return;
    }
    bury(mailbox, event);
    touch(event);
    mailbox.events.delete(event.key);
    mailbox.deleted.set(event.key, event);
    changed({ mailbox, event, type: 'deleted' });
  }

  /** To another calendar: gone from the one, new in the other, with the same immutable id. */
  function transfer(mailbox: Mailbox, event: StoredEvent, calendarId: string): void {
    calendarOf(mailbox, calendarId);
    bury(mailbox, event);
    changed({ mailbox, event, type: 'deleted' });
    event.calendarId = calendarId;
    event.moves += 1;
    touch(event);
    changed({ mailbox, event, type: 'created' });
  }

  /** What a person gets by copying: the categories and the hidden property too, but not the app's transaction. */
  function copy(mailbox: Mailbox, event: StoredEvent): StoredEvent {
    const properties = [...event.properties].map(([id, value]) => ({ id, value }));
    const {
      responseStatus: _,
      isCancelled: __,
      isOnlineMeeting: ___,
      onlineMeetingProvider: ____,
      ...fields
    } = event.fields;
    return add(mailbox, event.calendarId, { ...fields, singleValueExtendedProperties: properties });
  }

  return { add, update, remove, transfer, copy, calendarOf, version: () => version };
}

export type Mailboxes = ReturnType<typeof createMailboxes>;

interface MailboxOptions {
  now(): Date;
  newId(): string;
  changed(change: Change): void;
}

/** The event or the occurrence an id leads to. */
export function find(mailbox: Mailbox, id: string): Reference {
  const found = referenceOf(mailbox.events, id);
  if (!found) throw new GraphFailure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  return found;
}

function differing(own: Partial<Fields>, master: Fields, always: (keyof Fields)[]): Partial<Fields> {
  const entries = Object.entries(own) as [keyof Fields, unknown][];
  return Object.fromEntries(
    entries.filter(([name, value]) => always.includes(name) || JSON.stringify(value) !== JSON.stringify(master[name])),
  );
}
