/** A message as Twilio's API shows it (twilio/twilio-oai, api.v2010.account.message). */
import { randomBytes } from 'node:crypto';

export interface TwilioMessage {
  sid: string;
  account_sid: string;
  to: string;
  from: string | null;
  messaging_service_sid: string | null;
  body: string;
  status: string;
  direction: 'outbound-api' | 'outbound-reply' | 'inbound';
  num_segments: string;
  num_media: string;
  error_code: number | null;
  error_message: string | null;
  /** RFC 2822. */
  date_created: string;
  date_updated: string;
  /** Null until it has been sent. */
  date_sent: string | null;
  api_version: string;
  uri: string;
}

export const rfc2822 = (at: Date): string => at.toUTCString().replace('GMT', '+0000');

/** What GSM 03.38 can say: 160 characters in one part, 153 in each of several; else 70 and 67. */
const gsm = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;
const extended = /[\f^{}\\[~\]|€]/g;

/** How many parts a text is sent in. */
export function segmentsOf(text: string): number {
  const plain = text.replace(extended, '');
  const isGsm = gsm.test(plain);
  const length = isGsm ? plain.length + (text.length - plain.length) * 2 : text.length;
  const [single, several] = isGsm ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / several);
}

export function newMessage(
  given: Pick<TwilioMessage, 'account_sid' | 'to' | 'from' | 'body' | 'status' | 'direction'> & Partial<TwilioMessage>,
  now: Date,
): TwilioMessage {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  return {
    messaging_service_sid: null,
    num_segments: String(segmentsOf(given.body)),
    num_media: '0',
    error_code: null,
    error_message: null,
    date_created: rfc2822(now),
    date_updated: rfc2822(now),
    date_sent: null,
    api_version: '2010-04-01',
    ...given,
    sid,
    uri: `/2010-04-01/Accounts/${given.account_sid}/Messages/${sid}.json`,
  };
}
