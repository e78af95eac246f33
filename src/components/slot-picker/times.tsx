import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../../lib/errors.ts';
import { slotsByPart } from '../../lib/slots/by-day.ts';
import { formatTime } from '../../lib/time.ts';
import classes from './slot-picker.module.css';

type Props = {
  ref: Ref<HTMLFieldSetElement>;
  slots: readonly TimeRange[];
  loading: boolean;
  dayText: string;
  zone: string;
  value: TimeRange | undefined;
  onPick: (slot: TimeRange) => void;
  invalid: boolean;
};

/** Radio buttons that look like chips: one tab stop, arrow keys between the times. */
export function Times({ ref, slots, loading, dayText, zone, value, onPick, invalid }: Props) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset ref={ref} className={classes.times} aria-busy={loading} data-invalid={invalid || undefined}>
      <legend className={classes.label}>{t('slots.times', { day: dayText })}</legend>
      {loading ? <p className={classes.empty}>{t('slots.loading')}</p> : null}
      {!loading && slots.length === 0 ? <p className={classes.empty}>{t('slots.none', { day: dayText })}</p> : null}
      {slotsByPart(slots, zone).map((group) => (
        <div key={group.part} className={classes.part}>
          <span className={classes.partName}>{t(`slots.${group.part}`)}</span>
          <div className={classes.chips}>
            {group.slots.map((slot) => (
              <label key={slot.start} className={classes.chip}>
                <input
                  type="radio"
                  name={name}
                  value={slot.start}
                  checked={value !== undefined && Date.parse(value.start) === Date.parse(slot.start)}
                  onChange={() => onPick(slot)}
                />
                <span>{formatTime(slot.start, zone)}</span>
              </label>
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
