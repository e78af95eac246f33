/** Keys with names, as operators write them: {"2026": "<32 bytes in base64>"}. The first one makes, all of them read. */
import { z } from 'zod';
import type { EncryptionKey } from './secret-box.ts';

/** The text of an environment variable → the keys in their order. What is wrong is told without any value. */
export const namedKeys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/), z.base64().length(44, 'is not 32 bytes in base64')))
  .transform((named, context): [EncryptionKey, ...EncryptionKey[]] => {
    const [first, ...others] = Object.entries(named).map(([id, key]) => ({ id, key }));
    if (first) return [first, ...others];
    context.addIssue({ code: 'custom', message: 'names no key' });
    return z.NEVER;
  });
