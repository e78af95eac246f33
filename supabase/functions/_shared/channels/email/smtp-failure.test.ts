import { expect, test } from 'vitest';
import { smtpFailure } from './smtp-failure.ts';

const secret = 'patient@example.org';

/** An error as nodemailer throws it. */
const failed = (responseCode: number | undefined, response: string, code: string, command?: string) =>
  Object.assign(new Error(`${response} ${secret}`), {
    code,
    ...(command && { command }),
    ...(responseCode && { responseCode, response: `${response} ${secret}` }),
  });

test.each([
  ['ECONNECTION without a reply', failed(undefined, '', 'ECONNECTION', 'CONN'), 'Unreachable'],
  ['ETIMEDOUT', failed(undefined, '', 'ETIMEDOUT', 'DATA'), 'Unreachable'],
  ['EABORT, our own limit of time', failed(undefined, '', 'EABORT'), 'Unreachable'],
  ['EDNS', failed(undefined, '', 'EDNS', 'CONN'), 'Unreachable'],
  ['no TLS', failed(undefined, '', 'ETLS', 'STARTTLS'), 'UnexpectedResponse'],
  ['TLS refused', failed(502, '502 no', 'ETLS', 'STARTTLS'), 'UnexpectedResponse'],
  ['no password', failed(undefined, '', 'ENOAUTH', 'API'), 'AuthorizationExpired'],
  ['535', failed(535, '535 5.7.8 no', 'EAUTH', 'AUTH PLAIN'), 'AuthorizationExpired'],
  ['530 at the sender', failed(530, '530 5.7.0 log in', 'EENVELOPE', 'MAIL FROM'), 'AuthorizationExpired'],
  ['454 at the login', failed(454, '454 4.7.0 not now', 'EAUTH', 'AUTH PLAIN'), 'RateLimited'],
  ['421 at the greeting', failed(421, '421 busy', 'EPROTOCOL', 'CONN'), 'Unreachable'],
  ['450 greylisting', failed(450, '450 4.7.1 later', 'EENVELOPE', 'RCPT TO'), 'RateLimited'],
  ['450 mailbox busy', failed(450, '450 4.2.0 busy', 'EENVELOPE', 'RCPT TO'), 'Unreachable'],
  ['452', failed(452, '452 too many', 'EENVELOPE', 'RCPT TO'), 'RateLimited'],
  ['451 after the data', failed(451, '451 4.3.0 disk', 'EMESSAGE', 'DATA'), 'Unreachable'],
  ['553 at the sender', failed(553, '553 5.1.8 who', 'EENVELOPE', 'MAIL FROM'), 'UnexpectedResponse'],
  ['554 at the greeting', failed(554, '554 no', 'EPROTOCOL', 'CONN'), 'UnexpectedResponse'],
  ['something else', new TypeError(secret), 'Unreachable'],
])('%s is thrown', (_, cause, name) => {
  const failure = smtpFailure(cause);
  expect(failure).toMatchObject({ name });
  expect(JSON.stringify([failure, String(failure), String((failure as Error).cause)])).not.toContain(secret);
});

test.each([
  ['550 at the recipient', failed(550, '550 5.1.1 who', 'EENVELOPE', 'RCPT TO'), 'bad_address'],
  ['501 at the recipient', failed(501, '501 syntax', 'EENVELOPE', 'RCPT TO'), 'bad_address'],
  ['550 by policy', failed(550, '550 5.7.1 blocked', 'EENVELOPE', 'RCPT TO'), 'rejected'],
  ['554 after the data', failed(554, '554 5.6.0 spam', 'EMESSAGE', 'DATA'), 'rejected'],
])('%s is final for this message', (_, cause, reason) => {
  const failure = smtpFailure(cause);
  expect(failure).toMatchObject({ outcome: 'refused', reason });
  expect(JSON.stringify(failure)).not.toContain(secret);
});
