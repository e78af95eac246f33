/**
 * Text messages through Twilio (https://www.twilio.com/docs/messaging/api/message-resource). Twilio knows no idempotency
 * key: after a lost answer `findSent` looks for the message among those to that number before anything is sent again.
 *
 * Content retention stays as it is, because that look-up needs the words; ours name a practice and a time, never a reason.
 */
import { z } from 'zod';
import { base64 } from '../../crypto/base64.ts';
import { UnexpectedResponse } from '../../http/outside.ts';
import { type Answer, ask, type Fetch, troubleOf } from '../ask.ts';
import type { NotificationChannel, SendResult, SmsMessage } from '../port.ts';
import { toE164 } from './phone-number.ts';
import { refusalOf } from './twilio-errors.ts';

export interface TwilioOptions {
  fetch: Fetch;
  /** https://api.twilio.com or a stand-in; without a slash at its end. */
  apiUrl: string;
  accountSid: string;
  authToken: string;
  /** E.164; or else the Messaging Service below, which chooses the number. */
  from?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** Where Twilio tells what became of a message. */
  statusCallback: string;
  now(): Date;
  timeoutMs?: number;
}

const service = 'Twilio';
/** Tries of one message end before the visit; an equal text to the same number within a day is the same message. */
const LOOK_BACK_MS = 24 * 3_600_000;

const messageSchema = z.object({
  sid: z.string(),
  status: z.string(),
  error_code: z.coerce.number().nullable().catch(null),
});
const listSchema = z.object({
  messages: z.array(messageSchema.extend({ body: z.string(), direction: z.string(), date_created: z.string() })),
});
const errorSchema = z.object({ code: z.int() });

export function createTwilioSms(options: TwilioOptions): NotificationChannel<SmsMessage> {
  const { fetch, apiUrl, accountSid, authToken, from, messagingServiceSid, statusCallback, timeoutMs } = options;
  const caller = { fetch, service, timeoutMs };
  const url = `${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const authorization = `Basic ${base64(new TextEncoder().encode(`${accountSid}:${authToken}`))}`;

  return {
    async send({ to, text, validForSeconds }) {
      const number = toE164(to);
      if (!number) return noNumber;
      const form = new URLSearchParams({
        To: number,
        Body: text,
        StatusCallback: statusCallback,
        ValidityPeriod: String(Math.min(36_000, Math.max(1, Math.floor(validForSeconds)))),
        ...(messagingServiceSid ? { MessagingServiceSid: messagingServiceSid } : { From: from ?? '' }),
      });
      const answer = await ask(caller, url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: form.toString(),
      });
      if (answer.status < 200 || answer.status >= 300) return refusedOrThrown(answer);
      const { data } = messageSchema.safeParse(answer.body);
      if (!data) throw new UnexpectedResponse('Twilio took a message without giving it a name.', answer.status);
      return outcomeOf(data);
    },

    async findSent({ to, text }) {
      const number = toE164(to);
      if (!number) return null;
      // Newest first. Not filtered by DateSent: a message that still waits has none, and would be sent a second time.
      const query = new URLSearchParams({ To: number, PageSize: '100' });
      const answer = await ask(caller, `${url}?${query}`, { headers: { authorization, accept: 'application/json' } });
      if (answer.status !== 200) throw troubleOf(service, answer, codeOf(answer));
      const { data } = listSchema.safeParse(answer.body);
      if (!data) throw new UnexpectedResponse('Twilio listed its messages in another way.', answer.status);
      const earliest = options.now().getTime() - LOOK_BACK_MS;
      const found = data.messages.find(
        ({ body, direction, date_created, status }) =>
          direction !== 'inbound' &&
          status !== 'canceled' &&
          // A trial account puts words of its own in front.
          (body === text || body.endsWith(` - ${text}`)) &&
          Date.parse(date_created) >= earliest,
      );
      return found ? outcomeOf(found) : null;
    },
  };
}

const noNumber: SendResult = {
  outcome: 'refused',
  reason: 'bad_address',
  detail: 'This is no number with a country code.',
};

const codeOf = ({ body }: Answer): number | null => errorSchema.safeParse(body).data?.code ?? null;

/** A message that exists: on its way, or refused after it was taken (as a Messaging Service does with an opt-out). */
function outcomeOf({ sid, status, error_code }: z.infer<typeof messageSchema>): SendResult {
  if (status !== 'failed' && status !== 'undelivered') return { outcome: 'sent', provider: 'twilio', providerId: sid };
  return (
    refusalOf(error_code) ?? { outcome: 'refused', reason: 'rejected', detail: `Twilio: ${error_code ?? status}.` }
  );
}

function refusedOrThrown(answer: Answer): SendResult {
  const code = codeOf(answer);
  const refusal = answer.status === 400 ? refusalOf(code) : null;
  if (refusal) return refusal;
  throw troubleOf(service, answer, code);
}
