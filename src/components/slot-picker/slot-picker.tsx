import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlayerTrackNext } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce.ts';
import type { TimeRange } from '../../lib/errors.ts';
import { slotsByDay } from '../../lib/slots/by-day.ts';
import { type SlotWish, slotQueries } from '../../lib/slots/queries.ts';
import { addDays, dayOf, dayStart, firstDayOfWeek, formatDate, startOfWeek, today } from '../../lib/time.ts';
import { useErrorText } from '../ui/error-text.tsx';
import classes from './slot-picker.module.css';
import { Times } from './times.tsx';

type Props = {
  wish: SlotWish;
  zone: string;
  date: string;
  onDate: (date: string) => void;
  value: TimeRange | undefined;
  onPick: (slot: TimeRange) => void;
  invalid?: boolean;
};

/** Free times by day: a week at a glance, then the times of one day. Choosing a day takes the focus to its times. */
export function SlotPicker({ wish, zone, date, onDate, value, onPick, invalid = false }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const times = useRef<HTMLFieldSetElement>(null);
  const wantsFocus = useRef(false);
  const dateId = useId();
  const from = startOfWeek(date, firstDayOfWeek());
  const free = useQuery(slotQueries.free(wish, dayStart(from, zone), dayStart(addDays(from, 7), zone)));
  const days = slotsByDay(free.data ?? [], from, zone);
  const chosen = days.find((day) => day.date === date)?.slots ?? [];
  const dayText = formatDate(date);
  const count = chosen.length;
  const loaded = free.isSuccess;

  useEffect(() => {
    if (!loaded || !wantsFocus.current) return;
    wantsFocus.current = false;
    announce(t('slots.announce', { day: dayText, count }));
    const target = times.current?.querySelector<HTMLElement>('input:checked') ?? times.current?.querySelector('input');
    target?.focus();
  }, [loaded, dayText, count, t]);

  const choose = (day: string) => {
    wantsFocus.current = true;
    onDate(day);
    // The same day again, or one already loaded: the effect above still runs, because the choice draws anew.
    if (day === date && loaded) times.current?.querySelector<HTMLElement>('input')?.focus();
  };

  const jump = async () => {
    const [next] = await client.fetchQuery(slotQueries.next(wish, dayStart(addDays(date, 1), zone), 1));
    if (next) choose(dayOf(next.start, zone));
    else announce(t('slots.nothingAhead'));
  };

  return (
    <div className={classes.picker}>
      <div className={classes.top}>
        <label htmlFor={dateId} className={classes.label}>
          {t('slots.date')}
        </label>
        <input
          id={dateId}
          className={classes.date}
          type="date"
          value={date}
          min={today(zone)}
          onChange={(event) => {
            // Typing the year passes through 0002: only a finished date counts, and the focus stays in the field.
            if (/^2\d{3}-/.test(event.currentTarget.value)) onDate(event.currentTarget.value);
          }}
        />
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.jump}
          rightSection={<IconPlayerTrackNext size={14} aria-hidden="true" />}
          onClick={() => void jump()}
        >
          {t('slots.jump')}
        </Button>
      </div>
      <div className={classes.strip}>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.arrow}
          aria-label={t('slots.previousWeek')}
          disabled={from <= today(zone)}
          onClick={() => onDate(laterOf(addDays(date, -7), today(zone)))}
        >
          <IconChevronLeft size={18} aria-hidden="true" />
        </ActionIcon>
        <ul className={classes.days} aria-label={t('slots.chooseDay')}>
          {days.map((day) => (
            <li key={day.date}>
              <button
                type="button"
                className={classes.day}
                aria-pressed={day.date === date}
                aria-label={
                  loaded
                    ? t('slots.announce', { day: formatDate(day.date), count: day.slots.length })
                    : formatDate(day.date)
                }
                data-empty={(loaded && day.slots.length === 0) || undefined}
                disabled={day.date < today(zone)}
                onClick={() => choose(day.date)}
              >
                <span>{formatDate(day.date, { weekday: 'short' })}</span>
                <strong>{formatDate(day.date, { day: 'numeric' })}</strong>
                <span className={classes.count}>
                  {loaded ? (day.slots.length === 0 ? '–' : day.slots.length) : ' '}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.arrow}
          aria-label={t('slots.nextWeek')}
          onClick={() => onDate(addDays(date, 7))}
        >
          <IconChevronRight size={18} aria-hidden="true" />
        </ActionIcon>
      </div>
      {free.isError ? (
        <p role="alert" className={classes.error}>
          {errorText(free.error)}
        </p>
      ) : (
        <Times
          ref={times}
          slots={chosen}
          loading={!loaded}
          dayText={dayText}
          zone={zone}
          value={value}
          onPick={onPick}
          invalid={invalid}
        />
      )}
    </div>
  );
}

const laterOf = (a: string, b: string): string => (a > b ? a : b);
