import { ActionIcon, Button } from '@mantine/core';
import { IconCoffee, IconCopy, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { newId } from '../../../lib/ids.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { addRange, breakRange, changeRange, mayBreak, removeRange } from '../edits.ts';
import { rangesOfDay } from '../spans.ts';
import type { WeekDraft } from '../week.ts';
import { dayName } from '../words.ts';
import { RangeRow } from './range-row.tsx';
import classes from './week.module.css';

type Props = {
  day: number;
  draft: WeekDraft;
  types: readonly AppointmentType[];
  opened: ReadonlySet<string>;
  onToggle: (key: string, open: boolean) => void;
  /** Somebody tried to save: empty fields are now told, too. */
  strict: boolean;
  onChange: (step: (draft: WeekDraft) => WeekDraft) => void;
  onCopy: () => void;
};

export function DayRow({ day, draft, types, opened, onToggle, strict, onChange, onCopy }: Props) {
  const { t } = useTranslation('availability');
  const phone = useIsPhone();
  const name = dayName(day);
  const ranges = rangesOfDay(draft, day);
  const [only] = ranges;
  const size = phone ? 44 : 32;
  const add = () => {
    const key = newId();
    onChange((now) => addRange(now, day, key));
    // The new row is there after the next paint; whoever asked for it wants to type into it.
    requestAnimationFrame(() => document.getElementById(`${key}-start`)?.focus());
  };
  const remove = (key: string, index: number) => {
    onChange((now) => removeRange(now, key));
    const next = ranges[index + 1] ?? ranges[index - 1];
    requestAnimationFrame(() => document.getElementById(next ? `${next.key}-start` : `add-${day}`)?.focus());
  };
  return (
    <li className={classes.day} aria-labelledby={`day-${day}`}>
      <h3 id={`day-${day}`} className={classes.dayName}>
        {name}
      </h3>
      <div className={classes.ranges}>
        {ranges.length === 0 ? <p className={classes.closed}>{t('week.closed')}</p> : null}
        {ranges.map((range, index) => (
          <RangeRow
            key={range.key}
            range={range}
            number={index + 1}
            draft={draft}
            types={types}
            open={opened.has(range.key)}
            strict={strict}
            onOpen={(open) => onToggle(range.key, open)}
            onChange={(part) => onChange((now) => changeRange(now, range.key, part))}
            onRemove={() => remove(range.key, index)}
          />
        ))}
        {ranges.length === 1 && only && mayBreak(only) ? (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.break}
            leftSection={<IconCoffee size={14} aria-hidden="true" />}
            aria-label={t('week.addBreakOn', { day: name })}
            onClick={() => onChange((now) => breakRange(now, only.key, newId()))}
          >
            {t('week.addBreak')}
          </Button>
        ) : null}
      </div>
      <div className={classes.dayActions}>
        <ActionIcon
          id={`add-${day}`}
          variant="subtle"
          color="gray"
          size={size}
          aria-label={t('week.addOn', { day: name })}
          title={t('week.addOn', { day: name })}
          onClick={add}
        >
          <IconPlus size={18} aria-hidden="true" />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={size}
          aria-label={t('week.copyFrom', { day: name })}
          title={t('week.copyFrom', { day: name })}
          onClick={onCopy}
        >
          <IconCopy size={18} aria-hidden="true" />
        </ActionIcon>
      </div>
    </li>
  );
}
