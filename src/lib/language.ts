/**
 * The languages of the app. The choice belongs to the device; profiles.locale is the language of messages, set along
 * with it. Dates and clocks follow through formatLocale().
 */
export const languages = ['en', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'careslot-language';

/** "es-MX" is Spanish. Anything the app does not speak is undefined. */
export function toLanguage(tag: string | null | undefined): Language | undefined {
  const base = tag?.toLowerCase().split('-')[0];
  return languages.find((language) => language === base);
}

function stored(): Language | undefined {
  try {
    return toLanguage(localStorage.getItem(storageKey));
  } catch {
    return undefined;
  }
}

/** Whether somebody has chosen on this device. */
export const hasChosenLanguage = (): boolean => stored() !== undefined;

/** What was chosen on this device, else the first language of the browser that the app speaks, else English. */
export function chosenLanguage(preferred: readonly string[] = navigator.languages): Language {
  return stored() ?? preferred.map(toLanguage).find((language) => language !== undefined) ?? 'en';
}

export function rememberLanguage(language: Language) {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}

/** Each language in its own words, so that whoever landed in a wrong one finds the way out. */
export const languageNames: Record<Language, string> = { en: 'English', es: 'Español', ar: 'العربية' };
