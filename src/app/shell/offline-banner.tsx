import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './shell.module.css';

const subscribe = (listener: () => void) => onlineManager.subscribe(listener);
const isOnline = () => onlineManager.isOnline();

/** Quiet: what is on screen stays, and it says that it may be old. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(subscribe, isOnline);
  return (
    <div role="status">
      {online ? null : (
        <p className={classes.offline} style={{ margin: 0 }}>
          {t('offline')}
        </p>
      )}
    </div>
  );
}
