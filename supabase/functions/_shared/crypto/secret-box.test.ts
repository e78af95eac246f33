import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSecretBox, type EncryptionKey } from './secret-box.ts';

const key = (id: string, byte: number): EncryptionKey => ({
  id,
  key: btoa(String.fromCharCode(...new Uint8Array(32).fill(byte))),
});
const box = createSecretBox([key('2026', 1)]);

test('what is sealed opens again, looks different each time and shows nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
      const [one, two] = await Promise.all([box.seal(text, 'p'), box.seal(text, 'p')]);
      expect(await box.open(one, 'p')).toBe(text);
      expect(one).not.toBe(two);
      if (text.length > 8) expect(one).not.toContain(text);
    }),
    { numRuns: 100 },
  );
});

test('any change of the text, its purpose or its key is noticed', async () => {
  const sealed = await box.seal('refresh-token', 'refresh_token:1');
  await expect(box.open(sealed, 'access_token:1')).rejects.toThrow('could not be opened');
  await expect(createSecretBox([key('2026', 2)]).open(sealed, 'refresh_token:1')).rejects.toThrow(
    'could not be opened',
  );
  await expect(createSecretBox([key('2027', 1)]).open(sealed, 'refresh_token:1')).rejects.toThrow('No encryption key');
  const at = sealed.length - 10;
  const flipped = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
  await expect(box.open(flipped, 'refresh_token:1')).rejects.toThrow();
  await expect(box.open('refresh-token', 'refresh_token:1')).rejects.toThrow('no sealed text');
});

test('after a rotation the old key still opens, and what it sealed is known to be outdated', async () => {
  const old = await box.seal('token', 'p');
  const rotated = createSecretBox([key('2027', 3), key('2026', 1)]);
  expect(await rotated.open(old, 'p')).toBe('token');
  expect([rotated.isOutdated(old), rotated.isOutdated(await rotated.seal('token', 'p'))]).toEqual([true, false]);
});
