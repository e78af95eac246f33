import { ActionIcon, Alert, Button } from '@mantine/core';
import { IconCalendarDown, IconChevronLeft, IconChevronRight, IconFlag, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Clinician } from '../../../lib/practice/schema.ts';
import { addDays, dayStart, firstDayOfWeek, formatDate, today } from '../../../lib/time.ts';
import { addMonths, type DateSpan, monthGrid, monthStart, weekdayOf } from '../dates.ts';
import { type ExceptionGroup, groupExceptions } from '../exceptions.ts';
import { availabilityQueries } from '../queries.ts';
import type { HoursRow } from '../schema.ts';
import { weekdayDateText } from '../words.ts';
import { ExceptionForm } from './exception-form.tsx';
import { ExceptionList } from './exception-list.tsx';
import classes from './month.module.css';
import { type DayFacts, MonthGrid } from './month-grid.tsx';

const ImportFile = lazy(async () => ({ default: (await import('./import-file.tsx')).ImportFile }));
const ImportHolidays = lazy(async () => ({ default: (await import('./import-holidays.tsx')).ImportHolidays }));

type Props = {
  clinician: Clinician;
  zone: string;
  rows: readonly HoursRow[];
  practiceZone: string;
  month: string | undefined;
  onMonth: (month: string) => void;
};
type Dialog = { kind: 'form'; editing?: ExceptionGroup } | { kind: 'file' } | { kind: 'holidays' };
/** How far ahead the list below the month looks. */
const listDays = 400;

/** Days that differ from the usual week: a month to choose on, and what is coming as a list. */
export function ExceptionsSection({ clinician, zone, rows, practiceZone, month: asked, onMonth }: Props) {
  const { t } = useTranslation('availability');
  const errorText = useErrorText();
  const phone = useIsPhone();
  const firstDay = firstDayOfWeek();
  const now = today(zone);
  const month = asked ?? monthStart(now);
  const weeks = monthGrid(month, firstDay);
  const from = weeks[0]?.[0] ?? month;
  const until = weeks.at(-1)?.at(-1) ?? month;
  const [cursorWish, setCursor] = useState(now);
  const [span, setSpan] = useState<DateSpan>({ from: now, until: now });
  const [dialog, setDialog] = useState<Dialog>();
  const id = clinician.clinician_id;
  const shown = useQuery({
    ...availabilityQueries.overrides(id, from, until),
    placeholderData: (previous) => previous,
  });
  const coming = useQuery(availabilityQueries.overrides(id, now, addDays(now, listDays)));
  const closures = useQuery({
    ...availabilityQueries.closures(clinician.practice_id, from, until),
    placeholderData: (previous) => previous,
  });
  // The one tab stop has to be on the page, whichever month is shown.
  const cursor = from <= cursorWish && cursorWish <= until ? cursorWish : month;

  const byDate = new Map(shown.data?.map((row) => [row.override_date, row]));
  const factsOf = (date: string): DayFacts => {
    const begin = Date.parse(dayStart(date, zone));
    const end = Date.parse(dayStart(addDays(date, 1), zone));
    const closure = closures.data?.find((c) => Date.parse(c.start) < end && Date.parse(c.end) > begin);
    return {
      override: byDate.get(date),
      closed: closure ? (closure.reason ?? '') : undefined,
      open: rows.some(
        (row) =>
          row.day_of_week === weekdayOf(date) && (row.valid_from ?? date) <= date && date <= (row.valid_until ?? date),
      ),
    };
  };
  const monthName = (date: string) => formatDate(date, { month: 'long', year: 'numeric' });
  const turn = (step: 1 | -1) => {
    const next = addMonths(month, step);
    onMonth(next);
    announce(monthName(next));
  };
  const select = (date: string, chosen: DateSpan) => {
    setCursor(date);
    setSpan(chosen);
    if (date.slice(0, 7) !== month.slice(0, 7)) onMonth(monthStart(date));
    if (chosen.from !== chosen.until) {
      announce(t('month.selectedRange', { from: weekdayDateText(chosen.from), until: weekdayDateText(chosen.until) }));
    }
  };
  const single = span.from === span.until ? byDate.get(span.from) : undefined;
  const openDay = () => {
    const editing = single ? groupExceptions([single])[0] : undefined;
    setDialog({ kind: 'form', ...(editing ? { editing } : {}) });
  };
  const failed = shown.error ?? coming.error;

  return (
    <section aria-labelledby="exceptions" className={classes.section}>
      <div className={classes.head}>
        <h2 id="exceptions" className={classes.title}>
          {t('exceptions.title')}
        </h2>
        <div className={classes.imports}>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconFlag size={16} aria-hidden="true" />}
            onClick={() => setDialog({ kind: 'holidays' })}
          >
            {t('holidays.open')}
          </Button>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconCalendarDown size={16} aria-hidden="true" />}
            onClick={() => setDialog({ kind: 'file' })}
          >
            {t('file.open')}
          </Button>
        </div>
      </div>
      {failed ? (
        <Alert color="red" role="alert">
          {errorText(failed)}
        </Alert>
      ) : null}
      <div className={classes.monthBar}>
        <ActionIcon variant="default" size={phone ? 44 : 32} aria-label={t('month.previous')} onClick={() => turn(-1)}>
          <IconChevronLeft size={18} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
        <ActionIcon variant="default" size={phone ? 44 : 32} aria-label={t('month.next')} onClick={() => turn(1)}>
          <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
        <h3 className={classes.monthName}>{monthName(month)}</h3>
      </div>
      <MonthGrid
        month={month}
        label={t('month.label', { month: monthName(month) })}
        firstDay={firstDay}
        today={now}
        cursor={cursor}
        selected={span}
        factsOf={factsOf}
        onSelect={select}
        onOpen={openDay}
      />
      <div className={classes.choice}>
        <p className={classes.selected}>
          {span.from === span.until
            ? weekdayDateText(span.from)
            : t('month.range', { from: weekdayDateText(span.from), until: weekdayDateText(span.until) })}
        </p>
        <Button
          variant={single ? 'default' : 'filled'}
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={openDay}
        >
          {single ? t('exceptions.change') : t('exceptions.add')}
        </Button>
      </div>
      <p className={classes.hint}>{phone ? t('month.hintTouch') : t('month.hint')}</p>
      <ExceptionList
        clinicianId={id}
        rows={coming.data}
        onEdit={(group) => setDialog({ kind: 'form', editing: group })}
      />
      {dialog?.kind === 'form' ? (
        <ExceptionForm
          clinicianId={id}
          zone={zone}
          span={span}
          editing={dialog.editing}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
      <Suspense>
        {dialog?.kind === 'file' ? (
          <ImportFile clinicianId={id} zone={zone} onClose={() => setDialog(undefined)} />
        ) : null}
        {dialog?.kind === 'holidays' ? (
          <ImportHolidays
            clinicianId={id}
            zone={zone}
            practiceZone={practiceZone}
            onClose={() => setDialog(undefined)}
          />
        ) : null}
      </Suspense>
    </section>
  );
}
