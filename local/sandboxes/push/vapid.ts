/** Whether a push comes from the application that the browser subscribed to (RFC 8292). */
import { z } from 'zod';

const claims = z.object({ aud: z.string(), exp: z.number(), sub: z.string().optional() });
const DAY_SECONDS = 86_400;

export interface VapidCheck {
  /** The Authorization header. */
  authorization: string | undefined;
  /** The application server's key that the subscription was made with, base64url. */
  publicKey: string;
  /** Origin of the push service. */
  audience: string;
  now: Date;
}

/** 201 when all is well; 401 without VAPID or with one that is not valid; 403 when it is another application's. */
export async function checkVapid({ authorization, publicKey, audience, now }: VapidCheck): Promise<201 | 401 | 403> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+),\s*k=([\w-]+)$/i.exec(authorization ?? '') ?? [];
  const [head = '', payload = '', signature = ''] = token.split('.');
  if (!signature) return 401;
  if (key !== publicKey) return 403;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  try {
    const imported = await crypto.subtle.importKey('raw', Buffer.from(key, 'base64url'), algorithm, false, ['verify']);
    const isSigned = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      imported,
      Buffer.from(signature, 'base64url'),
      Buffer.from(`${head}.${payload}`),
    );
    const { aud, exp, sub } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const seconds = now.getTime() / 1000;
    const isTimely = exp > seconds && exp <= seconds + DAY_SECONDS;
    return isSigned && isTimely && aud === audience && /^(mailto:|https:)/.test(sub ?? '') ? 201 : 401;
  } catch {
    return 401;
  }
}
