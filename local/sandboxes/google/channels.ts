/** Push channels: events.watch, channels.stop and the messages in between. They have no body, only headers. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GoogleError } from './answer.ts';
import type { EventBody } from './events.ts';
import type { Calendar, State, WatchChannel } from './state.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const PATIENCE_MS = 5_000;
const TRIES = 3;

export interface Notifications {
  /** How many messages one change makes; 0 loses them all. */
  copies: number;
}

export interface Channels {
  watch(calendar: Calendar, body: EventBody): Promise<EventBody>;
  stop(body: EventBody): void;
  /** Tells every channel of the calendar that something changed. */
  notify(calendar: Calendar): void;
  /** Resolves when every message on its way was answered or given up. */
  settled(): Promise<void>;
  notifications: Notifications;
}

export function createChannels(state: State, origin: () => string): Channels {
  const underWay = new Set<Promise<void>>();
  const notifications: Notifications = { copies: 1 };

  async function post(channel: WatchChannel, resourceState: string): Promise<void> {
    const headers: Record<string, string> = {
      'x-goog-channel-id': channel.id,
      'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
      'x-goog-resource-id': channel.resourceId,
      'x-goog-resource-uri': channel.resourceUri,
      'x-goog-resource-state': resourceState,
      'x-goog-message-number': String(++channel.messages),
      ...(channel.token === null ? {} : { 'x-goog-channel-token': channel.token }),
    };
    for (let tries = 1; tries <= TRIES; tries++) {
      const status = await fetch(channel.address, {
        method: 'POST',
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      }).then(
        (response) => response.status,
        () => 503,
      );
      if (![500, 502, 503, 504].includes(status)) return;
      await delay(100 * tries);
    }
  }

  function send(channel: WatchChannel, resourceState: string): Promise<void> {
    const message = post(channel, resourceState).finally(() => underWay.delete(message));
    underWay.add(message);
    return message;
  }

  return {
    notifications,

    watch: async (calendar, { id, type, address, token, expiration, params }) => {
      if (calendar.id.includes('#holiday')) {
        const message = 'Push notifications are not supported by this resource.';
        throw new GoogleError(400, 'pushNotSupportedForRequestedResource', message);
      }
      if (typeof id !== 'string' || !/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id) || !/^web_?hook$/.test(String(type))) {
        throw new GoogleError(400, 'invalid', 'Invalid value for: id or type');
      }
      if (typeof address !== 'string' || !/^https?:\/\//.test(address)) {
        throw new GoogleError(400, 'push.webhookUrlNotHttps', 'WebHook callback must be HTTPS');
      }
      if (state.channels.has(id)) throw new GoogleError(400, 'channelIdNotUnique', 'Channel id not unique');
      const now = state.now().getTime();
      const ttl = (params as { ttl?: string } | undefined)?.ttl;
      const wanted = expiration === undefined ? now + Number(ttl ?? 604_800) * 1000 : Number(expiration);
      const channel: WatchChannel = {
        id,
        resourceId: createHash('sha256').update(calendar.id).digest('base64url').slice(0, 27),
        resourceUri: `${origin()}/calendar/v3/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`,
        calendar,
        token: typeof token === 'string' ? token : null,
        address,
        expiration: Math.min(wanted, now + WEEK_MS),
        messages: 0,
      };
      state.channels.set(id, channel);
      await send(channel, 'sync');
      const { resourceId, resourceUri } = channel;
      const told = channel.token === null ? {} : { token: channel.token };
      return { kind: 'api#channel', id, resourceId, resourceUri, ...told, expiration: String(channel.expiration) };
    },

    stop: ({ id, resourceId }) => {
      const channel = state.channels.get(String(id));
      if (!channel || channel.resourceId !== resourceId) {
        throw new GoogleError(404, 'notFound', `Channel '${id}' not found for project`);
      }
      state.channels.delete(channel.id);
    },

    notify: (calendar) => {
      for (const channel of state.channels.values()) {
        if (channel.calendar !== calendar || channel.expiration <= state.now().getTime()) continue;
        for (let copy = 0; copy < notifications.copies; copy++) void send(channel, 'exists');
      }
    },

    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
