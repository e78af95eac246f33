/**
 * Who calls a webhook: the signatures of Twilio and of Resend (which uses Svix). Compared in constant time by
 * `crypto.subtle.verify`. The address is the configured one: what stands in the request may have been changed on its way.
 */

type Hash = 'SHA-1' | 'SHA-256';

const bytes = (text: string) => new TextEncoder().encode(text);

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

async function isSigned(hash: Hash, key: Uint8Array<ArrayBuffer>, data: string, signature: string): Promise<boolean> {
  const given = fromBase64(signature);
  if (!given || key.length === 0) return false;
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['verify']);
  return crypto.subtle.verify('HMAC', imported, given, bytes(data));
}

export interface TwilioRequest {
  /** The account's primary auth token. */
  authToken: string;
  /** Public address with its query, as Twilio was told it. */
  url: string;
  /** All fields of the form, also those we do not know; empty for GET. */
  form: URLSearchParams;
  /** X-Twilio-Signature. */
  signature: string | null;
}

/** The address, and each field by name with its distinct values (https://www.twilio.com/docs/usage/webhooks/webhooks-security). */
function signedByTwilio(url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  return (
    url +
    names
      .map((name) =>
        [...new Set(form.getAll(name))]
          .sort()
          .map((value) => name + value)
          .join(''),
      )
      .join('')
  );
}

/** Twilio may sign the address with or without the port of its scheme. */
function spellings(url: string): string[] {
  const { protocol, port, host, hostname } = new URL(url);
  if (port !== '') return [url];
  const withPort = url.replace(`//${host}`, `//${hostname}:${protocol === 'https:' ? 443 : 80}`);
  return [url, withPort];
}

/** True when Twilio sent this form to this address (HMAC-SHA1 with the auth token). */
export async function isFromTwilio({ authToken, url, form, signature }: TwilioRequest): Promise<boolean> {
  if (!signature) return false;
  const checked = await Promise.all(
    spellings(url).map((spelling) => isSigned('SHA-1', bytes(authToken), signedByTwilio(spelling, form), signature)),
  );
  return checked.includes(true);
}

export interface SvixRequest {
  /** `whsec_…`, as Resend shows it. */
  secret: string;
  headers: Headers;
  /** As it came, before anything parses it. */
  body: string;
  now: Date;
}

const TOLERANCE_SECONDS = 300;

/**
 * True when the holder of the secret sent this body within five minutes of `now`
 * (https://docs.svix.com/receiving/verifying-payloads/how-manual). One of several signatures is enough: while a secret
 * is being changed there are two.
 */
export async function isFromSvix({ secret, headers, body, now }: SvixRequest): Promise<boolean> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => headers.get(`svix-${name}`));
  const key = fromBase64(secret.replace(/^whsec_/, ''));
  if (!id || !timestamp || !signatures || !key || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []));
  const checked = await Promise.all(given.map((one) => isSigned('SHA-256', key, `${id}.${timestamp}.${body}`, one)));
  return checked.includes(true);
}
