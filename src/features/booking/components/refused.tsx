import { Alert } from '@mantine/core';
import { NextFree } from '../../../components/next-free.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import { toAppError } from '../../../lib/errors.ts';
import classes from './booking.module.css';

type Props = { error: unknown; zone: string; onPick: (slot: TimeRange) => void };

/** Why it was not booked, and the next free times one press away. */
export function Refused({ error, zone, onPick }: Props) {
  const errorText = useErrorText();
  const { alternatives } = toAppError(error);
  return (
    <Alert color="red" role="alert">
      <p className={classes.refusal}>{errorText(error)}</p>
      <NextFree slots={alternatives} zone={zone} onPick={onPick} />
    </Alert>
  );
}
