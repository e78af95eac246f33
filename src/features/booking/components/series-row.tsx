import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCheck, IconClock, IconX } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import picker from '../../../components/slot-picker/slot-picker.module.css';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { dayOf, formatDay, formatDayTime, formatTimeRange } from '../../../lib/time.ts';
import { type Choice, usable } from '../series.ts';
import type { SeriesDate } from '../use-series.ts';
import classes from './booking.module.css';
import { ClashList } from './clashes.tsx';

type Props = {
  date: SeriesDate;
  dates: readonly SeriesDate[];
  wish: SlotWish;
  zone: string;
  missing: boolean;
  onChoose: (choice: Choice | undefined) => void;
};

/** One date of the series: free, or why not and what to do about it. */
export function SeriesRow({ date, dates, wish, zone, missing, onChoose }: Props) {
  const { t } = useTranslation('booking');
  const [changing, setChanging] = useState(false);
  const clash = date.finding.state === 'clash' ? date.finding : undefined;
  const open = clash !== undefined || changing || date.choice !== undefined;
  return (
    <li className={classes.seriesRow} data-open={open || undefined}>
      <div className={classes.seriesHead}>
        <span className={classes.seriesWhen} data-moved={(date.choice && date.choice.kind !== 'overbook') || undefined}>
          {formatDay(date.start, zone)}, {formatTimeRange(date.start, date.end, zone)}
        </span>
        <State date={date} zone={zone} />
        {open ? null : (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={t('series.changeDate', { day: formatDay(date.start, zone) })}
            onClick={() => setChanging(true)}
          >
            {t('series.change')}
          </Button>
        )}
      </div>
      {clash ? <ClashList clashes={clash.clashes} zone={zone} /> : null}
      {open ? (
        <Options
          date={date}
          alternatives={clash ? usable(clash.alternatives, date, dates).slice(0, 3) : []}
          mayKeep={!clash}
          wish={wish}
          zone={zone}
          missing={missing}
          onChoose={(choice) => {
            setChanging(true);
            onChoose(choice);
          }}
        />
      ) : null}
    </li>
  );
}

const sign = { size: 16, 'aria-hidden': true } as const;

function State({ date, zone }: { date: SeriesDate; zone: string }) {
  const { t } = useTranslation('booking');
  const shown = (tone: string, icon: ReactNode, text: string) => (
    <span className={classes.seriesState} data-tone={tone}>
      {icon}
      {text}
    </span>
  );
  if (date.choice?.kind === 'skip') return shown('quiet', <IconX {...sign} />, t('series.skipped'));
  if (date.choice?.kind === 'other') {
    const icon = <IconArrowRight {...sign} className="cs-flip-rtl" />;
    return shown('good', icon, t('series.movedTo', { time: formatDayTime(date.choice.slot.start, zone) }));
  }
  if (date.choice?.kind === 'overbook') return shown('warn', <IconAlertTriangle {...sign} />, t('series.overbooked'));
  if (date.finding.state === 'free') return shown('good', <IconCheck {...sign} />, t('series.free'));
  if (date.finding.state === 'checking') return shown('quiet', <IconClock {...sign} />, t('series.checking'));
  if (date.finding.state === 'unknown') return shown('warn', <IconAlertTriangle {...sign} />, t('series.unknown'));
  return shown('bad', <IconAlertTriangle {...sign} />, t('series.clash'));
}

type OptionsProps = {
  date: SeriesDate;
  alternatives: readonly TimeRange[];
  /** As planned is a choice only while nothing stands in the way. */
  mayKeep: boolean;
  wish: SlotWish;
  zone: string;
  missing: boolean;
  onChoose: (choice: Choice | undefined) => void;
};

function Options({ date, alternatives, mayKeep, wish, zone, missing, onChoose }: OptionsProps) {
  const { t } = useTranslation('booking');
  const name = useId();
  const errorId = useId();
  const { choice } = date;
  const other = choice?.kind === 'other' ? choice.slot : undefined;
  const listed = alternatives.some((slot) => slot.start === other?.start);
  const [searching, setSearching] = useState(other !== undefined && !listed);
  const [day, setDay] = useState(dayOf((other ?? alternatives[0] ?? date).start, zone));
  const option = (key: string, text: string, checked: boolean, take: () => void) => (
    <label key={key} className={picker.chip}>
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={take}
        aria-describedby={missing ? errorId : undefined}
      />
      <span>{text}</span>
    </label>
  );
  const close = (next: Choice | undefined) => () => {
    setSearching(false);
    onChoose(next);
  };
  return (
    <fieldset className={classes.choices} data-undecided={(!mayKeep && !choice) || undefined}>
      <legend className="visually-hidden">{t('series.what', { day: formatDayTime(date.start, zone) })}</legend>
      <div className={classes.chipRow}>
        {mayKeep ? option('keep', t('series.keep'), !choice && !searching, close(undefined)) : null}
        {alternatives.map((slot) =>
          option(
            slot.start,
            formatDayTime(slot.start, zone),
            slot.start === other?.start && !searching,
            close({ kind: 'other', slot }),
          ),
        )}
        {option('search', t('series.another'), searching, () => setSearching(true))}
        {option('skip', t('series.skip'), choice?.kind === 'skip' && !searching, close({ kind: 'skip' }))}
        {mayKeep
          ? null
          : option('force', t('series.force'), choice?.kind === 'overbook' && !searching, close({ kind: 'overbook' }))}
      </div>
      {missing ? (
        <p id={errorId} className={classes.fieldError}>
          {t('errors.undecided')}
        </p>
      ) : null}
      {searching ? (
        <SlotPicker
          wish={wish}
          zone={zone}
          date={day}
          onDate={setDay}
          value={other}
          onPick={(slot) => onChoose({ kind: 'other', slot: { start: slot.start, end: slot.end } })}
        />
      ) : null}
    </fieldset>
  );
}
