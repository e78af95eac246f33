import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { NextFree } from '../../../components/next-free.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import { toAppError } from '../../../lib/errors.ts';
import classes from './booking.module.css';

type Props = {
  error: unknown;
  zone: string;
  onPick?: ((slot: TimeRange) => void) | undefined;
  /** Nobody pressed anything: whoever is typing goes on typing. */
  unasked?: boolean;
};

/** Why it was not booked, and the next free times one press away. Takes the focus, so that nobody looks for it. */
export function Refused({ error, zone, onPick, unasked = false }: Props) {
  const errorText = useErrorText();
  const alert = useRef<HTMLDivElement>(null);
  const { alternatives } = toAppError(error);
  useEffect(() => {
    if (error && !unasked) alert.current?.focus();
  }, [error, unasked]);
  return (
    <Alert ref={alert} color="red" role="alert" tabIndex={-1}>
      <p className={classes.refusal}>{errorText(error)}</p>
      {onPick ? <NextFree slots={alternatives} zone={zone} onPick={onPick} /> : null}
    </Alert>
  );
}
