/**
 * A stand-in for Twilio Messaging on this machine: sending, listing, opt-out, status callbacks and answers of people,
 * signed as Twilio signs them. Written after twilio/twilio-oai and https://www.twilio.com/docs/messaging.
 */
import { createHmac } from 'node:crypto';
import type { Messages } from '../../inbox/messages.ts';
import { type Answer, type Asked, createStandIn, type StandIn } from '../messaging/stand-in.ts';
import { createWebhooks } from '../messaging/webhooks.ts';
import { keywordOf, replyTo } from './consent.ts';
import { listOf } from './listing.ts';
import { newMessage, rfc2822, type TwilioMessage } from './message.ts';
import { codeOfStatus, errorBody, magicNumbers, refuse } from './refusals.ts';
import { messagesOf } from './twiml.ts';

export interface TwilioSandbox extends StandIn {
  /** What the application sent and what people answered, newest first. */
  messages(): TwilioMessage[];
  /** A person writes to the practice. What the application answered: its status, or null when it could not be reached. */
  receive(from: string, body: string): Promise<number | null>;
  /** What becomes of messages to a number from now on, instead of 'delivered'. */
  setFate(to: string, status: string, errorCode?: number): void;
  /** Resolves when no callback is on its way any more. */
  settled(): Promise<void>;
  environment(): Record<string, string>;
}

interface TwilioSandboxOptions {
  now: () => Date;
  messages: Messages;
  origin?: string;
  /** Where answers of people go; nowhere without it. */
  smsUrl?: string;
  accountSid?: string;
  authToken?: string;
  /** The practice's number. */
  number?: string;
  /** Send through a Messaging Service instead of the number. */
  messagingServiceSid?: string;
}

export function createTwilioSandbox(options: TwilioSandboxOptions): TwilioSandbox {
  const { now, smsUrl, messagingServiceSid } = options;
  const accountSid = options.accountSid ?? `AC${'5a'.repeat(16)}`;
  const authToken = options.authToken ?? 'twilio-sandbox-token';
  const number = options.number ?? '+15005550006';
  const all: TwilioMessage[] = [];
  const stopped = new Set<string>();
  const fates = new Map<string, { status: string; errorCode: number | null }>();
  const inboxIds = new Map<string, number>();
  const webhooks = createWebhooks('twilio');

  const signature = (url: string, form: Record<string, string>) => {
    const fields = Object.keys(form).sort();
    return createHmac('sha1', authToken)
      .update(url + fields.map((name) => name + form[name]).join(''))
      .digest('base64');
  };
  const call = (url: string, form: Record<string, string>) =>
    webhooks.post(
      url,
      { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature(url, form) },
      new URLSearchParams(form).toString(),
    );

  function keep(message: TwilioMessage): TwilioMessage {
    all.unshift(message);
    const { sid, to, from, body, direction, status } = message;
    const kept = options.messages.add({
      channel: 'sms',
      via: 'Twilio',
      direction: direction === 'inbound' ? 'in' : 'out',
      to,
      from: from ?? number,
      text: body,
      status: direction === 'inbound' ? null : status,
    });
    inboxIds.set(sid, kept.id);
    return message;
  }

  function setStatus(message: TwilioMessage, status: string, errorCode: number | null = null): void {
    message.status = status;
    message.error_code = errorCode;
    message.date_updated = rfc2822(now());
    if (status === 'sent') message.date_sent = message.date_updated;
    options.messages.setStatus(inboxIds.get(message.sid) ?? 0, errorCode ? `${status} (${errorCode})` : status);
  }

  /** Through 'sent' to its end. There is no callback for the status that the answer of the API told. */
  async function progress(message: TwilioMessage, callback: string | null): Promise<void> {
    const fate = fates.get(message.to) ?? { status: 'delivered', errorCode: null };
    const steps = stopped.has(message.to)
      ? [{ status: 'failed', errorCode: 21610 }]
      : [{ status: 'sent', errorCode: null }, fate];
    for (const { status, errorCode } of steps) {
      setStatus(message, status, errorCode);
      if (!callback) continue;
      await call(callback, {
        AccountSid: accountSid,
        ApiVersion: '2010-04-01',
        From: message.from ?? number,
        MessageSid: message.sid,
        MessageStatus: status,
        SmsSid: message.sid,
        SmsStatus: status,
        To: message.to,
        ...(message.messaging_service_sid && { MessagingServiceSid: message.messaging_service_sid }),
        ...(errorCode !== null && { ErrorCode: String(errorCode) }),
      });
    }
  }

  function send(form: URLSearchParams): Answer {
    const [to = '', body = '', from, service] = ['To', 'Body', 'From', 'MessagingServiceSid'].map(
      (name) => form.get(name) ?? undefined,
    );
    if (to === '') return refuse(400, 21604);
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(400, 21211);
    if (body === '') return refuse(400, 21602);
    if (body.length > 1600) return refuse(400, 21617);
    if (!from && !service) return refuse(400, 21603);
    if (service ? service !== messagingServiceSid : from !== number) return refuse(400, 21606);
    const magic = magicNumbers[to];
    if (magic) return refuse(400, magic);
    // A Messaging Service takes the message and fails with it later.
    if (stopped.has(to) && !service) return refuse(400, 21610);
    const message = keep(
      newMessage(
        {
          account_sid: accountSid,
          to,
          from: service ? null : number,
          messaging_service_sid: service ?? null,
          body,
          status: service ? 'accepted' : 'queued',
          direction: 'outbound-api',
        },
        now(),
      ),
    );
    const told = { ...message };
    webhooks.run(() => progress(message, form.get('StatusCallback')));
    return { status: 201, body: told };
  }

  const reply = (to: string, body: string) => {
    const given = { account_sid: accountSid, to, from: number, body, status: 'queued' } as const;
    const message = keep(newMessage({ ...given, direction: 'outbound-reply' }, now()));
    webhooks.run(() => progress(message, null));
  };

  async function receive(from: string, body: string): Promise<number | null> {
    const message = keep(
      newMessage({ account_sid: accountSid, to: number, from, body, status: 'received', direction: 'inbound' }, now()),
    );
    const keyword = keywordOf(body);
    if (keyword === 'STOP') stopped.add(from);
    if (keyword === 'START') stopped.delete(from);
    // The confirmation of a STOP still goes out.
    if (keyword)
      keep(
        newMessage(
          {
            account_sid: accountSid,
            to: from,
            from: number,
            body: replyTo[keyword],
            status: 'delivered',
            direction: 'outbound-reply',
          },
          now(),
        ),
      );
    if (!smsUrl) return null;
    const delivery = await call(smsUrl, {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      Body: body,
      From: from,
      FromCountry: 'GB',
      MessageSid: message.sid,
      NumMedia: '0',
      NumSegments: message.num_segments,
      SmsMessageSid: message.sid,
      SmsSid: message.sid,
      SmsStatus: 'received',
      To: number,
      ...(messagingServiceSid && { MessagingServiceSid: messagingServiceSid }),
      ...(messagingServiceSid && keyword && { OptOutType: keyword }),
    });
    options.messages.setStatus(
      inboxIds.get(message.sid) ?? 0,
      delivery.status === null ? 'not taken' : delivery.status < 300 ? 'taken' : `not taken (${delivery.status})`,
    );
    if (delivery.status === 200) for (const text of messagesOf(delivery.body)) if (text !== '') reply(from, text);
    return delivery.status;
  }

  function answer({ method, path, query, headers, body }: Asked): Answer {
    const login = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (headers.authorization !== login) return refuse(401, 20003);
    const account = `/2010-04-01/Accounts/${accountSid}/`;
    if (!path.startsWith(account)) return refuse(404, 20404);
    const rest = path.slice(account.length);
    if (rest === 'Messages.json') {
      if (method === 'POST') return send(new URLSearchParams(body.toString()));
      if (method === 'GET') return { status: 200, body: listOf(all, query, path) };
    }
    const sid = /^Messages\/(SM[0-9a-f]{32})\.json$/.exec(rest)?.[1];
    const found = all.find((message) => message.sid === sid);
    return found && method === 'GET' ? { status: 200, body: found } : refuse(404, 20404);
  }

  const setFate: TwilioSandbox['setFate'] = (to, status, errorCode) => {
    fates.set(to, { status, errorCode: errorCode ?? null });
  };

  const standIn = createStandIn({
    now,
    origin: options.origin,
    answer,
    failure: (status) => errorBody(status, codeOfStatus(status)),
    async control(method, path, { from, to, body, status, error_code }) {
      const text = (value: unknown) => String(value ?? '');
      if (method === 'GET' && path === 'messages') return all;
      if (method === 'GET' && path === 'stopped') return [...stopped];
      if (method === 'POST' && path === 'inbound') return { status: await receive(text(from), text(body)) };
      if (method !== 'POST' || path !== 'fates') return undefined;
      setFate(text(to), text(status), error_code === undefined ? undefined : Number(error_code));
      return {};
    },
  });

  return {
    ...standIn,
    messages: () => [...all],
    receive,
    setFate,
    settled: webhooks.settled,
    environment: () => ({
      TWILIO_API_URL: standIn.address(),
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      ...(messagingServiceSid ? { TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } : { TWILIO_FROM: number }),
    }),
  };
}
