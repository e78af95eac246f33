import { rememberedPush, rememberPush, unsubscribeHere } from '../../lib/push-subscription.ts';

/** This browser as a place for push messages (Push API, W3C). */
export type PushKeys = { endpoint: string; p256dh: string; auth: string };

export type PushBrowser = {
  userAgent: string;
  /** `unsupported`: no push, or nothing that could receive it, as in an iPhone's browser outside the Home Screen. */
  permission: () => NotificationPermission | 'unsupported';
  ask: () => Promise<NotificationPermission>;
  /** Always a new subscription: an old one may belong to whoever used this browser before. */
  subscribe: (publicKey: string) => Promise<PushKeys>;
  unsubscribe: () => Promise<void>;
  isSubscribed: () => Promise<boolean>;
  remember: (profileId: string, subscriptionId: string) => void;
  remembered: (profileId: string) => string | undefined;
};

/** base64url (RFC 4648 §5) as bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

async function registration(): Promise<ServiceWorkerRegistration> {
  const found = await navigator.serviceWorker.getRegistration();
  if (!found) throw new Error('no service worker: push messages have nowhere to arrive');
  return found;
}

/** What the server needs to encrypt for this browser (RFC 8291 §2.1). */
function keysOf(subscription: PushSubscription): PushKeys {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (!endpoint || !p256dh || !auth) throw new Error('the browser gave a push subscription without keys');
  return { endpoint, p256dh, auth };
}

export const thisBrowser: PushBrowser = {
  get userAgent() {
    return navigator.userAgent;
  },
  permission: () =>
    'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
      ? Notification.permission
      : 'unsupported',
  ask: () => Notification.requestPermission(),
  subscribe: async (publicKey) => {
    await unsubscribeHere();
    const { pushManager } = await registration();
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
    return keysOf(made);
  },
  unsubscribe: unsubscribeHere,
  isSubscribed: async () => {
    const found = await navigator.serviceWorker.getRegistration();
    return Boolean(await found?.pushManager.getSubscription());
  },
  remember: rememberPush,
  remembered: rememberedPush,
};

const browserNames = [
  ['Edge', /\bEdg/],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /SamsungBrowser/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrom(e|ium)|CriOS/],
  ['Safari', /Safari/],
] as const;
const systemNames = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const;

/** "Chrome, Windows" from a User-Agent header; undefined where it says nothing we know. */
export function browserName(userAgent: string | null): string | undefined {
  const nameIn = (names: readonly (readonly [string, RegExp])[]) =>
    names.find(([, pattern]) => pattern.test(userAgent ?? ''))?.[0];
  const parts = [nameIn(browserNames), nameIn(systemNames)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : undefined;
}
