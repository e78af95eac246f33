import { base64 } from '../crypto/base64.ts';

/** Proof Key for Code Exchange (RFC 7636) and the state of a sign-in; randomness comes from the caller. */
export type RandomBytes = (count: number) => Uint8Array;

const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** 256 random bits as 43 characters: a code verifier (section 4.1), or a state that nobody can guess. */
export const randomToken = (random: RandomBytes): string => base64url(random(32));

/** The S256 challenge of a verifier (section 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}
