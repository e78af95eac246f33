/** What a browser does with a push: the receiving side of RFC 8291 and RFC 8188, written from the standards alone. */
import type { webcrypto } from 'node:crypto';

export interface ReceiverKeys {
  /** The pair of the subscription, P-256. */
  privateKey: webcrypto.CryptoKey;
  /** Uncompressed point, 65 bytes. */
  publicKey: Uint8Array<ArrayBuffer>;
  /** 16 bytes that only the browser and the sender know. */
  auth: Uint8Array<ArrayBuffer>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: Uint8Array<ArrayBuffer>[]) => {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** HKDF with SHA-256 (RFC 5869): extract with `salt`, expand by `info` to `length` bytes. */
async function hkdf(
  salt: Uint8Array<ArrayBuffer>,
  secret: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
) {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

/** The secret that both sides share for this message (RFC 8291 §3.4). */
async function inputKey({ privateKey, publicKey, auth }: ReceiverKeys, sender: Uint8Array<ArrayBuffer>) {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const theirs = await crypto.subtle.importKey('raw', sender, curve, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, privateKey, 256));
  return hkdf(auth, shared, joined(bytes('WebPush: info\0'), publicKey, sender), 32);
}

/**
 * The contents of a push: one record of aes128gcm whose header holds the sender's key (RFC 8188 §2.1). Throws when it
 * was not encrypted for these keys, or is of another form.
 */
export async function decryptPush(body: Uint8Array<ArrayBuffer>, keys: ReceiverKeys): Promise<string> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.length < 86 + 18 || view.getUint8(20) !== 65) throw new Error('This is no push message.');
  const recordSize = view.getUint32(16);
  const [salt, sender, record] = [body.slice(0, 16), body.slice(21, 86), body.slice(86)];
  if (recordSize < 18 || record.length > recordSize) throw new Error('A push message has one record.');
  const secret = await inputKey(keys, sender);
  const raw = await hkdf(salt, secret, bytes('Content-Encoding: aes128gcm\0'), 16);
  const iv = await hkdf(salt, secret, bytes('Content-Encoding: nonce\0'), 12);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const padded = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, record));
  const end = padded.findLastIndex((byte) => byte !== 0);
  // 2 marks the last record; what follows is padding.
  if (padded[end] !== 2) throw new Error('The last record of a push message is marked as such.');
  return new TextDecoder().decode(padded.slice(0, end));
}
