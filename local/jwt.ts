import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const claimsSchema = z.looseObject({
  sub: z.string().optional(),
  role: z.string().optional(),
  exp: z.number(),
});

export type Claims = z.infer<typeof claimsSchema>;

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The claims of an HS256 token (RFC 7519) that `secret` signed and that has not expired; null for any other text. */
export function verifyHs256(token: string, secret: string, now: number): Claims | null {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length) return null;
  const wanted = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  try {
    if ((decode(header) as { alg?: unknown }).alg !== 'HS256') return null;
    const claims = claimsSchema.safeParse(decode(payload));
    return claims.success && claims.data.exp * 1000 > now ? claims.data : null;
  } catch {
    return null;
  }
}
