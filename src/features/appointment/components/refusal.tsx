import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../../lib/errors.ts';
import classes from './appointment.module.css';

type Props = { error: unknown; onShowCurrent?: (() => void) | undefined; children?: ReactNode };

/** Why it did not work, and the way out: a number to call, the state that somebody else has made, other times. */
export function Refusal({ error, onShowCurrent, children }: Props) {
  return (
    <Alert color="red" role="alert">
      <RefusalText error={error} />
      <RefusalWays error={error} onShowCurrent={onShowCurrent} />
      {children}
    </Alert>
  );
}

export function RefusalText({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return <p className={classes.refusal}>{t(`errors.${toAppError(error).code}`)}</p>;
}

export function RefusalWays({ error, onShowCurrent }: Omit<Props, 'children'>) {
  const { t } = useTranslation(['appointment', 'common']);
  const { code, phone } = toAppError(error);
  return (
    <>
      {phone ? <PracticePhone phone={phone} /> : null}
      {onShowCurrent && (code === 'version_conflict' || code === 'invalid_transition') ? (
        <Button variant="default" className={classes.start} onClick={onShowCurrent}>
          {t('showCurrent')}
        </Button>
      ) : null}
    </>
  );
}

export function PracticePhone({ phone }: { phone: string }) {
  const { t } = useTranslation('appointment');
  return (
    <a className={classes.call} href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
      {t('call', { phone })}
    </a>
  );
}
