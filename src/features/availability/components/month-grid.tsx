import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../../lib/time.ts';
import { withCommas } from '../../../lib/words.ts';
import { type DateSpan, gridStep, monthGrid, ordered } from '../dates.ts';
import type { Override } from '../schema.ts';
import { dayName, spokenDate } from '../words.ts';
import classes from './month.module.css';
import { OverrideIcon } from './override-icon.tsx';
import { useOverrideWords } from './override-words.ts';

export type DayFacts = { override: Override | undefined; closed: string | undefined; open: boolean };

type Props = {
  month: string;
  label: string;
  firstDay: number;
  today: string;
  /** The day the keyboard is on; a range reaches from the anchor to it. */
  cursor: string;
  selected: DateSpan;
  factsOf: (date: string) => DayFacts;
  onSelect: (cursor: string, span: DateSpan) => void;
  onOpen: () => void;
};

/** One tab stop; arrows, Home, End, Page Up and Down move; Shift stretches the range; Enter opens (WAI-ARIA grid). */
export function MonthGrid(props: Props) {
  const { month, firstDay, cursor, selected, factsOf, onSelect, onOpen } = props;
  const { t } = useTranslation('availability');
  const words = useOverrideWords();
  const grid = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(false);
  const anchor = cursor === selected.from ? selected.until : selected.from;

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-date="${cursor}"]`)?.focus();
  }, [cursor]);

  const move = (date: string, stretch: boolean) => {
    wantsFocus.current = true;
    onSelect(date, stretch ? ordered(anchor, date) : { from: date, until: date });
  };
  const spoken = (date: string, { override, closed, open }: DayFacts): string => {
    const parts = [spokenDate(date)];
    if (date === props.today) parts.push(t('month.today'));
    if (closed !== undefined) parts.push(closed ? t('month.closedFor', { reason: closed }) : t('month.closed'));
    if (override) parts.push(words.sentence(override));
    else if (closed === undefined) parts.push(open ? t('month.usual') : t('month.noHours'));
    return withCommas(...parts);
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the date grid pattern puts the roles on a table
    <table ref={grid} role="grid" aria-label={props.label} aria-multiselectable="true" className={classes.grid}>
      <thead>
        <tr>
          {monthGrid(month, firstDay)[0]?.map((date) => {
            const day = new Date(`${date}T12:00:00Z`).getUTCDay();
            return (
              <th key={date} scope="col" abbr={dayName(day)}>
                {dayName(day, 'short')}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {monthGrid(month, firstDay).map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              const facts = factsOf(date);
              return (
                <td
                  key={date}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: see above
                  role="gridcell"
                  data-date={date}
                  data-other={date.slice(0, 7) !== month.slice(0, 7) || undefined}
                  data-today={date === props.today || undefined}
                  data-idle={(!facts.open && !facts.override) || undefined}
                  className={classes.cell}
                  tabIndex={date === cursor ? 0 : -1}
                  aria-selected={selected.from <= date && date <= selected.until}
                  aria-current={date === props.today ? 'date' : undefined}
                  aria-label={spoken(date, facts)}
                  onClick={(event) => move(date, event.shiftKey)}
                  onDoubleClick={onOpen}
                  onKeyDown={(event) => {
                    const rtl = document.documentElement.dir === 'rtl';
                    const to = gridStep(event.key, date, firstDay, rtl);
                    if (to) move(to, event.shiftKey);
                    else if (event.key === 'Enter' || event.key === ' ') onOpen();
                    else return;
                    event.preventDefault();
                  }}
                >
                  <span className={classes.number}>{formatDate(date, { day: 'numeric' })}</span>
                  {facts.closed === undefined ? null : <OverrideIcon type="closed" label={t('month.closed')} />}
                  {facts.override ? (
                    <OverrideIcon
                      type={facts.override.override_type}
                      part={Boolean(facts.override.start_time) && !facts.override.is_available}
                      label={words.short(facts.override)}
                    />
                  ) : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
