/**
 * Google Calendar API v3. Titles are asked for of events we made only (a copy of one counts), so that no other is ever
 * sent to us: pulls leave them out, and when a page holds events of ours one more request asks for those by our private
 * property.
 */
import { CursorExpired, UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import type { CalendarInfo, CalendarProvider, Channel, Window } from '../port.ts';
import {
  calendarInfo,
  channelSchema,
  pageSchema,
  parsed,
  STORED_FIELDS,
  stored,
  titleSchema,
  wholeSeconds,
} from './answers.ts';
import { changesOf, createNewestOnly, rowsOf, timeOfOwn } from './changes.ts';
import { type ClientOptions, createClient } from './client.ts';
import { changedEvent, newEvent, OURS } from './event-body.ts';
import { bodyOf, failure, isAboutPush, isSuccess } from './failure.ts';
import { EVENT_FIELDS, isAllDay, isCancelled, isOwn, LIST_FIELDS, readResource, remoteEvent } from './resource.ts';

export interface GoogleCalendarOptions extends ClientOptions {
  /** An id of `calendars()`, or "primary". */
  calendarId: string;
}

export function createGoogleCalendar({ calendarId, ...options }: GoogleCalendarOptions): CalendarProvider {
  const { send } = createClient(options);
  const ifMatch = (etag: string | null): Record<string, string> => (etag === null ? {} : { 'if-match': etag });
  let isNewest = createNewestOnly();

  /** Titles of our own events in a span of time; null for one without a title. */
  async function ownTitles({ start, end }: Window): Promise<Map<string, string | null>> {
    const titles = new Map<string, string | null>();
    let page: string | undefined;
    do {
      const answer = await send((api, withToken) =>
        api.events.list(
          {
            calendarId,
            singleEvents: true,
            maxResults: 2500,
            privateExtendedProperty: [OURS],
            timeMin: start,
            timeMax: end,
            fields: 'nextPageToken,items(id,summary)',
            ...(page === undefined ? {} : { pageToken: page }),
          },
          withToken,
        ),
      );
      const { items, nextPageToken } = parsed(pageSchema, answer);
      for (const item of items) {
        const { data } = titleSchema.safeParse(item);
        if (data) titles.set(data.id, data.summary ?? null);
      }
      page = nextPageToken;
    } while (page !== undefined);
    return titles;
  }

  /** The calendar's own zone, in which its dates are meant. */
  async function timeZone(): Promise<string> {
    const answer = await send((api, withToken) =>
      api.events.list({ calendarId, maxResults: 1, fields: 'timeZone' }, withToken),
    );
    return parsed(pageSchema, answer).timeZone ?? 'UTC';
  }

  const read = (eventId: string, fields: string) =>
    send((api, withToken) => api.events.get({ calendarId, eventId, fields }, withToken));

  return {
    calendars: async () => {
      const found: CalendarInfo[] = [];
      let page: string | undefined;
      do {
        const answer = await send((api, withToken) =>
          api.calendarList.list(
            {
              maxResults: 250,
              showHidden: true,
              fields: 'nextPageToken,items(id,summary,summaryOverride,primary,accessRole,deleted)',
              ...(page === undefined ? {} : { pageToken: page }),
            },
            withToken,
          ),
        );
        const { items, nextPageToken } = parsed(pageSchema, answer);
        found.push(...items.flatMap(calendarInfo));
        page = nextPageToken;
      } while (page !== undefined);
      return found;
    },

    pull: async ({ cursor, page, window, isLinked }) => {
      if (page === null) isNewest = createNewestOnly();
      const answer = await send((api, withToken) =>
        api.events.list(
          {
            calendarId,
            singleEvents: true,
            showDeleted: true,
            maxResults: 2500,
            maxAttendees: 1,
            fields: LIST_FIELDS,
            ...(cursor === null ? { timeMin: window.start, timeMax: window.end } : { syncToken: cursor }),
            ...(page === null ? {} : { pageToken: page }),
          },
          withToken,
        ),
      );
      // Everything but the token is constant here, so that a 400 speaks of the token.
      if (answer.status === 410 || (answer.status === 400 && cursor !== null)) {
        throw new CursorExpired('Google Calendar no longer knows where the last pull ended.');
      }
      const { items, timeZone: zone = 'UTC', nextPageToken, nextSyncToken } = parsed(pageSchema, answer);
      const next = nextPageToken ?? null;
      const ended = next === null ? (nextSyncToken ?? null) : null;
      if (next === null && ended === null) {
        throw new UnexpectedResponse('Google Calendar ended a pull without a sync token.', answer.status);
      }
      const rows = rowsOf(items, isNewest);
      const own = timeOfOwn(rows, zone);
      const titles = own ? await ownTitles(own) : new Map<string, string | null>();
      const whole = { start: wholeSeconds(window.start), end: wholeSeconds(window.end) };
      return { changes: changesOf(rows, { zone, window: whole, titles, isLinked }), next, cursor: ended };
    },

    get: async (id, window) => {
      const isOurs = isOwn({ id });
      const answer = await read(id, isOurs ? `${EVENT_FIELDS},summary` : EVENT_FIELDS);
      if (answer.status === 404 || answer.status === 410) return null;
      const event = readResource(bodyOf(answer));
      if (!event) throw new UnexpectedResponse('Google Calendar gave an event that cannot be read.', answer.status);
      if (isCancelled(event)) return null;
      const zone = isAllDay(event) ? await timeZone() : 'UTC';
      const whole = { start: wholeSeconds(window.start), end: wholeSeconds(window.end) };
      return remoteEvent(event, zone, whole, isOurs ? (event.summary ?? null) : undefined);
    },

    create: async (event) => {
      const answer = await send((api, withToken) =>
        api.events.insert(
          { calendarId, sendUpdates: 'none', fields: STORED_FIELDS, requestBody: newEvent(event) },
          withToken,
        ),
      );
      if (answer.status !== 409) return stored(answer, event);
      const existing = await read(event.identity, STORED_FIELDS);
      if (existing.status === 404) throw new Unreachable('Google Calendar has the event and cannot show it yet.');
      return stored(existing, event);
    },

    update: async (id, etag, event) => {
      const answer = await send(
        (api, withToken) =>
          api.events.patch(
            {
              calendarId,
              eventId: id,
              sendUpdates: 'none',
              fields: STORED_FIELDS,
              requestBody: changedEvent(event),
            },
            withToken,
          ),
        ifMatch(etag),
      );
      return stored(answer, event);
    },

    remove: async (id, etag) => {
      const answer = await send(
        (api, withToken) => api.events.delete({ calendarId, eventId: id, sendUpdates: 'none' }, withToken),
        ifMatch(etag),
      );
      if (!isSuccess(answer) && answer.status !== 404 && answer.status !== 410) throw failure(answer);
    },

    watch: async ({ channelId, secret, address, expiresAt }): Promise<Channel | null> => {
      const expiration = String(Date.parse(expiresAt));
      const answer = await send((api, withToken) =>
        api.events.watch(
          { calendarId, requestBody: { id: channelId, type: 'web_hook', token: secret, address, expiration } },
          withToken,
        ),
      );
      if (isAboutPush(answer.body)) return null;
      const channel = parsed(channelSchema, answer);
      return {
        externalId: channel.id,
        resourceId: channel.resourceId,
        expiresAt: wholeSeconds(channel.expiration ?? expiresAt),
      };
    },

    unwatch: async ({ externalId, resourceId }) => {
      // Without the resource there is nothing Google could find; such a channel ends by itself.
      if (resourceId === null) return;
      const answer = await send((api, withToken) =>
        api.channels.stop({ requestBody: { id: externalId, resourceId } }, withToken),
      );
      if (!isSuccess(answer) && answer.status !== 404 && answer.status !== 410) throw failure(answer);
    },
  };
}
