/** What we write into somebody's calendar: constants, two instants, our name for the event and a link. Nothing else. */
import type { calendar_v3 } from '@googleapis/calendar';
import { eventTitle, type OutgoingEvent } from '../port.ts';

/** Private properties: one names the event, the other finds ours without asking for the titles of anybody else's. */
export const IDENTITY_PROPERTY = 'careslotId';
export const OURS = 'careslot=1';

const constants = { summary: eventTitle, visibility: 'private', transparency: 'opaque' };

const whatFollows = ({ identity, url }: OutgoingEvent) => ({
  extendedProperties: { private: { [IDENTITY_PROPERTY]: identity, careslot: '1' } },
  source: { title: 'Careslot', url },
});

export const newEvent = (event: OutgoingEvent): calendar_v3.Schema$Event => ({
  id: event.identity,
  ...constants,
  start: { dateTime: event.start },
  end: { dateTime: event.end },
  reminders: { useDefault: false },
  ...whatFollows(event),
});

/** Null takes away what makes an event all-day or recurring; reminders are the person's own since they may add some. */
export const changedEvent = (event: OutgoingEvent): calendar_v3.Schema$Event => ({
  ...constants,
  start: { dateTime: event.start, date: null },
  end: { dateTime: event.end, date: null },
  recurrence: null,
  ...whatFollows(event),
});
