/** What Twilio refuses and in which words (https://www.twilio.com/docs/api/errors). */
import type { Answer } from '../messaging/stand-in.ts';

const messages: Record<number, string> = {
  20003: 'Authenticate',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'Internal Server Error',
  21211: "Invalid 'To' Phone Number",
  21408: 'Permission to send an SMS has not been enabled for the region',
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
  21610: 'Attempt to send to unsubscribed recipient',
  21612: "The 'To' phone number is not currently reachable via SMS",
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit',
};

export const errorBody = (status: number, code: number) => ({
  code,
  message: messages[code] ?? 'Error',
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const refuse = (status: number, code: number): Answer => ({ status, body: errorBody(status, code) });

/** The code for a fault by its HTTP status. */
export const codeOfStatus = (status: number): number =>
  status === 401 ? 20003 : status === 429 ? 20429 : status === 404 ? 20404 : 20500;

/** Twilio's own numbers for trying these out (https://www.twilio.com/docs/iam/test-credentials). */
export const magicNumbers: Record<string, number> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
