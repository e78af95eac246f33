import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import webPush from 'web-push';
import { decryptPush } from './decrypt.ts';
import { deviceOf } from './device.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

test('the example of RFC 8291, appendix A', async () => {
  const publicKey = bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
    x: Buffer.from(publicKey.slice(1, 33)).toString('base64url'),
    y: Buffer.from(publicKey.slice(33)).toString('base64url'),
  };
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const privateKey = await webcrypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits']);
  const body = bytes(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
  const keys = { privateKey, publicKey, auth: bytes('BTBZMqHH6r4Tts7J_aSIgg') };
  expect(await decryptPush(body, keys)).toBe('When I grow up, I want to be a watermelon');
});

test('what the library encrypts for a browser, that browser reads, and no other', async () => {
  const [phone, other] = await Promise.all([deviceOf('secret', 'phone'), deviceOf('secret', 'other')]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), async (text) => {
      const { cipherText } = webPush.encrypt(phone.p256dh, phone.auth, text, 'aes128gcm');
      const body = new Uint8Array(cipherText);
      expect(await decryptPush(body, phone.keys)).toBe(text);
      await expect(decryptPush(body, other.keys)).rejects.toThrow();
      const changed = body.with(body.length - 1, (body.at(-1) ?? 0) ^ 1);
      await expect(decryptPush(changed, phone.keys)).rejects.toThrow();
    }),
    { numRuns: 50 },
  );
});

test('a browser of the same name and secret is the same', async () => {
  const [one, again, other] = await Promise.all(['phone', 'phone', 'tablet'].map((name) => deviceOf('secret', name)));
  expect([one?.p256dh, one?.auth]).toEqual([again?.p256dh, again?.auth]);
  expect([one?.p256dh, one?.auth]).not.toEqual([other?.p256dh, other?.auth]);
  expect((await deviceOf('another secret', 'phone')).p256dh).not.toBe(one?.p256dh);
});

test.each([new Uint8Array(0), new Uint8Array(103), new Uint8Array(200)])('what is no push is refused', async (body) => {
  await expect(decryptPush(body, (await deviceOf('secret', 'phone')).keys)).rejects.toThrow();
});
