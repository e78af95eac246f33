import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tryAgain, useConnection } from '../../lib/reachability.ts';
import classes from './shell.module.css';

/** Quiet: what is on screen stays, and it says that it may be old. Goes by itself when the server answers again. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const connection = useConnection();
  const [trying, setTrying] = useState(false);
  const again = async () => {
    setTrying(true);
    await tryAgain();
    setTrying(false);
  };
  return (
    <div role="status">
      {connection === 'online' ? null : (
        <div className={classes.offline}>
          <span>{t(connection)}</span>
          {connection === 'unreachable' ? (
            <Button size="compact-sm" variant="default" loading={trying} onClick={() => void again()}>
              {t('retry')}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}
