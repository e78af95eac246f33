import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Keys, readVisitLink, signVisitLink, type VisitLink } from './visit-link.ts';

const key = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
const keys: Keys = [{ id: '2026', key: key(1) }];
const now = new Date('2026-11-24T10:00:00Z');
const link: VisitLink = {
  appointment_id: '6f0c1d2e-1111-4222-8333-444455556666',
  profile_id: 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb',
  purpose: 'cancel',
  start_version: 7,
  expires_at: new Date('2026-11-25T10:00:00Z'),
};

const links: fc.Arbitrary<VisitLink> = fc.record({
  appointment_id: fc.uuid(),
  profile_id: fc.uuid(),
  purpose: fc.constantFrom('confirm', 'cancel', 'reschedule', 'calendar', 'join'),
  start_version: fc.integer({ min: 0, max: 2 ** 31 }),
  expires_at: fc.integer({ min: 1_800_000_000, max: 2 ** 32 - 1 }).map((seconds) => new Date(seconds * 1000)),
});

describe('[NT21] a link', () => {
  test('is read as it was signed, and fits into a text message', () =>
    fc.assert(
      fc.asyncProperty(links, async (any) => {
        const token = await signVisitLink(keys, any);
        expect(token).toMatch(/^[A-Za-z0-9_~-]{1,120}$/);
        expect(await readVisitLink(keys, token, now)).toEqual(any);
      }),
    ));

  test('that was altered in any place, or signed by somebody else, is not valid', () =>
    fc.assert(
      fc.asyncProperty(links, fc.nat(), fc.constantFrom(...'ABCxyz019-_'), async (any, place, char) => {
        const token = await signVisitLink(keys, any);
        const at = 5 + (place % (token.length - 5));
        if (token[at] === char) return;
        const altered = token.slice(0, at) + char + token.slice(at + 1);
        const read = await readVisitLink(keys, altered, now);
        // The last character may hold bits that stand for nothing.
        if (!('reason' in read)) expect(at).toBe(token.length - 1);
        const others = await readVisitLink([{ id: '2026', key: key(2) }], token, now);
        expect(others).toEqual({ reason: 'forged' });
      }),
    ));

  test('ends at its hour', async () => {
    const token = await signVisitLink(keys, link);
    expect(await readVisitLink(keys, token, new Date('2026-11-25T09:59:59Z'))).toEqual(link);
    expect(await readVisitLink(keys, token, link.expires_at)).toEqual({ reason: 'expired' });
  });

  test('outlives a change of keys as long as the old one is kept', async () => {
    const token = await signVisitLink(keys, link);
    const rotated: Keys = [{ id: '2027', key: key(3) }, ...keys];
    expect(await readVisitLink(rotated, token, now)).toEqual(link);
    expect(await readVisitLink([{ id: '2027', key: key(3) }], token, now)).toEqual({ reason: 'forged' });
  });

  test.each(['', '~', 'x', '2026~', '2026~AAAA', `2026~${'A'.repeat(99)}!`, 'A'.repeat(10_000), '2026~%00'])(
    '%j is none',
    async (token) => {
      expect(await readVisitLink(keys, token, now)).toHaveProperty('reason');
    },
  );
});
