import { formatLocale } from './time.ts';

/** "Ann, Ben or Cy" in the reader's language. */
export const formatList = (words: readonly string[], type: 'disjunction' | 'conjunction' = 'disjunction'): string =>
  new Intl.ListFormat(formatLocale(), { type }).format(words);

/** "Follow-up, Video": parts side by side, with the comma of the reader's script. */
export const withCommas = (...parts: readonly string[]): string =>
  parts.join(formatLocale().startsWith('ar') ? '، ' : ', ');
