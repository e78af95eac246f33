import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FreeSlot } from '../../lib/slots/any-clinician.ts';
import { formatTime } from '../../lib/time.ts';
import { formatList } from '../../lib/words.ts';
import classes from './slot-picker.module.css';

type Props = {
  slot: FreeSlot;
  zone: string;
  /** Who is free then, where the search is for any of several people. */
  names: readonly string[];
  input: {
    type: 'radio' | 'checkbox';
    name: string;
    checked: boolean;
    disabled?: boolean;
    tabIndex?: number;
    onChange: () => void;
    onFocus?: () => void;
    onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  };
};

/** A radio button or a checkbox that looks like a chip. */
export function TimeChip({ slot, zone, names, input }: Props) {
  const { t } = useTranslation();
  const time = formatTime(slot.start, zone);
  return (
    <label className={classes.chip}>
      <input
        {...input}
        value={slot.start}
        {...(names.length > 0 ? { 'aria-label': t('slots.timeWith', { time, names: formatList(names) }) } : {})}
      />
      <span>
        {time}
        {names.length > 0 ? (
          <small className={classes.who}>
            {names.length === 1 ? names[0] : t('slots.clinicians', { count: names.length })}
          </small>
        ) : null}
      </span>
    </label>
  );
}
