import { Button } from '@mantine/core';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce.ts';
import { slotsByDay } from '../../lib/slots/by-day.ts';
import { type SlotWish, slotQueries } from '../../lib/slots/queries.ts';
import { addDays, dayOf, dayStart, firstDayOfWeek, formatDate, startOfWeek, today } from '../../lib/time.ts';
import { useErrorText } from '../ui/error-text.tsx';
import type { TimesChoice } from './choice.ts';
import { DayStrip } from './day-strip.tsx';
import classes from './slot-picker.module.css';
import { Times } from './times.tsx';

type Props = TimesChoice & {
  wish: SlotWish;
  zone: string;
  date: string;
  onDate: (date: string) => void;
  invalid?: boolean;
  describedBy?: string | undefined;
  /** Names of those who are free at a time, where the wish is for any of several people. */
  nameOf?: ((clinicianId: string) => string) | undefined;
};

/** Free times by day: a week at a glance, then the times of one day. Choosing a day takes the focus to its times. */
export function SlotPicker({ wish, zone, date, onDate, invalid = false, describedBy, nameOf, ...choice }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const times = useRef<HTMLFieldSetElement>(null);
  /** What to do as soon as the times of the chosen day are there. */
  const afterLoading = useRef<'nothing' | 'say' | 'go'>('nothing');
  const [jumping, setJumping] = useState(false);
  const [jumpNote, setJumpNote] = useState<string>();
  const dateId = useId();
  const from = startOfWeek(date, firstDayOfWeek());
  const free = useQuery(slotQueries.free(wish, dayStart(from, zone), dayStart(addDays(from, 7), zone)));
  const days = slotsByDay(free.data ?? [], from, zone);
  const chosen = days.find((day) => day.date === date)?.slots ?? [];
  const dayText = formatDate(date);
  const count = chosen.length;
  const loaded = free.isSuccess;

  const arrive = (how: 'say' | 'go') => {
    afterLoading.current = 'nothing';
    announce(t('slots.announce', { day: dayText, count }));
    if (how === 'go') focusTimes(times.current);
  };
  useEffect(() => {
    if (loaded && afterLoading.current !== 'nothing') arrive(afterLoading.current);
  });

  const show = (day: string, how: 'say' | 'go') => {
    afterLoading.current = how;
    if (day === date && loaded) arrive(how);
    else onDate(day);
  };

  const jump = async () => {
    setJumping(true);
    setJumpNote(undefined);
    try {
      const [next] = await client.fetchQuery(slotQueries.next(wish, dayStart(addDays(date, 1), zone), 1));
      if (next) show(dayOf(next.start, zone), 'go');
      else setJumpNote(t('slots.nothingAhead'));
    } catch (error) {
      setJumpNote(errorText(error));
    } finally {
      setJumping(false);
    }
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
            if (/^2\d{3}-/.test(event.currentTarget.value)) show(event.currentTarget.value, 'say');
          }}
        />
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.jump}
          loading={jumping}
          rightSection={<IconPlayerTrackNext size={14} className="cs-flip-rtl" aria-hidden="true" />}
          onClick={() => void jump()}
        >
          {t('slots.jump')}
        </Button>
      </div>
      <p role="status" className={classes.note}>
        {jumpNote}
      </p>
      <DayStrip
        days={days}
        date={date}
        earliest={today(zone)}
        loaded={loaded}
        onChoose={(day) => show(day, 'go')}
        onWeek={(day) => show(day, 'say')}
      />
      {free.isError ? (
        <div role="alert" className={classes.error}>
          <p>{errorText(free.error)}</p>
          <Button variant="default" size="compact-md" onClick={() => void free.refetch()}>
            {t('retry')}
          </Button>
        </div>
      ) : (
        <Times
          ref={times}
          slots={chosen}
          loading={!loaded}
          dayText={dayText}
          zone={zone}
          choice={choice}
          invalid={invalid}
          describedBy={describedBy}
          nameOf={nameOf}
        />
      )}
    </div>
  );
}

function focusTimes(times: HTMLElement | null) {
  const find = (selector: string) => times?.querySelector<HTMLElement>(selector);
  (find('input:checked') ?? find('input:not(:disabled)'))?.focus();
}
