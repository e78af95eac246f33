import { formatLocale } from './time.ts';

/** "Ann, Ben or Cy" in the reader's language. */
export const formatList = (words: readonly string[], type: 'disjunction' | 'conjunction' = 'disjunction'): string =>
  new Intl.ListFormat(formatLocale(), { type }).format(words);
