import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from '../locales/en/common.json';

export const fallbackLanguage = 'en';
const bundles = import.meta.glob<{ default: Record<string, unknown> }>([
  '../locales/*/*.json',
  '!../locales/en/common.json',
]);

/** Starts with the texts every page needs; the others come with their route. */
export async function startI18n(language: string = fallbackLanguage): Promise<void> {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: fallbackLanguage,
    defaultNS: 'common',
    ns: ['common'],
    resources: { en: { common } },
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
}

export async function loadTexts(namespaces: readonly string[]): Promise<void> {
  const language = i18next.language;
  await Promise.all(
    namespaces.map(async (namespace) => {
      if (i18next.hasResourceBundle(language, namespace)) return;
      const bundle = await bundles[`../locales/${language}/${namespace}.json`]?.();
      if (bundle) i18next.addResourceBundle(language, namespace, bundle.default);
    }),
  );
}
