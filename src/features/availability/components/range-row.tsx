import { ActionIcon } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconMoon, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { endsNextDay, lengthOf, problemsOf } from '../spans.ts';
import type { Range, WeekDraft } from '../week.ts';
import { dayName } from '../words.ts';
import { RangeDetails } from './range-details.tsx';
import { useProblemText, useRangeSummary } from './range-words.ts';
import classes from './week.module.css';

type Props = {
  range: Range;
  number: number;
  draft: WeekDraft;
  types: readonly AppointmentType[];
  open: boolean;
  strict: boolean;
  onOpen: (open: boolean) => void;
  onChange: (part: Partial<Range>) => void;
  onRemove: () => void;
};

/** From, until, and in words what differs from the other hours; the rest is behind one button. */
export function RangeRow({ range, number, draft, types, open, strict, onOpen, onChange, onRemove }: Props) {
  const { t } = useTranslation('availability');
  const phone = useIsPhone();
  const problemText = useProblemText();
  const summary = useRangeSummary(range, types);
  const names = { day: dayName(range.day), number };
  const size = phone ? 44 : 32;
  // Nobody is told off for a field they have not come to yet.
  const problems = problemsOf(range, draft).filter((problem) => strict || problem.kind !== 'missing');
  const wrong = (field: 'start' | 'end') => problems.some((problem) => problem.field === field);
  const describedBy = problems.length > 0 ? `${range.key}-problems` : undefined;
  const time = (field: 'start' | 'end') => (
    <input
      id={`${range.key}-${field}`}
      type="time"
      className={classes.time}
      value={range[field]}
      aria-label={t(`range.${field}`, names)}
      aria-invalid={wrong(field) || undefined}
      aria-describedby={describedBy}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
  const over = endsNextDay(range);
  return (
    <div className={classes.range}>
      <div className={classes.times}>
        {time('start')}
        <span aria-hidden="true">–</span>
        {time('end')}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={size}
          aria-label={t('range.details', names)}
          title={t('range.details', names)}
          aria-expanded={open}
          onClick={() => onOpen(!open)}
        >
          <IconAdjustmentsHorizontal size={18} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={size}
          aria-label={t('range.remove', names)}
          title={t('range.remove', names)}
          onClick={onRemove}
        >
          <IconX size={18} aria-hidden="true" />
        </ActionIcon>
        {over ? (
          <span className={classes.note}>
            <IconMoon size={14} aria-hidden="true" />
            {lengthOf(range) === 1440 ? t('range.wholeDay') : t('range.nextDay', { day: dayName((range.day + 1) % 7) })}
          </span>
        ) : null}
      </div>
      {summary && !open ? <p className={classes.summary}>{summary}</p> : null}
      {problems.length > 0 ? (
        <div id={`${range.key}-problems`}>
          {problems.map((problem) => (
            <p key={`${problem.kind}-${problem.field}`} className={classes.problem}>
              {problemText(problem)}
            </p>
          ))}
        </div>
      ) : null}
      {open ? (
        <RangeDetails
          range={range}
          names={names}
          common={draft.common}
          types={types}
          invalid={problems.some((problem) => problem.field === 'validUntil')}
          onChange={onChange}
        />
      ) : null}
    </div>
  );
}
