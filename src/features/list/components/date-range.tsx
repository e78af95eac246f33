import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseDate } from '../../../lib/time.ts';
import classes from './filters.module.css';

type Range = { from: string | undefined; to: string | undefined };
type Props = Range & { onChange: (range: Range) => void };

/** First and last day; an empty one leaves its side open. A range turned round is put right, not refused. */
export function DateRange({ from, to, onChange }: Props) {
  const { t } = useTranslation('list');
  const turned = (first: string | undefined, last: string | undefined) =>
    first !== undefined && last !== undefined && first > last;
  return (
    <div className={classes.dates}>
      <DateField
        label={t('from')}
        value={from}
        onChange={(date) => onChange({ from: date, to: turned(date, to) ? date : to })}
      />
      <DateField
        label={t('to')}
        value={to}
        onChange={(date) => onChange({ from: turned(from, date) ? date : from, to: date })}
      />
    </div>
  );
}

const firstYear = '1900';

type FieldProps = { label: string; value: string | undefined; onChange: (date: string | undefined) => void };

/** While a year is typed digit by digit the browser reports the years 2, 20 and 202: those are not meant yet. */
function DateField({ label, value, onChange }: FieldProps) {
  const id = useId();
  const [text, setText] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    setText(value ?? '');
  }
  return (
    <div className={classes.date}>
      <label htmlFor={id}>{label}</label>
      <TextInput
        id={id}
        type="date"
        value={text}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          const date = parseDate(typed);
          if (typed !== '' && (date === undefined || date < firstYear)) return;
          setSeen(date);
          onChange(date);
        }}
      />
    </div>
  );
}
