import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FreeSlot } from '../../lib/slots/any-clinician.ts';
import { slotsByPart } from '../../lib/slots/by-day.ts';
import { canChoose, choose, isChosen, type TimesChoice } from './choice.ts';
import classes from './slot-picker.module.css';
import { TimeChip } from './time-chip.tsx';

type Props = {
  ref: Ref<HTMLFieldSetElement>;
  slots: readonly FreeSlot[];
  loading: boolean;
  dayText: string;
  zone: string;
  choice: TimesChoice;
  invalid: boolean;
  /** Elements that say more about the times: how many, or what is wrong with them. */
  describedBy: string | undefined;
  nameOf: ((clinicianId: string) => string) | undefined;
};

/** Chips for the times of a day, one tab stop: radio buttons for one time, checkboxes where several can be chosen. */
export function Times({ ref, slots, loading, dayText, zone, choice, invalid, describedBy, nameOf }: Props) {
  const { t } = useTranslation();
  const name = useId();
  const [last, setLast] = useState<string>();
  const open = choice.several ? slots.filter((slot) => canChoose(choice, slot)) : slots;
  const stop = open.find((slot) => slot.start === last) ?? open.find((slot) => isChosen(choice, slot)) ?? open[0];

  const inputOf = (slot: FreeSlot) => {
    const input = { name, checked: isChosen(choice, slot), onChange: () => choose(choice, slot) };
    if (!choice.several) return { ...input, type: 'radio' as const };
    return {
      ...input,
      type: 'checkbox' as const,
      disabled: !canChoose(choice, slot),
      tabIndex: slot === stop ? 0 : -1,
      onFocus: () => setLast(slot.start),
      onKeyDown: goToNeighbour,
    };
  };
  return (
    <fieldset
      ref={ref}
      className={classes.times}
      aria-busy={loading}
      aria-describedby={describedBy}
      data-invalid={invalid || undefined}
    >
      <legend className={classes.label}>{t('slots.times', { day: dayText })}</legend>
      {loading ? <Skeleton text={t('slots.loading')} /> : null}
      {!loading && slots.length === 0 ? <p className={classes.empty}>{t('slots.none', { day: dayText })}</p> : null}
      {slotsByPart(slots, zone).map((group) => (
        <div key={group.part} className={classes.part}>
          <span className={classes.partName}>{t(`slots.${group.part}`)}</span>
          <div className={classes.chips} data-named={Boolean(nameOf) || undefined}>
            {group.slots.map((slot) => (
              <TimeChip
                key={slot.start}
                slot={slot}
                zone={zone}
                names={nameOf ? (slot.clinicianIds ?? []).map(nameOf) : []}
                input={inputOf(slot)}
              />
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

/** Checkboxes with the keys of radio buttons, because a day may have forty of them: arrows move, Space chooses. */
function goToNeighbour(event: KeyboardEvent<HTMLInputElement>) {
  const group = event.currentTarget.closest('fieldset');
  const inputs = [...(group?.querySelectorAll<HTMLInputElement>('input:not(:disabled)') ?? [])];
  const at = inputs.indexOf(event.currentTarget);
  const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const target =
    event.key === 'Home'
      ? inputs[0]
      : event.key === 'End'
        ? inputs.at(-1)
        : event.key === 'ArrowDown' || event.key === forward
          ? inputs[at + 1]
          : event.key.startsWith('Arrow')
            ? inputs[at - 1]
            : undefined;
  if (!target && !event.key.startsWith('Arrow')) return;
  event.preventDefault();
  target?.focus();
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
