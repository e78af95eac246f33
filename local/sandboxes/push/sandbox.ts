/**
 * A stand-in for the push services of browsers (RFC 8030): it checks VAPID, decrypts with the keys of its own browsers
 * and shows what somebody would see on a lock screen.
 */
import { z } from 'zod';
import type { Messages } from '../../inbox/messages.ts';
import { type Answer, type Asked, createStandIn, type StandIn } from '../messaging/stand-in.ts';
import { decryptPush } from './decrypt.ts';
import { deviceOf } from './device.ts';
import { checkVapid } from './vapid.ts';

/** What a browser's `PushManager.subscribe` gives. */
export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface Shown {
  device: string;
  title: string;
  body: string;
  url: string;
  tag: string;
  key: string;
  topic: string | null;
  ttl: number;
  urgency: string;
}

export interface PushSandbox extends StandIn {
  /** A browser of that name (letters, digits and hyphens) subscribes; a known one gives the same again. */
  subscribe(device: string): Promise<Subscription>;
  /** The subscription ends: 410 from now on. */
  end(device: string): void;
  /** What is on the lock screens, newest first: a later notice with the same tag took the place of an earlier one. */
  shown(): Shown[];
  environment(): Record<string, string>;
}

interface PushSandboxOptions {
  now: () => Date;
  messages: Messages;
  origin?: string;
  vapid: { publicKey: string; privateKey: string };
  /** What the keys of the browsers are made from. */
  deviceSecret: string;
  /** What a browser is called in the inbox. */
  nameOf?: (device: string) => string;
}

const SIZE_LIMIT = 4096;
const contents = z.object({
  title: z.string(),
  body: z.string(),
  url: z.string(),
  tag: z.string(),
  key: z.string(),
});

export function createPushSandbox(options: PushSandboxOptions): PushSandbox {
  const { now, messages, vapid, deviceSecret, nameOf = (device) => device } = options;
  const ended = new Set<string>();
  let shown: Shown[] = [];

  async function push(device: string, { headers, body }: Asked): Promise<Answer> {
    const { ttl, topic, urgency, authorization, 'content-encoding': encoding } = headers;
    if (ended.has(device)) return { status: 410 };
    if (ttl === undefined || !/^\d+$/.test(String(ttl))) return { status: 400, body: 'TTL is missing' };
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return { status: 400, body: 'Topic is not valid' };
    if (encoding !== 'aes128gcm') return { status: 400, body: 'The contents are not aes128gcm' };
    if (body.length > SIZE_LIMIT) return { status: 413 };
    const { origin: audience } = new URL(standIn.address());
    const known = await checkVapid({ authorization, publicKey: vapid.publicKey, audience, now: now() });
    if (known !== 201) return { status: known };
    // A real service cannot look inside; a browser drops what it cannot read. Here that is told to the sender.
    const text = await decryptPush(new Uint8Array(body), (await deviceOf(deviceSecret, device)).keys).catch(() => null);
    const notice = contents.safeParse(text === null ? null : JSON.parse(text));
    if (!notice.success) return { status: 400, body: 'The browser could not read this' };
    show({
      device,
      ...notice.data,
      topic: topic?.toString() ?? null,
      ttl: Number(ttl),
      urgency: urgency?.toString() ?? 'normal',
    });
    return {
      status: 201,
      headers: { location: `${standIn.address()}/message/${encodeURIComponent(notice.data.key)}` },
    };
  }

  function show(notice: Shown): void {
    shown = [notice, ...shown.filter(({ device, tag }) => device !== notice.device || tag !== notice.tag)];
    messages.add({
      channel: 'push',
      via: 'Web Push',
      to: nameOf(notice.device),
      subject: notice.title,
      text: notice.body,
      url: notice.url,
      status: notice.urgency === 'high' ? 'urgent' : null,
      key: notice.key,
    });
  }

  async function subscribe(device: string): Promise<Subscription> {
    if (!/^[\w-]{1,64}$/.test(device)) throw new Error('A browser is called by letters, digits and hyphens.');
    ended.delete(device);
    const { p256dh, auth } = await deviceOf(deviceSecret, device);
    return { endpoint: `${standIn.address()}/send/${device}`, keys: { p256dh, auth } };
  }

  const standIn: StandIn = createStandIn({
    now,
    origin: options.origin,
    async answer(asked) {
      const device = /^\/send\/([\w-]{1,64})$/.exec(asked.path)?.[1];
      if (!device) return { status: 404 };
      return asked.method === 'POST' ? push(device, asked) : { status: 405, headers: { allow: 'POST' } };
    },
    failure: () => undefined,
    async control(method, path) {
      if (method === 'GET' && path === 'shown') return shown;
      const [, device = '', act] = /^devices\/([\w-]{1,64})(\/end)?$/.exec(path) ?? [];
      if (method !== 'POST' || device === '') return undefined;
      if (!act) return subscribe(device);
      ended.add(device);
      return {};
    },
  });

  return {
    ...standIn,
    subscribe,
    end: (device) => {
      ended.add(device);
    },
    shown: () => [...shown],
    environment: () => ({
      VAPID_PUBLIC_KEY: vapid.publicKey,
      VAPID_PRIVATE_KEY: vapid.privateKey,
      VAPID_SUBJECT: 'mailto:push@careslot.test',
      WEB_PUSH_HOSTS: new URL(standIn.address()).origin,
    }),
  };
}
