import { Button } from '@mantine/core';
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedVisit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { useHold } from '../../../lib/holds/use-hold.ts';
import type { FreeSlot } from '../../../lib/slots/any-clinician.ts';
import { hasInput } from '../initial.ts';
import { chosenTimes, type FieldName, invalidFields } from '../schema.ts';
import type { SeriesAnswer } from '../series-mutations.ts';
import { type BookingFormProps, useBookingForm } from '../use-booking-form.ts';
import { type SeriesDate, useSeries } from '../use-series.ts';
import { useSubmit } from '../use-submit.ts';
import classes from './booking.module.css';
import { NoteFields } from './note-fields.tsx';
import { Refused } from './refused.tsx';
import { SeriesDone } from './series-done.tsx';
import { SeriesStep } from './series-step.tsx';
import { WhatFields } from './what-fields.tsx';
import { WhenFields } from './when-fields.tsx';
import { WhoFields } from './who-fields.tsx';

type Props = BookingFormProps & {
  /** True while closing would lose something that was put in. */
  dirty?: RefObject<boolean>;
  onClose: () => void;
  onBooked: (saved: SavedVisit, zone: string) => void;
  onOpen?: ((appointmentId: string, start: string) => void) | undefined;
};

type Report = { answer: SeriesAnswer; skipped: readonly SeriesDate[] };

/** Who and what on one side, when on the other; then, for a series, its dates one by one. */
export function BookingForm(props: Props) {
  const { clinicians, self, dirty } = props;
  const { t } = useTranslation(['booking', 'common']);
  const [step, setStep] = useState<'form' | 'series' | Report>('form');
  const form = useBookingForm(props);
  const series = useSeries(form, step === 'series');
  const hold = useHold(form.kept);
  const sender = useSubmit(form, self, hold);
  const element = useRef<HTMLFormElement>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const fields = useRef<Partial<Record<FieldName, HTMLElement | null>>>({});
  const { values, zone } = form;
  const nameOf = (id: string) => clinicians.find((c) => c.clinician_id === id)?.display_name ?? '';

  const unsaved = typeof step === 'string' && hasInput(values, form.initial);
  useEffect(() => {
    if (dirty) dirty.current = unsaved;
  }, [dirty, unsaved]);

  // The dialog may have been there before the form, with the focus on its close button.
  useEffect(() => {
    if (element.current?.contains(document.activeElement)) return;
    element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);

  const focusOn = (name: FieldName | 'chosen') => {
    // The errors are drawn first: some fields, such as the reason, appear together with theirs.
    requestAnimationFrame(() => {
      const find = (selector: string) => element.current?.querySelector<HTMLElement>(selector);
      const day = () => find('[aria-pressed="true"]');
      const time = () => find('fieldset[data-invalid] input[type="radio"]') ?? day();
      const chosen = () => find('[data-area="when"] input[type="radio"]:checked') ?? day();
      const target = name === 'time' ? time() : name === 'chosen' ? chosen() : fields.current[name];
      target?.focus();
    });
  };
  const fieldRef = (name: FieldName) => (field: HTMLElement | null) => {
    fields.current[name] = field;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const someone = self ? { profile_id: self.profileId, full_name: self.name, email: null, phone: null } : undefined;
    const checked = someone ? { ...values, patient: someone } : values;
    const found = invalidFields(checked, zone, form.free.data);
    form.setWrong(found);
    if (found[0] || !chosenTimes(checked, zone)) return focusOn(found[0] ?? 'time');
    if (series.repeats) {
      form.hold();
      return setStep('series');
    }
    const saved = await sender.bookOne();
    if (saved) props.onBooked(saved, zone);
    return undefined;
  };

  const pick = (slot: FreeSlot) => {
    // What was said about the former time is no longer to the point.
    sender.clear();
    form.pick(slot);
  };
  const takeInstead = (slot: TimeRange, goOn: () => void) => {
    // With the same clinician: the proposals are theirs, also where anybody would have done.
    const whose = form.any && form.clinician ? { clinicianIds: [form.clinician.clinician_id] } : {};
    pick({ ...slot, ...whose });
    goOn();
  };

  if (typeof step === 'object') {
    return <SeriesDone {...step} zone={zone} onClose={props.onClose} onOpen={props.onOpen} />;
  }
  if (step === 'series') {
    return (
      <SeriesStep
        form={form}
        series={series}
        sender={sender}
        onBack={() => {
          form.letGo();
          setStep('form');
          requestAnimationFrame(() => submitButton.current?.focus());
        }}
        onDone={(answer) => setStep({ answer, skipped: series.dates.filter((date) => date.choice?.kind === 'skip') })}
      />
    );
  }
  const asRequest = self && form.type && !form.type.auto_confirm;
  return (
    <form ref={element} onSubmit={(event) => void submit(event)} noValidate className={classes.form}>
      <div className={classes.columns}>
        <div className={classes.column} data-area="what">
          <WhoFields
            form={form}
            clinicians={clinicians}
            practiceId={props.practiceId}
            mayChooseClinician={props.mayChooseClinician}
            isSelf={Boolean(self)}
            fieldRef={fieldRef}
          />
          <WhatFields form={form} isSelf={Boolean(self)} fieldRef={fieldRef} />
        </div>
        <div className={classes.column} data-area="when">
          <WhenFields
            form={form}
            isSelf={Boolean(self)}
            nameOf={nameOf}
            fieldRef={fieldRef}
            hold={hold}
            onPick={pick}
            onInstead={sender.problem ? undefined : (slot) => takeInstead(slot, () => focusOn('chosen'))}
          />
        </div>
        <div className={classes.column} data-area="notes">
          <NoteFields form={form} isSelf={Boolean(self)} />
        </div>
      </div>
      {sender.problem ? (
        <Refused
          error={sender.problem}
          zone={zone}
          onPick={(slot) => takeInstead(slot, () => submitButton.current?.focus())}
        />
      ) : null}
      {asRequest ? <p className={classes.note}>{t('requestNote')}</p> : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose}>
          {t('common:cancel')}
        </Button>
        <Button ref={submitButton} type="submit" loading={sender.busy}>
          {series.repeats ? t('checkDates') : asRequest ? t('request') : t('book')}
        </Button>
      </div>
    </form>
  );
}
