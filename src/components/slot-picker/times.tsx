import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FreeSlot } from '../../lib/slots/any-clinician.ts';
import { slotsByPart } from '../../lib/slots/by-day.ts';
import { formatTime } from '../../lib/time.ts';
import { formatList } from '../../lib/words.ts';
import classes from './slot-picker.module.css';

type Props = {
  ref: Ref<HTMLFieldSetElement>;
  slots: readonly FreeSlot[];
  loading: boolean;
  dayText: string;
  zone: string;
  value: FreeSlot | undefined;
  onPick: (slot: FreeSlot) => void;
  invalid: boolean;
  nameOf: ((clinicianId: string) => string) | undefined;
};

/** Radio buttons that look like chips: one tab stop, arrow keys between the times. */
export function Times({ ref, slots, loading, dayText, zone, value, onPick, invalid, nameOf }: Props) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset ref={ref} className={classes.times} aria-busy={loading} data-invalid={invalid || undefined}>
      <legend className={classes.label}>{t('slots.times', { day: dayText })}</legend>
      {loading ? <Skeleton text={t('slots.loading')} /> : null}
      {!loading && slots.length === 0 ? <p className={classes.empty}>{t('slots.none', { day: dayText })}</p> : null}
      {slotsByPart(slots, zone).map((group) => (
        <div key={group.part} className={classes.part}>
          <span className={classes.partName}>{t(`slots.${group.part}`)}</span>
          <div className={classes.chips} data-named={Boolean(nameOf) || undefined}>
            {group.slots.map((slot) => {
              const names = nameOf ? (slot.clinicianIds ?? []).map(nameOf) : [];
              return (
                <label key={slot.start} className={classes.chip}>
                  <input
                    type="radio"
                    name={name}
                    value={slot.start}
                    checked={value !== undefined && Date.parse(value.start) === Date.parse(slot.start)}
                    onChange={() => onPick(slot)}
                    {...(names.length > 0
                      ? {
                          'aria-label': t('slots.timeWith', {
                            time: formatTime(slot.start, zone),
                            names: formatList(names),
                          }),
                        }
                      : {})}
                  />
                  <span>
                    {formatTime(slot.start, zone)}
                    {names.length > 0 ? (
                      <small className={classes.who}>
                        {names.length === 1 ? names[0] : t('slots.clinicians', { count: names.length })}
                      </small>
                    ) : null}
                  </span>
                </label>
              );
            })}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

/** As high as a usual day, so that nothing below jumps when the times arrive. */
function Skeleton({ text }: { text: string }) {
  return (
    <div className={classes.part}>
      <span className="visually-hidden">{text}</span>
      <div className={classes.chips} aria-hidden="true">
        {Array.from({ length: 12 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: all alike, and they never move
          <span key={index} className={classes.bone} />
        ))}
      </div>
    </div>
  );
}
