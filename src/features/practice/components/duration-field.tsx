import { Input, NativeSelect } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseAmount, toParts, type Unit, type Units } from '../durations.ts';
import classes from './practice.module.css';

type Props = {
  label: string;
  description?: string | undefined;
  /** The whole number of the smallest unit; undefined while what is typed is no length of time. */
  value: number | undefined;
  onChange: (total: number | undefined) => void;
  units: Units;
  error?: string | undefined;
};

/** A number and its unit. Changing the unit keeps the number: "2 hours" becomes "2 days". */
export function DurationField({ label, description, value, onChange, units, error }: Props) {
  const { t } = useTranslation('practice');
  const id = useId();
  const [parts, setParts] = useState(() => {
    const { value: amount, unit } = toParts(value ?? 0, units);
    return { text: String(amount), unit };
  });
  const change = (next: { text: string; unit: Unit }) => {
    setParts(next);
    onChange(parseAmount(next.text, next.unit, units));
  };
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={error ? undefined : description}
      error={error}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    >
      <div className={classes.amount}>
        <Input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={parts.text}
          error={Boolean(error)}
          onChange={(event) => change({ ...parts, text: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={t('duration.unit', { label })}
          value={parts.unit}
          onChange={(event) => change({ ...parts, unit: event.currentTarget.value as Unit })}
          data={(Object.keys(units) as Unit[]).map((unit) => ({ value: unit, label: t(`duration.units.${unit}`) }))}
        />
      </div>
    </Input.Wrapper>
  );
}
