import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import picker from '../../../components/slot-picker/slot-picker.module.css';
import { addDays, dayOf, firstDayOfWeek, formatDate } from '../../../lib/time.ts';
import {
  allWeekdays,
  type Frequency,
  frequencies,
  isWeekly,
  mostVisits,
  type Recurrence,
  weekdayOf,
} from '../recurrence.ts';
import { chosenTimes, type FieldName } from '../schema.ts';
import type { BookingForm } from '../use-booking-form.ts';
import classes from './booking.module.css';

/** 2026-11-01 was a Sunday: day 0 of the week. */
const weekdayText = (day: number, weekday: 'short' | 'long') => formatDate(addDays('2026-11-01', day), { weekday });

type Props = { form: BookingForm; fieldRef: (name: FieldName) => (element: HTMLElement | null) => void };

/** Whether the visit repeats, on which days, and until when. */
export function RepeatFields({ form, fieldRef }: Props) {
  const { t } = useTranslation('booking');
  const { values, wrong, zone } = form;
  const { recurrence } = values;
  const times = chosenTimes(values, zone);
  const first = times ? dayOf(times.start, zone) : values.date;
  const change = (part: Partial<Recurrence>) => form.change({ recurrence: { ...recurrence, ...part } });
  return (
    <>
      <NativeSelect
        label={t('repeat.label')}
        value={recurrence.frequency}
        onChange={(event) => change({ frequency: event.currentTarget.value as Frequency })}
        data={frequencies.map((value) => ({ value, label: t(`repeat.${value}`) }))}
      />
      {isWeekly(recurrence.frequency) ? <Weekdays recurrence={recurrence} first={first} onChange={change} /> : null}
      {recurrence.frequency === 'monthly' && Number(first.slice(8)) > 28 ? (
        <p className={classes.note}>{t('repeat.shortMonths', { day: Number(first.slice(8)) })}</p>
      ) : null}
      {recurrence.frequency === 'never' ? null : (
        <div className={classes.pair}>
          <NativeSelect
            label={t('repeat.ends')}
            value={recurrence.ends}
            onChange={(event) => change({ ends: event.currentTarget.value === 'date' ? 'date' : 'count' })}
            data={[
              { value: 'count', label: t('repeat.afterCount') },
              { value: 'date', label: t('repeat.onDate') },
            ]}
          />
          {recurrence.ends === 'count' ? (
            <TextInput
              ref={fieldRef('count')}
              label={t('repeat.count')}
              type="number"
              inputMode="numeric"
              min={2}
              max={mostVisits}
              value={Number.isNaN(recurrence.count) ? '' : recurrence.count}
              onChange={(event) => change({ count: Number.parseInt(event.currentTarget.value, 10) })}
              error={wrong.includes('count') ? t('errors.count', { most: mostVisits }) : null}
            />
          ) : (
            <TextInput
              ref={fieldRef('until')}
              label={t('repeat.until')}
              type="date"
              min={first}
              value={recurrence.until}
              onChange={(event) => change({ until: event.currentTarget.value })}
              error={wrong.includes('until') ? t('errors.until') : null}
            />
          )}
        </div>
      )}
    </>
  );
}

type WeekdaysProps = { recurrence: Recurrence; first: string; onChange: (part: Partial<Recurrence>) => void };

/** The weekday of the first visit is always among them. */
function Weekdays({ recurrence, first, onChange }: WeekdaysProps) {
  const { t } = useTranslation('booking');
  const chosen = allWeekdays(recurrence, first);
  const start = firstDayOfWeek();
  const toggle = (day: number) =>
    onChange({
      weekdays: chosen.includes(day)
        ? recurrence.weekdays.filter((other) => other !== day)
        : [...recurrence.weekdays, day],
    });
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.label}>{t('repeat.weekdays')}</legend>
      <div className={classes.weekdays}>
        {Array.from({ length: 7 }, (_, index) => (start + index) % 7).map((day) => (
          <label key={day} className={picker.chip}>
            <input
              type="checkbox"
              aria-label={weekdayText(day, 'long')}
              checked={chosen.includes(day)}
              disabled={day === weekdayOf(first)}
              onChange={() => toggle(day)}
            />
            <span>{weekdayText(day, 'short')}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
