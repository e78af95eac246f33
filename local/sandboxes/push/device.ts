/** Browsers of the stand-in. Their keys are made from a secret and their name, so that they are the same after a restart. */
import { createECDH, hkdfSync } from 'node:crypto';
import type { ReceiverKeys } from './decrypt.ts';

export interface Device {
  name: string;
  keys: ReceiverKeys;
  /** As the browser gives them to the application, base64url. */
  p256dh: string;
  auth: string;
}

const derived = (secret: string, name: string, purpose: string, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, '', `${purpose}:${name}`, length));

const base64url = (buffer: Buffer) => buffer.toString('base64url');

/** The browser of that name. */
export async function deviceOf(secret: string, name: string): Promise<Device> {
  const pair = createECDH('prime256v1');
  // A number above the curve's order is refused; that happens once in four thousand million.
  for (let attempt = 0; ; attempt++) {
    try {
      pair.setPrivateKey(derived(secret, name, `private ${attempt}`, 32));
      break;
    } catch (error) {
      if (attempt > 8) throw error;
    }
  }
  const publicKey = pair.getPublicKey();
  const auth = derived(secret, name, 'auth', 16);
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: base64url(pair.getPrivateKey()),
    x: base64url(publicKey.subarray(1, 33)),
    y: base64url(publicKey.subarray(33)),
  };
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const privateKey = await crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits']);
  return {
    name,
    keys: { privateKey, publicKey: new Uint8Array(publicKey), auth: new Uint8Array(auth) },
    p256dh: base64url(publicKey),
    auth: base64url(auth),
  };
}
