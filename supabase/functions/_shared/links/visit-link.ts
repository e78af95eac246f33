/**
 * Signed links of mails and text messages. Each is for one visit, one reader, one purpose and one start, until it expires;
 * it needs no sign-in. Mail scanners and link previews open every address, so opening one never does anything: seeing
 * and acting take a second step (functions/visit-link). HMAC-SHA-256 (RFC 2104), checked in constant time.
 */
import type { EncryptionKey } from '../crypto/secret-box.ts';
import { base64Url, fromBase64Url, uuidBytes, uuidText } from './bytes.ts';

const purposes = ['confirm', 'cancel', 'reschedule', 'calendar', 'join'] as const;
export type Purpose = (typeof purposes)[number];

export type VisitLink = {
  appointment_id: string;
  profile_id: string;
  purpose: Purpose;
  /** The visit's start_version: a link for a former time does nothing. */
  start_version: number;
  expires_at: Date;
};

export type Keys = [EncryptionKey, ...EncryptionKey[]];

const version = 1;
/** No dot: servers of static files take an address with one for a file. In no key id, and in no base64url. */
const separator = '~';
/** version, purpose, two uuids, start version, seconds since 1970. */
const payloadLength = 1 + 1 + 16 + 16 + 4 + 4;
const macLength = 32;

const keyOf = ({ key }: EncryptionKey) =>
  crypto.subtle.importKey('raw', fromBase64Url(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);

/** Null for what is not written so. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return fromBase64Url(text);
  } catch {
    return null;
  }
}

/** At most 120 characters of [A-Za-z0-9_~-] with a key id of at most 20: it fits into a text message. */
export async function signVisitLink(keys: Keys, link: VisitLink): Promise<string> {
  const payload = new Uint8Array(payloadLength);
  const view = new DataView(payload.buffer);
  view.setUint8(0, version);
  view.setUint8(1, purposes.indexOf(link.purpose));
  payload.set(uuidBytes(link.appointment_id), 2);
  payload.set(uuidBytes(link.profile_id), 18);
  view.setUint32(34, link.start_version);
  view.setUint32(38, Math.floor(link.expires_at.getTime() / 1000));
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await keyOf(keys[0]), payload));
  return `${keys[0].id}${separator}${base64Url(new Uint8Array([...payload, ...mac]))}`;
}

/** What the link is for, or why it is not valid. Only what was signed here is told to be expired. */
export async function readVisitLink(
  keys: Keys,
  token: string,
  now: Date,
): Promise<VisitLink | { reason: 'malformed' | 'forged' | 'expired' }> {
  const end = token.lastIndexOf(separator);
  const bytes = end > 0 && token.length <= 200 ? bytesOf(token.slice(end + 1)) : null;
  if (!bytes || bytes.length !== payloadLength + macLength) return { reason: 'malformed' };
  const key = keys.find(({ id }) => id === token.slice(0, end));
  const payload = bytes.slice(0, payloadLength);
  if (!key || !(await crypto.subtle.verify('HMAC', await keyOf(key), bytes.slice(payloadLength), payload))) {
    return { reason: 'forged' };
  }
  const view = new DataView(payload.buffer);
  const purpose = purposes[view.getUint8(1)];
  if (view.getUint8(0) !== version || !purpose) return { reason: 'malformed' };
  const expires_at = new Date(view.getUint32(38) * 1000);
  if (now >= expires_at) return { reason: 'expired' };
  return {
    appointment_id: uuidText(payload.slice(2, 18)),
    profile_id: uuidText(payload.slice(18, 34)),
    purpose,
    start_version: view.getUint32(34),
    expires_at,
  };
}
