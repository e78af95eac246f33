import { useTranslation } from 'react-i18next';
import classes from './splash.module.css';

/** Shown while a chunk or the session arrives. Appears only after a moment, so that quick loads never flash. */
export function Splash() {
  const { t } = useTranslation();
  return (
    <div className={classes.splash} role="status">
      <span className={classes.dot} aria-hidden="true" />
      <span className="visually-hidden">{t('loading')}</span>
    </div>
  );
}
