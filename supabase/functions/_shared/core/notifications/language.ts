/** In which language a reader is written to, and how they are used to see dates and times. */
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import type { Words } from './words/words.ts';

const languages: Record<Words['language'], Words> = { en, es };

export type Language = {
  words: Words;
  /** For Intl: our language, with the region of the reader, whose clock has 12 or 24 hours. */
  format: string;
};

/** `locale` is BCP 47. es-MX is Spanish; a language that we have no words for is English with that region's clock. */
export function languageOf(locale: string): Language {
  const { language, region } = parsed(locale);
  const words = language === 'es' ? languages.es : languages.en;
  return { words, format: region ? `${words.language}-${region}` : words.language };
}

function parsed(locale: string): { language: string; region?: string | undefined } {
  try {
    return new Intl.Locale(locale);
  } catch {
    return { language: 'en' };
  }
}
