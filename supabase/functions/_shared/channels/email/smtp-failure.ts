/** What went wrong with a mail server, from nodemailer's errors: by reply code (RFC 5321 §4.2) and enhanced code (RFC 3463). */
import { z } from 'zod';
import { AuthorizationExpired, RateLimited, UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import type { SendResult } from '../port.ts';

type Refused = Extract<SendResult, { outcome: 'refused' }>;

const known = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  /** The server's last line; may hold addresses, so only its codes are repeated. */
  response: z.string().optional(),
  responseCode: z.int().optional(),
});

/** 4.7.x: policy, which with 4xx means limits and greylisting; 4.2.1 and 4.3.2: this mailbox or server takes no more now. */
const SLOW_DOWN = /^4\.(7\.\d+|2\.1|3\.2)$/;
const refused = (reason: Refused['reason'], detail: string): Refused => ({ outcome: 'refused', reason, detail });

/** A refusal of this message, or the error to throw. */
export function smtpFailure(cause: unknown): Refused | Error {
  const { code = '', command = '', response = '', responseCode } = known.safeParse(cause).data ?? {};
  if (code === 'ETLS') {
    const message = 'The mail server offers no TLS, or its certificate is not valid.';
    return new UnexpectedResponse(message, null, reduced(cause));
  }
  if (responseCode === undefined) {
    if (code === 'EAUTH' || code === 'ENOAUTH') {
      return new AuthorizationExpired('The mail server does not let us in.', reduced(cause));
    }
    return new Unreachable('The mail server did not answer.', reduced(cause));
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
  const said = `The mail server answered ${[responseCode, enhanced].join(' ').trim()}.`;
  if (responseCode < 500) {
    // 452: too many recipients or messages. Everything else with 4xx may be well in a minute.
    if (responseCode === 452 || SLOW_DOWN.test(enhanced)) return new RateLimited(said, null, reduced(cause));
    return new Unreachable(said, reduced(cause));
  }
  if (code === 'EAUTH' || responseCode === 530 || responseCode === 535) {
    return new AuthorizationExpired(said, reduced(cause));
  }
  if (command.startsWith('RCPT')) return refused(enhanced.startsWith('5.7.') ? 'rejected' : 'bad_address', said);
  if (command.startsWith('DATA') || code === 'EMESSAGE') return refused('rejected', said);
  // The greeting or the sender: the operator's to mend, not this person's address.
  return new UnexpectedResponse(said, responseCode, reduced(cause));
}

/** The cause without its words: they may quote addresses and the message. */
function reduced(cause: unknown): Error {
  const { code = '', command = '' } = known.safeParse(cause).data ?? {};
  return new Error(`SMTP ${[code, command.split(' ')[0]].join(' ').trim()}`);
}
