import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chosenLanguage, type Language, languages, rememberLanguage } from '../lib/language.ts';
import common from '../locales/en/common.json';

const bundles = import.meta.glob<{ default: Record<string, unknown> }>([
  '../locales/*/*.json',
  '!../locales/en/common.json',
]);

/** Starts with the texts every page needs; the others come with their route. */
export async function startI18n(language: Language = chosenLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    supportedLngs: languages,
    fallbackLng: 'en',
    defaultNS: 'common',
    ns: ['common'],
    resources: { en: { common } },
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    // What is added later draws again: a text that arrives after its page is never left as a key.
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  await loadTexts(['common']);
  describePage(language);
}

async function loadInto(language: string, namespaces: readonly string[]): Promise<void> {
  await Promise.all(
    namespaces.map(async (namespace) => {
      if (i18next.hasResourceBundle(language, namespace)) return;
      const bundle = await bundles[`../locales/${language}/${namespace}.json`]?.();
      if (bundle) i18next.addResourceBundle(language, namespace, bundle.default);
    }),
  );
}

/** The texts of a route, in the reader's language. */
export const loadTexts = (namespaces: readonly string[]): Promise<void> => loadInto(i18next.language, namespaces);

/** Everything read so far in another language, at once and without loading the page again: nothing typed is lost. */
export async function switchLanguage(language: Language): Promise<void> {
  await showLanguage(language);
  rememberLanguage(language);
}

/** The same for this page only: the device keeps what was chosen on it. */
export async function showLanguage(language: Language): Promise<void> {
  const loaded = Object.keys(i18next.store.data[i18next.language] ?? {});
  await loadInto(language, [...new Set(['common', ...loaded])]);
  describePage(language);
  await i18next.changeLanguage(language);
}

function describePage(language: Language) {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
}
