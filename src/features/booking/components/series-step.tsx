import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayTime } from '../../../lib/time.ts';
import { mostVisits } from '../recurrence.ts';
import { summarise, undecided } from '../series.ts';
import type { SeriesAnswer } from '../series-mutations.ts';
import type { BookingForm } from '../use-booking-form.ts';
import type { Series } from '../use-series.ts';
import type { useSubmit } from '../use-submit.ts';
import classes from './booking.module.css';
import { Refused } from './refused.tsx';
import { SeriesRow } from './series-row.tsx';
import { ZoneNote } from './zone-note.tsx';

type Props = {
  form: BookingForm;
  series: Series;
  sender: ReturnType<typeof useSubmit>;
  onBack: () => void;
  onDone: (answer: SeriesAnswer) => void;
};

/** Every date before anything is booked: what is free, what clashes with what, and what to do about it. */
export function SeriesStep({ form, series, sender, onBack, onDone }: Props) {
  const { t } = useTranslation(['booking', 'common']);
  const { dates, checked } = series;
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<SeriesAnswer['clashes']>([]);
  const open = undecided(dates);
  const sum = summarise(dates);
  const tooMany = dates.length > mostVisits;
  const ready = checked === dates.length;

  useEffect(() => heading.current?.focus(), []);
  const spoken = t('series.found', { count: open.length });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setRefused([]);
    if (open.length > 0) return firstOpen(list.current)?.focus();
    if (sum.overbooked > 0 && series.overbookReason.trim() === '') return reason.current?.focus();
    if (sum.booked === 0 || tooMany) return heading.current?.focus();
    const answer = await sender.bookSeries({
      recurrence: series.rule,
      exceptions: series.exceptions,
      overbookReason: sum.overbooked > 0 ? series.overbookReason.trim() : undefined,
    });
    if (!answer) return undefined;
    if (answer.clashes.length === 0) return onDone(answer);
    series.refuse(answer);
    setRefused(answer.clashes);
    return undefined;
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={classes.form}>
      <h2 ref={heading} tabIndex={-1} className={classes.stepTitle}>
        {t('series.title', { count: dates.length, name: form.clinician?.display_name ?? '' })}
      </h2>
      <p className={classes.prose} role="status">
        {ready ? spoken : t('series.progress', { done: checked, count: dates.length })}
      </p>
      {ready ? null : <progress className={classes.progress} value={checked} max={dates.length} aria-hidden="true" />}
      {tooMany ? (
        <Alert color="red" role="alert">
          {t('errors.count', { most: mostVisits })}
        </Alert>
      ) : null}
      {refused.length > 0 ? (
        <Alert color="red" role="alert">
          {t('series.refused', { count: refused.length })}
          <ul>
            {refused.map((one) => (
              <li key={one.occurrence}>{formatDayTime(one.start, form.zone)}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      <ZoneNote zone={form.zone} at={dates[0]?.start} />
      <ol ref={list} className={classes.series} aria-label={t('series.dates')}>
        {dates.slice(0, mostVisits).map((date) => (
          <SeriesRow
            key={date.start}
            date={date}
            dates={dates}
            wish={series.wish}
            zone={form.zone}
            missing={tried && open.includes(date)}
            onChoose={(choice) => series.choose(date.start, choice)}
          />
        ))}
      </ol>
      {sum.overbooked > 0 ? (
        <TextInput
          ref={reason}
          label={t('overbookReason')}
          description={t('overbookHint')}
          maxLength={1000}
          value={series.overbookReason}
          onChange={(event) => series.setOverbookReason(event.currentTarget.value)}
          error={tried && series.overbookReason.trim() === '' ? t('errors.overbookReason') : null}
        />
      ) : null}
      {sender.problem ? <Refused error={sender.problem} zone={form.zone} /> : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button type="submit" loading={sender.busy} disabled={!ready}>
          {t('series.book', { count: sum.booked + sum.undecided })}
        </Button>
      </div>
    </form>
  );
}

const firstOpen = (list: HTMLElement | null) =>
  list?.querySelector<HTMLElement>('[data-undecided] input[type="radio"]') ?? null;
