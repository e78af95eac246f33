import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../lib/errors.ts';
import { formatDayTime } from '../lib/time.ts';
import classes from './next-free.module.css';

type Props = { slots: readonly TimeRange[]; zone: string; disabled?: boolean; onPick: (slot: TimeRange) => void };

/** The proposals that come with a refusal, one press away. The first one takes the focus in a dialog. */
export function NextFree({ slots, zone, disabled = false, onPick }: Props) {
  const { t } = useTranslation();
  if (slots.length === 0) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t('nextFree')}</legend>
      {slots.map((slot, index) => (
        <Button
          key={slot.start}
          variant="default"
          disabled={disabled}
          data-autofocus={index === 0 || undefined}
          onClick={() => onPick(slot)}
        >
          {formatDayTime(slot.start, zone)}
        </Button>
      ))}
    </fieldset>
  );
}
