import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './offer-card.module.css';

type Props = { busy: boolean; otherName: string; onWithdraw: () => void };

/** For the side that made the card, as long as nobody has answered it. Asks once more. */
export function WithdrawForm({ busy, otherName, onWithdraw }: Props) {
  const { t } = useTranslation('offers');
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <div className={classes.actions}>
        <Button ref={button} variant="default" onClick={() => setAsking(true)}>
          {t('withdraw')}
        </Button>
      </div>
    );
  }
  return (
    <fieldset className={classes.question}>
      <legend>{t('withdrawQuestion', { name: otherName })}</legend>
      <div className={classes.actions}>
        <Button color="red" loading={busy} onClick={onWithdraw}>
          {t('withdraw')}
        </Button>
        <Button
          variant="default"
          autoFocus
          onClick={() => {
            setAsking(false);
            requestAnimationFrame(() => button.current?.focus());
          }}
        >
          {t('keep')}
        </Button>
      </div>
    </fieldset>
  );
}
