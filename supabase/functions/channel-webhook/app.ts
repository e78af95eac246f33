import { z } from 'zod';
import { isFromSvix, isFromTwilio } from '../_shared/channels/signatures.ts';
import { noticeSchema } from '../_shared/core/notifications/notice.ts';
import { smsReply } from '../_shared/core/notifications/sms-reply.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import type { DeliverPorts } from '../_shared/delivery/deliver.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, serveRoutes } from '../_shared/http/serve.ts';
import { resendStatus, twilioStatus } from './statuses.ts';

const bodyLimit = 50_000;

const received = z.object({
  MessageSid: z.string().min(1).max(100),
  From: z.string().min(1).max(40),
  Body: z.string().max(5_000).default(''),
  OptOutType: z.string().max(20).optional(),
});

const answerSchema = z.object({
  reply: z.enum(['none', 'unknown', 'ambiguous', 'confirmed', 'cancelled', 'too_late', 'reschedule', 'help', 'failed']),
  notice: noticeSchema.optional(),
});

export interface ChannelWebhookOptions {
  rpc: Rpc;
  webhooks: {
    twilio: { authToken: string; smsUrl: string; statusUrl: string } | null;
    resend: { secret: string } | null;
  };
  linksFor: DeliverPorts['linksFor'];
  now(): Date;
}

/**
 * What providers of messages call: answers of patients by text message, and what became of what was sent. Nothing is
 * believed without its signature; the same call twice does what it does once. A channel that is not set up is 404.
 */
export function createChannelWebhook({ rpc, webhooks, linksFor, now }: ChannelWebhookOptions): Handler {
  async function twilioForm(request: Request, part: 'smsUrl' | 'statusUrl'): Promise<Record<string, string>> {
    const { twilio } = webhooks;
    if (!twilio) throw notSetUp();
    const form = new URLSearchParams(await limited(request));
    const signature = request.headers.get('x-twilio-signature');
    const url = twilio[part] + new URL(request.url).search;
    if (!(await isFromTwilio({ authToken: twilio.authToken, url, form, signature }))) throw unsigned();
    return Object.fromEntries(form);
  }

  return serveRoutes({
    'POST /twilio/sms': async (request) => {
      const parsed = received.safeParse(await twilioForm(request, 'smsUrl'));
      if (!parsed.success) throw new Problem(422, 'invalid_input', 'This is no text message.');
      const { MessageSid, From, Body, OptOutType } = parsed.data;
      const args = { message_id: MessageSid, sender: From, body: Body, opt_out_type: OptOutType ?? null };
      const { reply, notice } = answerSchema.parse(await rpc('receive_text_message', args));
      if (reply === 'none') return twiml(null);
      return twiml(smsReply(reply, notice ?? null, notice ? await linksFor(notice, now()) : null, now()));
    },

    'POST /twilio/status': async (request) => {
      const form = await twilioForm(request, 'statusUrl');
      const status = twilioStatus(form.MessageStatus ?? '');
      if (status && form.MessageSid) {
        await rpc('record_delivery_status', { provider: 'twilio', provider_message_id: form.MessageSid, status });
      }
      // The carrier says so later than the answer to the request: nothing more goes to this number.
      if (form.ErrorCode === '21610' && form.To) await rpc('block_text_messages', { phone: form.To, blocked: true });
      return new Response(null, { status: 204 });
    },

    'POST /resend': async (request) => {
      if (!webhooks.resend) throw notSetUp();
      const body = await limited(request);
      if (!(await isFromSvix({ secret: webhooks.resend.secret, headers: request.headers, body, now: now() }))) {
        throw unsigned();
      }
      const event = resendStatus(body);
      if (event) await rpc('record_delivery_status', { provider: 'resend', ...event });
      return new Response(null, { status: 204 });
    },
  });
}

const notSetUp = () => new Problem(404, 'not_found', 'There is nothing at this address.');
const unsigned = () => new Problem(403, 'forbidden', 'The signature is missing or wrong.');

async function limited(request: Request): Promise<string> {
  const text = await request.text();
  if (text.length > bodyLimit) throw new Problem(413, 'too_large', 'The request body is too large.');
  return text;
}

const escaped = (text: string) => text.replace(/[<>&'"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** https://www.twilio.com/docs/messaging/twiml: an empty Response sends nothing. */
const twiml = (text: string | null): Response =>
  new Response(
    `<?xml version="1.0" encoding="UTF-8"?><Response>${text === null ? '' : `<Message>${escaped(text)}</Message>`}</Response>`,
    { headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' } },
  );
