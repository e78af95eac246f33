/** Telephone numbers as people write them → E.164, which is what carriers take. */

/**
 * "+44 (0)20 7946-0101" and "0044 20 7946 0101" → "+442079460101". Null for what has no country code, or is no number:
 * guessing a country would send a patient's appointment to a stranger.
 */
export function toE164(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/\(0\)/g, '')
    .replace(/[\s().\-/\u2010-\u2015]/g, '')
    .replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(plain) ? plain : null;
}
