import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityOf, identityPattern, visitOf } from './identity.ts';

test('[SY25] an identity is made of what Google allows and reads backwards in its own connection only', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.uuid(), fc.nat(9999), (visit, connection, other, generation) => {
      const identity = identityOf(visit, connection, generation);
      expect(identity).toMatch(identityPattern);
      expect(identity).toMatch(/^[a-v0-9]{5,1024}$/);
      expect(visitOf(identity, connection)).toEqual({ appointmentId: visit, generation });
      if (other !== connection) expect(visitOf(identity, other)?.appointmentId).not.toBe(visit);
    }),
  );
});

test('what others call their events is not ours', () => {
  const connection = '3f2a4b5c-0000-4000-8000-000000000001';
  for (const name of ['', 'cs', 'cs12g0', `cs${'z'.repeat(32)}g0`, `CS${'a'.repeat(32)}g0`, `cs${'a'.repeat(32)}g`])
    expect(visitOf(name, connection)).toBeNull();
});
