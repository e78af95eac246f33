/**
 * A stand-in for Resend on this machine: sending with a key and an Idempotency-Key, and signed webhooks. Written after
 * resend/resend-openapi and https://resend.com/docs/dashboard/emails/idempotency-keys.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Messages } from '../../inbox/messages.ts';
import { type Answer, type Asked, createStandIn, type StandIn } from '../messaging/stand-in.ts';
import { createWebhooks } from '../messaging/webhooks.ts';

export interface ResendSandbox extends StandIn {
  /** How often each Idempotency-Key came. */
  keys(): Map<string, number>;
  /** Tells the application about a message that was sent, in Resend's words: 'bounced', 'complained' … */
  tell(id: string, event: string): Promise<void>;
  /** Resolves when no webhook is on its way any more. */
  settled(): Promise<void>;
  environment(): Record<string, string>;
}

interface ResendSandboxOptions {
  now: () => Date;
  messages: Messages;
  origin?: string;
  /** Where webhooks go; none without it. */
  webhookUrl?: string;
  apiKey?: string;
  /** whsec_… */
  webhookSecret?: string;
}

const attachment = z.object({
  filename: z.string().default('unnamed'),
  content: z.string(),
  content_type: z.string().optional(),
});
const emailBody = z.object({
  from: z.string(),
  to: z.union([z.string(), z.array(z.string()).max(50)]).transform((to) => [to].flat()),
  subject: z.string(),
  text: z.string().optional(),
  html: z.string().optional(),
  attachments: z.array(attachment).default([]),
  tags: z
    .array(z.object({ name: z.string().regex(/^[\w-]{1,256}$/), value: z.string().regex(/^[\w-]{1,256}$/) }))
    .default([]),
});
type Body = z.infer<typeof emailBody>;

interface Sent extends Body {
  id: string;
  created_at: string;
  last_event: string;
  inboxIds: number[];
}

const names: Record<number, string> = {
  401: 'missing_api_key',
  403: 'invalid_api_key',
  404: 'not_found',
  405: 'method_not_allowed',
  429: 'rate_limit_exceeded',
};
const failure = (statusCode: number, name = names[statusCode] ?? 'internal_server_error', message = name) => ({
  statusCode,
  name,
  message,
});
const refuse = (status: number, name?: string, message?: string): Answer => ({
  status,
  body: failure(status, name, message),
});

/** As with Resend's own test addresses (bounced@resend.dev), the mailbox's name says what becomes of a message. */
const fateOf = (to: string) => /^(bounced|complained|suppressed|delivery_delayed)\b/i.exec(to)?.[1]?.toLowerCase();

export function createResendSandbox(options: ResendSandboxOptions): ResendSandbox {
  const { now, messages, webhookUrl } = options;
  const apiKey = options.apiKey ?? 're_sandbox_key';
  const secret = options.webhookSecret ?? `whsec_${Buffer.from('resend-sandbox-webhook-secret').toString('base64')}`;
  const sent = new Map<string, Sent>();
  const byKey = new Map<string, { digest: string; id: string; count: number }>();
  const webhooks = createWebhooks('resend');

  async function tell(id: string, event: string): Promise<void> {
    const message = sent.get(id);
    if (!message) throw new Error(`There is no message ${id}.`);
    message.last_event = event;
    for (const inboxId of message.inboxIds) messages.setStatus(inboxId, event);
    if (!webhookUrl) return;
    const { from, to, subject, tags, created_at } = message;
    const bounce = {
      type: 'Permanent',
      subType: 'General',
      message: 'The mailbox does not exist.',
      diagnosticCode: [],
    };
    const body = JSON.stringify({
      type: `email.${event}`,
      created_at: now().toISOString(),
      data: {
        email_id: id,
        created_at,
        from,
        to,
        subject,
        tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
        ...(event === 'bounced' && { bounce }),
      },
    });
    const svixId = `msg_${randomUUID().replaceAll('-', '')}`;
    const timestamp = String(Math.floor(now().getTime() / 1000));
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`${svixId}.${timestamp}.${body}`).digest('base64');
    await webhooks.post(
      webhookUrl,
      {
        'content-type': 'application/json',
        'svix-id': svixId,
        'svix-timestamp': timestamp,
        'svix-signature': `v1,${signature}`,
      },
      body,
    );
  }

  function deliver(body: Body): string {
    const id = randomUUID();
    const inboxIds = body.to.map(
      (to) =>
        messages.add({
          channel: 'email',
          via: 'Resend',
          to,
          from: body.from,
          subject: body.subject,
          text: body.text ?? '',
          html: body.html ?? null,
          attachments: body.attachments.map(({ filename, content, content_type }) => ({
            name: filename,
            type: content_type ?? 'application/octet-stream',
            method: /method=(\w+)/i.exec(content_type ?? '')?.[1]?.toUpperCase() ?? null,
            content: Buffer.from(content, 'base64'),
          })),
          key: id,
        }).id,
    );
    sent.set(id, { ...body, id, created_at: now().toISOString(), last_event: 'sent', inboxIds });
    const fate = body.to.map(fateOf).find(Boolean);
    webhooks.run(async () => {
      await tell(id, 'sent');
      await tell(id, fate ?? 'delivered');
    });
    return id;
  }

  function send({ headers, body }: Asked): Answer {
    const key = headers['idempotency-key']?.toString();
    if (key !== undefined && (key.length < 1 || key.length > 256)) return refuse(400, 'invalid_idempotency_key');
    const parsed = emailBody.safeParse(json(body));
    if (!parsed.success) return refuse(422, 'missing_required_field', parsed.error.issues[0]?.message);
    if (!parsed.data.to.every((to) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to.replace(/^.*<(.*)>$/, '$1')))) {
      return refuse(
        422,
        'validation_error',
        'Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.',
      );
    }
    if (key === undefined) return { status: 200, body: { id: deliver(parsed.data) } };
    const digest = createHash('sha256').update(body).digest('hex');
    const known = byKey.get(key);
    if (!known) {
      const id = deliver(parsed.data);
      byKey.set(key, { digest, id, count: 1 });
      return { status: 200, body: { id } };
    }
    known.count++;
    if (known.digest !== digest) return refuse(409, 'invalid_idempotent_request');
    for (const inboxId of sent.get(known.id)?.inboxIds ?? []) {
      const { channel, to, via } = messages.find(inboxId) ?? { channel: 'email', to: '', via: 'Resend' };
      messages.add({ channel, to, via, key: known.id });
    }
    return { status: 200, body: { id: known.id } };
  }

  function answer(asked: Asked): Answer {
    const { method, path, headers } = asked;
    if (!headers.authorization) return refuse(401, 'missing_api_key', 'Missing API Key');
    if (headers.authorization !== `Bearer ${apiKey}`) return refuse(403, 'invalid_api_key', 'API key is invalid');
    if (path === '/emails' && method === 'POST') return send(asked);
    const found = sent.get(/^\/emails\/([\w-]+)$/.exec(path)?.[1] ?? '');
    if (method !== 'GET' || !found) return refuse(404);
    const { inboxIds: _, attachments: __, ...shown } = found;
    return { status: 200, body: { object: 'email', ...shown } };
  }

  const standIn = createStandIn({
    now,
    origin: options.origin,
    answer,
    failure: (status) => failure(status),
    control(method, path) {
      if (method === 'GET' && path === 'emails') return [...sent.values()];
      const [, id, event] = /^emails\/([\w-]+)\/(\w+)$/.exec(path) ?? [];
      if (method === 'POST' && id && event && sent.has(id)) return tell(id, event).then(() => ({}));
      if (method === 'GET' && path === 'keys')
        return Object.fromEntries([...byKey].map(([k, { count }]) => [k, count]));
      return undefined;
    },
  });

  return {
    ...standIn,
    keys: () => new Map([...byKey].map(([key, { count }]) => [key, count])),
    tell,
    settled: webhooks.settled,
    environment: () => ({
      RESEND_API_URL: standIn.address(),
      RESEND_API_KEY: apiKey,
      RESEND_WEBHOOK_SECRET: secret,
    }),
  };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
