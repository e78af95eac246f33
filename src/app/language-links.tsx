import { useTranslation } from 'react-i18next';
import { languageNames, languages } from '../lib/language.ts';
import { switchLanguage } from './i18n.ts';
import classes from './language-links.module.css';

/** Each language in its own words, before anybody has signed in and found the settings. */
export function LanguageLinks() {
  const { t, i18n } = useTranslation();
  return (
    <ul className={classes.languages} aria-label={t('language')}>
      {languages.map((language) => (
        <li key={language}>
          <button
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void switchLanguage(language)}
          >
            {languageNames[language]}
          </button>
        </li>
      ))}
    </ul>
  );
}
