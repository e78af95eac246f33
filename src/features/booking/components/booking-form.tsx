import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { appointmentMutations } from '../../../lib/appointments/mutations.ts';
import { type LocationType, locationTypes, type SavedVisit } from '../../../lib/appointments/schema.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import { newId } from '../../../lib/ids.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import { slotAt } from '../../../lib/slots/by-day.ts';
import { type SlotWish, slotQueries } from '../../../lib/slots/queries.ts';
import {
  addDays,
  dayOf,
  dayStart,
  firstDayOfWeek,
  sameClock,
  startOfWeek,
  viewerZone,
  zoneName,
} from '../../../lib/time.ts';
import { createIdempotency } from '../idempotency.ts';
import { initialValues, withType } from '../initial.ts';
import { patientMutations } from '../mutations.ts';
import { type BookingValues, chosenTimes, type FieldName, invalidFields, needsReason } from '../schema.ts';
import classes from './booking.module.css';
import { NewPatientFields } from './new-patient-fields.tsx';
import { OwnTimeFields } from './own-time-fields.tsx';
import { PatientField } from './patient-field.tsx';
import { Refused } from './refused.tsx';

type Props = {
  clinicians: readonly Clinician[];
  practiceId: string;
  self?: { profileId: string; name: string };
  mayChooseClinician: boolean;
  types: readonly AppointmentType[];
  initial: { clinicianId: string; date: string; range?: TimeRange };
  zoneOf: (clinician: Clinician | undefined) => string;
  onClose: () => void;
  onBooked: (saved: SavedVisit, zone: string) => void;
};

const durations = [10, 15, 20, 30, 45, 60, 75, 90, 120];

/** Who and what on one side, when on the other. The free times follow every choice that changes them. */
export function BookingForm(props: Props) {
  const { clinicians, types, self } = props;
  const { t } = useTranslation(['booking', 'common']);
  const client = useQueryClient();
  const startZone = props.zoneOf(clinicians.find((c) => c.clinician_id === props.initial.clinicianId));
  const [values, setValues] = useState(() => initialValues(props.initial, types, startZone));
  const startTime = useRef(values.ownTime);
  const [openedAt] = useState(() => new Date().toISOString());
  const [dayChosen, setDayChosen] = useState(false);
  const [wrong, setWrong] = useState<readonly FieldName[]>([]);
  const [keyFor] = useState(() => createIdempotency(newId));
  const book = useMutation(appointmentMutations.book(client));
  const register = useMutation(patientMutations.register(client));
  const form = useRef<HTMLFormElement>(null);
  const fields = useRef<Partial<Record<FieldName, HTMLInputElement | null>>>({});

  const zone = props.zoneOf(clinicians.find((c) => c.clinician_id === values.clinicianId));
  const wish: SlotWish = {
    clinicianId: values.clinicianId,
    durationMinutes: values.durationMinutes,
    appointmentType: values.appointmentType,
    locationType: values.locationType,
    ...(values.patient && !self ? { patientId: values.patient.profile_id } : {}),
  };
  // A patient wants to know the next possible day first; staff booked a certain day in the calendar before they came here.
  const firstFree = useQuery({ ...slotQueries.next(wish, openedAt, 1), enabled: Boolean(self) && !dayChosen });
  const found = dayChosen ? undefined : firstFree.data?.[0];
  const date = found ? dayOf(found.start, zone) : values.date;
  const from = startOfWeek(date, firstDayOfWeek());
  const free = useQuery(slotQueries.free(wish, dayStart(from, zone), dayStart(addDays(from, 7), zone)));

  // A place clicked on the calendar means the free time it lies in, if there is one.
  const clicked = values.ownTime !== undefined && values.ownTime === startTime.current;
  const clickedSlot = clicked ? slotAt(free.data, chosenTimes(values, zone)?.start) : undefined;
  const effective = clickedSlot ? { ...values, slot: clickedSlot, ownTime: undefined } : values;

  const change = (part: Partial<BookingValues>) => {
    setValues((now) => ({ ...now, ...part }));
    setWrong((now) => (now.length > 0 ? [] : now));
  };
  const pick = (slot: TimeRange) => {
    setDayChosen(true);
    change({ slot, ownTime: undefined, overbookReason: '', date: dayOf(slot.start, zone) });
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const checked = self
      ? { ...effective, patient: { profile_id: self.profileId, full_name: self.name, email: null, phone: null } }
      : effective;
    const found = invalidFields(checked, zone, free.data);
    setWrong(found);
    const times = chosenTimes(checked, zone);
    if (found[0] || !times) return focusOn(found[0] ?? 'time');
    try {
      const patient =
        checked.patient ??
        (await register.mutateAsync({
          clinicianId: values.clinicianId,
          patient: checked.newPatient ?? { fullName: '', email: '', phone: '' },
        }));
      // Kept, so that a second try after a refused booking does not make the patient twice.
      if (!checked.patient) change({ patient, newPatient: undefined });
      const booking = {
        clinicianId: values.clinicianId,
        patientId: patient.profile_id,
        start: times.start,
        end: times.end,
        appointmentType: values.appointmentType,
        locationType: values.locationType,
        preparationInstructions: values.preparation.trim() || undefined,
        overbookReason: needsReason(checked, zone, free.data) ? values.overbookReason.trim() : undefined,
      };
      props.onBooked(await book.mutateAsync({ ...booking, idempotencyKey: keyFor(booking) }), zone);
    } catch {
      // Shown from the mutation's own state; what was typed stays.
      void free.refetch();
      form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
    }
    return undefined;
  };

  const focusOn = (name: FieldName) => {
    const target =
      name === 'time'
        ? form.current?.querySelector<HTMLElement>('fieldset input[type="radio"], [aria-pressed="true"]')
        : fields.current[name];
    target?.focus();
  };
  const fieldRef = (name: FieldName) => (element: HTMLInputElement | null) => {
    fields.current[name] = element;
  };

  const problem = register.error ?? book.error;
  const busy = register.isPending || book.isPending;
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className={classes.form}>
      <div className={classes.columns}>
        <div className={classes.column}>
          {props.mayChooseClinician && clinicians.length > 1 ? (
            <NativeSelect
              label={t('clinician')}
              value={values.clinicianId}
              onChange={(event) => change({ clinicianId: event.currentTarget.value, slot: undefined })}
              data={clinicians.map((c) => ({ value: c.clinician_id, label: c.display_name }))}
            />
          ) : null}
          {self ? null : values.newPatient ? (
            <NewPatientFields
              value={values.newPatient}
              onChange={(newPatient) => change({ newPatient })}
              onBack={() => change({ newPatient: undefined })}
              wrong={wrong}
              nameRef={fieldRef('newName')}
              emailRef={fieldRef('newEmail')}
            />
          ) : (
            <PatientField
              key={values.patient?.profile_id ?? 'nobody'}
              ref={fieldRef('patient')}
              practiceId={props.practiceId}
              value={values.patient}
              onChange={(patient) => change({ patient })}
              onNew={(name) => change({ newPatient: { fullName: name, email: '', phone: '' }, patient: undefined })}
              error={wrong.includes('patient') ? t('errors.patient') : undefined}
            />
          )}
          <NativeSelect
            label={t('type')}
            value={values.appointmentType}
            onChange={(event) => change(withType(values, types, event.currentTarget.value))}
            data={types.map((type) => ({ value: type.appointment_type, label: type.name }))}
          />
          <div className={classes.pair}>
            <NativeSelect
              label={t('location')}
              value={values.locationType}
              onChange={(event) => change({ locationType: event.currentTarget.value as LocationType, slot: undefined })}
              data={locationTypes.map((type) => ({ value: type, label: t(`common:location.${type}`) }))}
            />
            {self ? null : (
              <NativeSelect
                label={t('duration')}
                value={String(values.durationMinutes)}
                onChange={(event) => change({ durationMinutes: Number(event.currentTarget.value), slot: undefined })}
                data={[...new Set([...durations, values.durationMinutes])]
                  .sort((a, b) => a - b)
                  .map((minutes) => ({ value: String(minutes), label: t('common:minutes', { count: minutes }) }))}
              />
            )}
          </div>
          {self ? (
            values.preparation ? (
              <p className={classes.note}>{values.preparation}</p>
            ) : null
          ) : (
            <Textarea
              label={t('preparation')}
              description={t('preparationHint')}
              autosize={false}
              rows={3}
              maxLength={4000}
              value={values.preparation}
              onChange={(event) => change({ preparation: event.currentTarget.value })}
            />
          )}
        </div>
        <div className={classes.column}>
          <SlotPicker
            wish={wish}
            zone={zone}
            date={date}
            onDate={(day) => {
              setDayChosen(true);
              change({ date: day, slot: undefined });
            }}
            value={effective.ownTime === undefined ? effective.slot : undefined}
            onPick={pick}
            invalid={wrong.includes('time')}
          />
          {wrong.includes('time') ? <p className={classes.fieldError}>{t('errors.time')}</p> : null}
          {sameClock(zone, viewerZone(), new Date(`${values.date}T12:00:00Z`)) ? null : (
            <p className={classes.note}>
              {t('common:timesIn', { zone: zoneName(zone, new Date(`${values.date}T12:00:00Z`)) })}
            </p>
          )}
          {self ? null : (
            <OwnTimeFields
              time={effective.ownTime}
              onTime={(ownTime) => change({ ownTime, slot: undefined })}
              reasonNeeded={needsReason(effective, zone, free.data)}
              reason={values.overbookReason}
              onReason={(overbookReason) => change({ overbookReason })}
              wrong={wrong}
              timeRef={fieldRef('ownTime')}
              reasonRef={fieldRef('overbookReason')}
            />
          )}
        </div>
      </div>
      {problem ? <Refused error={problem} zone={zone} onPick={pick} /> : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={props.onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('book')}
        </Button>
      </div>
    </form>
  );
}
