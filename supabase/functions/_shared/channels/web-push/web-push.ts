/**
 * Web Push (RFC 8030) with encrypted contents (RFC 8291, aes128gcm) and VAPID (RFC 8292). The service worker gets JSON:
 * `{"title", "body", "url", "tag", "key"}`. A later push with the same tag takes the place of one that is still waiting
 * (Topic), and of one that is shown (the tag); so a message sent again after a lost answer is seen once.
 */
import webPush from 'web-push';
import { base64 } from '../../crypto/base64.ts';
import { AuthorizationExpired } from '../../http/outside.ts';
import { ask, type Fetch, troubleOf } from '../ask.ts';
import type { NotificationChannel, PushMessage, SendResult } from '../port.ts';
import { isPushEndpoint } from './endpoint.ts';

export interface WebPushOptions {
  fetch: Fetch;
  /** base64url without padding, as `npx web-push generate-vapid-keys` prints them; `subject` is mailto: or https:. */
  vapid: { publicKey: string; privateKey: string; subject: string };
  /** Beyond the push services of the browsers; see `isPushEndpoint`. */
  allowedHosts?: readonly string[];
  timeoutMs?: number;
}

const service = 'The push service';

/** 32 characters of base64url, which is all that Topic takes (RFC 8030 §5.4). */
async function topicOf(tag: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(tag));
  return base64(new Uint8Array(digest).slice(0, 24)).replaceAll('+', '-').replaceAll('/', '_');
}

/** The encrypted request; null when the browser's keys are none. */
async function requestOf({ key, subscription, ...message }: PushMessage, vapid: WebPushOptions['vapid']) {
  const { title, body, url, tag, ttlSeconds, urgent } = message;
  const topic = await topicOf(tag);
  const { endpoint, p256dh, auth } = subscription;
  try {
    return webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify({ title, body, url, tag, key }),
      {
        vapidDetails: vapid,
        TTL: Math.max(0, Math.floor(ttlSeconds)),
        urgency: urgent ? 'high' : 'normal',
        topic,
        contentEncoding: 'aes128gcm',
      },
    );
  } catch {
    return null;
  }
}

const refused = (reason: 'bad_address' | 'gone' | 'rejected', detail: string): SendResult => ({
  outcome: 'refused',
  reason,
  detail,
});

/** Throws at once when the VAPID keys are none. */
export function createWebPush(options: WebPushOptions): NotificationChannel<PushMessage> {
  const { fetch, vapid, allowedHosts = [], timeoutMs } = options;
  webPush.getVapidHeaders('https://fcm.googleapis.com', vapid.subject, vapid.publicKey, vapid.privateKey, 'aes128gcm');

  return {
    async send(message): Promise<SendResult> {
      const { endpoint } = message.subscription;
      if (!isPushEndpoint(endpoint, allowedHosts)) return refused('bad_address', 'This is no push service we know.');
      const request = await requestOf(message, vapid);
      if (!request) return refused('bad_address', 'The keys of this browser are not valid.');
      const answer = await ask({ fetch, service, timeoutMs }, endpoint, {
        method: 'POST',
        headers: headersOf(request.headers),
        body: new Uint8Array(request.body ?? []),
      });
      const { status } = answer;
      if (status >= 200 && status < 300) return { outcome: 'sent', provider: 'web_push', providerId: null };
      if (status === 404 || status === 410) return refused('gone', `The push service answered ${status}.`);
      if (status === 413) return refused('rejected', 'The push service answered 413.');
      // Not the person's doing: our VAPID keys are not those that the browser was given (RFC 8292 §4.2).
      if (status === 403) throw new AuthorizationExpired('The push service answered 403.');
      throw troubleOf(service, answer, null);
    },
  };
}

/** All but the length, which `fetch` says itself. */
function headersOf(headers: Record<string, unknown>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
