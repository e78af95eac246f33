import { z } from 'zod';
import { type Call, readPrefer } from './call.ts';
import { GraphFailure, type Reply } from './http.ts';
import { etagOf, idOf } from './ids.ts';
import type { Change, Mailbox } from './mailbox.ts';
import type { Notifier } from './notifier.ts';
import type { Settings } from './settings.ts';

/** /subscriptions: who wants to hear of which calendar, proved by a handshake before it counts. */
export interface Subscription {
  id: string;
  mailbox: Mailbox;
  resource: string;
  /** Null for all calendars. */
  calendarId: string | null;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  expiresAt: number;
  immutable: boolean;
}

const request = z.object({
  changeType: z.string().regex(/^(created|updated|deleted)(,(created|updated|deleted))*$/),
  notificationUrl: z.url(),
  lifecycleNotificationUrl: z.url().optional(),
  resource: z.string(),
  expirationDateTime: z.iso.datetime({ offset: true, precision: null }),
  clientState: z.string().max(128).optional(),
});
const renewal = z.object({ expirationDateTime: z.iso.datetime({ offset: true }), notificationUrl: z.url().optional() });

const minute = 60_000;
const tenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

interface SubscriptionOptions {
  now(): Date;
  newId(): string;
  settings: Settings;
  notifier: Notifier;
}

export function createSubscriptions({ now, newId, settings, notifier }: SubscriptionOptions) {
  const all = new Map<string, Subscription>();

  function expiry(text: string): number {
    const wanted = Date.parse(text);
    const limit = now().getTime() + settings.maxSubscriptionMinutes * minute;
    if (wanted > limit) {
      const message = `Subscription expiration can only be ${settings.maxSubscriptionMinutes} minutes in the future.`;
      throw new GraphFailure(400, 'ExtensionError', message);
    }
    if (wanted <= now().getTime()) throw new GraphFailure(400, 'InvalidRequest', 'expirationDateTime is in the past.');
    return Math.max(wanted, now().getTime() + 45 * minute);
  }

  async function create(call: Call): Promise<Reply> {
    const parsed = request.safeParse(call.body);
    if (!parsed.success)
      throw new GraphFailure(400, 'InvalidRequest', `Subscription: ${parsed.error.issues[0]?.path}.`);
    const { resource, expirationDateTime, clientState = null, ...given } = parsed.data;
    const path = /^\/?(?:me|users\/[^/]+)\/(?:calendars\/([^/]+)\/)?events$/i.exec(resource);
    if (!path) throw new GraphFailure(400, 'ExtensionError', 'Resource is not supported.');
    const calendarId = path[1] === undefined ? null : decodeURIComponent(path[1]);
    if (calendarId !== null) call.mailboxes.calendarOf(call.mailbox, calendarId);
    const expiresAt = expiry(expirationDateTime);
    const isSame = (s: Subscription) => s.resource === resource && s.notificationUrl === given.notificationUrl;
    if (settings.refuseSecondSubscription && alive().some((s) => s.mailbox === call.mailbox && isSame(s)))
      throw new GraphFailure(409, 'Conflict', 'A subscription to this resource exists already.');
    for (const url of new Set([given.notificationUrl, given.lifecycleNotificationUrl]))
      if (url !== undefined && !(await notifier.validate(url))) {
        const message =
          'Subscription validation request failed. Response must be a 200 OK text/plain with the validation token.';
        throw new GraphFailure(400, 'ValidationError', message);
      }
    const subscription: Subscription = {
      id: newId(),
      mailbox: call.mailbox,
      resource,
      calendarId,
      changeType: given.changeType,
      notificationUrl: given.notificationUrl,
      lifecycleNotificationUrl: given.lifecycleNotificationUrl ?? null,
      clientState,
      expiresAt,
      immutable: readPrefer(String(call.headers.prefer ?? ''), 1).immutable,
    };
    all.set(subscription.id, subscription);
    return { status: 201, body: shown(subscription) };
  }

  function own(call: Call, id: string): Subscription {
    const found = all.get(id);
    if (!found || found.mailbox !== call.mailbox || found.expiresAt <= now().getTime())
      throw new GraphFailure(404, 'ResourceNotFound', 'The object was not found.');
    return found;
  }

  function renew(call: Call, id: string): Reply {
    const subscription = own(call, id);
    const parsed = renewal.safeParse(call.body);
    if (!parsed.success) throw new GraphFailure(400, 'InvalidRequest', 'expirationDateTime is required.');
    subscription.expiresAt = expiry(parsed.data.expirationDateTime);
    if (parsed.data.notificationUrl) subscription.notificationUrl = parsed.data.notificationUrl;
    return { status: 200, body: shown(subscription) };
  }

  function remove(call: Call, id: string): Reply {
    all.delete(own(call, id).id);
    return { status: 204 };
  }

  const alive = () => [...all.values()].filter((s) => s.expiresAt > now().getTime());
  const list = (call: Call): Reply => ({
    status: 200,
    body: {
      value: alive()
        .filter((s) => s.mailbox === call.mailbox)
        .map(shown),
    },
  });
  function reauthorize(call: Call, id: string): Reply {
    own(call, id);
    return { status: 204 };
  }

  const head = (s: Subscription) => ({
    subscriptionId: s.id,
    subscriptionExpirationDateTime: new Date(s.expiresAt).toISOString(),
    clientState: s.clientState,
    tenantId,
  });

  /** A change is told to everybody who asked for it; the person who made it makes no difference. */
  function changed({ mailbox, event, type }: Change): void {
    for (const s of alive()) {
      if (s.mailbox !== mailbox || (s.calendarId ?? event.calendarId) !== event.calendarId) continue;
      if (!s.changeType.split(',').includes(type)) continue;
      const id = idOf({ event, day: null }, s.immutable);
      const resource = `Users/${mailbox.id}/Events/${id}`;
      const resourceData = {
        '@odata.type': '#Microsoft.Graph.Event',
        '@odata.id': resource,
        '@odata.etag': etagOf(event),
        id,
      };
      notifier.send(s.notificationUrl, { ...head(s), id: newId(), changeType: type, resource, resourceData });
    }
  }

  /** Lifecycle notices name no resource. A subscription that is told as removed is gone. */
  function lifecycle(id: string, lifecycleEvent: LifecycleEvent): void {
    const s = all.get(id);
    if (!s?.lifecycleNotificationUrl)
      throw new GraphFailure(404, 'ResourceNotFound', 'No such subscription with a lifecycle address.');
    if (lifecycleEvent === 'subscriptionRemoved') all.delete(id);
    notifier.send(s.lifecycleNotificationUrl, { ...head(s), id: newId(), lifecycleEvent });
  }

  return { create, list, renew, remove, reauthorize, changed, lifecycle, shown: () => alive().map(shown) };
}

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

const shown = (s: Subscription) => ({
  id: s.id,
  resource: s.resource,
  changeType: s.changeType,
  clientState: s.clientState,
  notificationUrl: s.notificationUrl,
  lifecycleNotificationUrl: s.lifecycleNotificationUrl,
  expirationDateTime: new Date(s.expiresAt).toISOString(),
  creatorId: s.mailbox.id,
});
