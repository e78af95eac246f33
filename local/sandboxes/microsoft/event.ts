import { z } from 'zod';
import { GraphFailure } from './http.ts';
import { meetingProviders, type OnlineMeeting } from './online-meeting.ts';
import { read } from './zones.ts';

/** The events of a mailbox: what may be written to them, and how they are kept. */
const dateTime = z.object({ dateTime: z.string(), timeZone: z.string() });
const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);

const recurrence = z.object({
  pattern: z.object({
    type: z.enum(['daily', 'weekly', 'absoluteMonthly', 'absoluteYearly']),
    interval: z.int().min(1),
    daysOfWeek: z.array(weekday).optional(),
    dayOfMonth: z.int().optional(),
    month: z.int().optional(),
  }),
  range: z.object({
    type: z.enum(['endDate', 'noEnd', 'numbered']),
    startDate: z.iso.date(),
    endDate: z.iso.date().optional(),
    numberOfOccurrences: z.int().optional(),
    recurrenceTimeZone: z.string().optional(),
  }),
});

/** What an app may write. A property that is not here is refused, as Graph refuses names it does not know. */
const writable = z.strictObject({
  subject: z.string().nullable().optional(),
  body: z.object({ contentType: z.string(), content: z.string() }).optional(),
  start: dateTime.optional(),
  end: dateTime.optional(),
  isAllDay: z.boolean().optional(),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown']).optional(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).optional(),
  importance: z.string().optional(),
  categories: z.array(z.string()).optional(),
  isReminderOn: z.boolean().optional(),
  reminderMinutesBeforeStart: z.int().optional(),
  responseRequested: z.boolean().optional(),
  location: z.looseObject({ displayName: z.string() }).optional(),
  attendees: z.array(z.looseObject({})).optional(),
  isOnlineMeeting: z.boolean().optional(),
  onlineMeetingProvider: z.enum(['unknown', ...meetingProviders]).optional(),
  recurrence: recurrence.nullable().optional(),
  transactionId: z.string().optional(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).optional(),
});

/** What a person, or somebody who invited them, may bring about on top of that. */
const anyones = writable.extend({
  isCancelled: z.boolean().optional(),
  responseStatus: z.object({ response: z.string(), time: z.string().optional() }).optional(),
});

export type Recurrence = z.infer<typeof recurrence>;
export type EventInput = z.infer<typeof anyones>;

type Given = Omit<EventInput, 'transactionId' | 'singleValueExtendedProperties'>;
export type Fields = { [Name in keyof Given]-?: Exclude<Given[Name], undefined> };

export interface StoredEvent {
  key: string;
  calendarId: string;
  /** How often it changed its place; part of the id that is not immutable. */
  moves: number;
  version: number;
  createdAt: string;
  updatedAt: string;
  fields: Fields;
  transactionId: string | null;
  onlineMeeting: OnlineMeeting | null;
  /** Extended properties by id. */
  properties: Map<string, string>;
  /** Occurrences that differ, by their first day; null is a deleted one. */
  exceptions: Map<string, Partial<Fields> | null>;
}

const defaults: Omit<Fields, 'start' | 'end'> = {
  subject: '',
  body: { contentType: 'html', content: '' },
  isAllDay: false,
  showAs: 'busy',
  sensitivity: 'normal',
  importance: 'normal',
  categories: [],
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  responseRequested: true,
  location: { displayName: '' },
  attendees: [],
  isOnlineMeeting: false,
  onlineMeetingProvider: 'unknown',
  recurrence: null,
  isCancelled: false,
  responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
};

export function readInput(input: unknown, by: 'app' | 'person'): EventInput {
  const parsed = (by === 'app' ? writable : anyones).safeParse(input);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0];
  const unknown = where?.code === 'unrecognized_keys' ? where.keys.join(', ') : null;
  if (unknown) {
    const message = `The property '${unknown}' does not exist on type 'Microsoft.OutlookServices.Event'.`;
    throw new GraphFailure(400, 'RequestBodyRead', message);
  }
  throw new GraphFailure(
    400,
    'ErrorPropertyValidationFailure',
    `At least one property failed validation: ${where?.path}.`,
  );
}

/** The fields of `before` with the input on top, refused where Exchange would refuse the whole. */
export function merge(before: Fields | null, input: EventInput): Fields {
  const { transactionId: _, singleValueExtendedProperties: __, ...given } = input;
  const fields = { ...defaults, ...before, ...given };
  const { start, end } = fields;
  if (!start || !end) throw new GraphFailure(400, 'ErrorInvalidRequest', 'start and end are required.');
  const [from, to] = [read(start), read(end)];
  if (to < from)
    throw new GraphFailure(400, 'ErrorCalendarEndDateIsEarlierThanStartDate', 'The end is before the start.');
  if (fields.isAllDay && (!midnight(from) || !midnight(to) || +to === +from)) {
    const message = 'The Event.Start and Event.End of an all-day event need midnight and whole days.';
    throw new GraphFailure(400, 'ErrorInvalidRequest', message);
  }
  return fields as Fields;
}

const midnight = (time: ReturnType<typeof read>) => time.hour === 0 && time.minute === 0 && time.second === 0;
