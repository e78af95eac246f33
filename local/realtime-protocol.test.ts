import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from './realtime-protocol.ts';

describe('realtime frames', () => {
  test('come back as they were, in both versions', () => {
    const frame = fc.record({
      joinRef: fc.option(fc.string()),
      ref: fc.option(fc.string()),
      topic: fc.string(),
      event: fc.string(),
      payload: fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.integer(),
      ),
    });
    fc.assert(
      fc.property(frame, fc.constantFrom('1.0.0' as const, '2.0.0' as const), (one, version) => {
        expect(decodeFrame(encodeFrame(version, one))).toEqual(one);
      }),
    );
  });

  test.each(['', 'null', '{}', '[]', '[1,2]', '["1","2",3,"x",{}]', '{"topic":1}', 'text'])(
    '%j is no frame',
    (text) => {
      expect(decodeFrame(text)).toBeNull();
    },
  );
});
