/** events.import and events.move: how an event comes into a calendar from elsewhere. */
import { randomUUID } from 'node:crypto';
import { GoogleError } from './answer.ts';
import { deleteEvent, type EventBody, findEvent, insertEvent, putEvent } from './events.ts';
import type { Calendar, EventResource } from './state.ts';

/** A private copy of an event that lives elsewhere; the same iCalUID again replaces it, even when it was deleted. */
export function importEvent(calendar: Calendar, body: EventBody, now: Date): EventResource {
  const { iCalUID, eventType = 'default' } = body;
  if (typeof iCalUID !== 'string' || iCalUID === '') throw new GoogleError(400, 'required', 'Missing iCalUID.');
  if (eventType !== 'default') throw new GoogleError(400, 'invalid', 'Invalid value for: eventType');
  const known = [...calendar.events.values()].find(({ resource }) => resource.iCalUID === iCalUID);
  const { id: _, ...given } = body;
  if (known) return putEvent(calendar, known.resource.id, { status: 'confirmed', ...given }, now);
  return insertEvent(calendar, { ...given, id: randomUUID().replaceAll('-', '') }, now);
}

/** The whole event goes, with its id; in the calendar it leaves stays a cancelled one. */
export function moveEvent(from: Calendar, id: string, to: Calendar, now: Date): EventResource {
  const { resource } = findEvent(from, id, now);
  if (resource.recurringEventId) {
    const message = 'Cannot change the organizer of an instance.';
    throw new GoogleError(400, 'cannotChangeOrganizerOfInstance', message);
  }
  if (resource.status === 'cancelled') throw new GoogleError(410, 'deleted', 'Resource has been deleted');
  if (to === from) throw new GoogleError(400, 'invalid', 'Invalid value for: destination');
  const { organizer: _, sequence: __, ...kept } = resource;
  const there = to.events.get(id)?.resource.status === 'cancelled';
  const moved = there
    ? putEvent(to, id, { ...kept, status: 'confirmed' }, now)
    : insertEvent(to, { ...kept, organizer: { email: to.owner.email, self: true } }, now);
  deleteEvent(from, id, now);
  return moved;
}
