import { Alert, Button } from '@mantine/core';
import { type Ref, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { type TimeRange, toAppError } from '../../../lib/errors.ts';
import type { Side } from '../schema.ts';
import classes from './sheets.module.css';
import type { Times } from './use-times.ts';

type Props = {
  error: unknown;
  side: Side;
  times: Times;
  zone: string;
  busy: boolean;
  label: string;
  buttonRef: Ref<HTMLButtonElement>;
  onCancel: () => void;
  onPick: (slot: TimeRange) => void;
};

/** The end of a form: why it was refused, with the next free times one press away, and its buttons. */
export function SheetEnd({ error, side, times, zone, busy, label, buttonRef, onCancel, onPick }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const say = useRefusal(side);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) alert.current?.focus();
  }, [error]);
  return (
    <>
      {error ? (
        <Alert ref={alert} color="red" role="alert" tabIndex={-1}>
          <p className={classes.refusal}>{say(error)}</p>
          <NextFree slots={toAppError(error).alternatives.filter(times.mayTake)} zone={zone} onPick={onPick} />
        </Alert>
      ) : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
        <Button ref={buttonRef} type="submit" loading={busy}>
          {label}
        </Button>
      </div>
    </>
  );
}

function useRefusal(side: Side): (error: unknown) => string {
  const { t } = useTranslation('offers');
  const errorText = useErrorText();
  return (error) => {
    const { code } = toAppError(error);
    if (code === 'slot_taken' || code === 'outside_availability') return t('refused.some');
    if (code === 'patient_busy') return t(side === 'patient' ? 'refused.someBusyYou' : 'refused.someBusy');
    if (code === 'offer_closed') return t('refused.offer_closed');
    if (code === 'rate_limited' && side === 'patient') return t('refused.tooMany');
    return errorText(error);
  };
}
