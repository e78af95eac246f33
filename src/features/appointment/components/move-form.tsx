import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { useMoveVisit } from '../../../components/use-move-visit.ts';
import { announce } from '../../../lib/announce.ts';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import type { AppError, TimeRange } from '../../../lib/errors.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { dayOf, formatDayTime, minutesBetween, today } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import classes from './appointment.module.css';
import { Refusal } from './refusal.tsx';

type Props = { visit: VisitDetail; viewer: Viewer; zone: string; onDone: () => void; onShowCurrent: () => void };

/** The same move as a drag, with a date and free times: for the keyboard, the phone and far-away days. */
export function MoveForm({ visit, viewer, zone, onDone, onShowCurrent }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const clinicians = useQuery(practiceQueries.clinicians());
  const form = useRef<HTMLFormElement>(null);
  const [clinicianId, setClinicianId] = useState(visit.clinician_id);
  const [date, setDate] = useState(() => [dayOf(visit.scheduled_start, zone), today(zone)].sort().at(-1) ?? '');
  const [slot, setSlot] = useState<TimeRange>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<AppError>();
  // An undo that is refused comes back after this form has gone: then the announcement is all that is left.
  const move = useMoveVisit({
    zone,
    onRefused: (_move, error) => {
      setRefused(error);
      announce(t(`common:errors.${error.code}`));
    },
  });
  const handsOver = clinicianId !== visit.clinician_id;
  const current = clinicians.data?.find((candidate) => candidate.clinician_id === visit.clinician_id);
  const colleagues = (clinicians.data ?? []).filter((candidate) => candidate.practice_id === visit.practice_id);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!slot);
    if (!slot) {
      const first = form.current?.querySelector<HTMLElement>('input[type="radio"]');
      (first ?? form.current?.querySelector<HTMLElement>('input[type="date"]'))?.focus();
      return;
    }
    setBusy(true);
    setRefused(undefined);
    const moved = await move({ visit, ...slot, ...(handsOver ? { clinicianId } : {}) });
    setBusy(false);
    if (moved) onDone();
  };

  return (
    <form ref={form} className={classes.notes} onSubmit={(event) => void submit(event)} noValidate>
      <p className={classes.quiet}>{t('movingFrom', { time: formatDayTime(visit.scheduled_start, zone) })}</p>
      {viewer.isDesk && colleagues.length > 1 ? (
        <NativeSelect
          label={t('moveClinician')}
          description={handsOver && current ? t('moveHandOver', { name: current.display_name }) : undefined}
          value={clinicianId}
          onChange={(event) => {
            setClinicianId(event.currentTarget.value);
            setSlot(undefined);
          }}
          data={colleagues.map((colleague) => ({ value: colleague.clinician_id, label: colleague.display_name }))}
        />
      ) : null}
      <SlotPicker
        wish={{
          clinicianId,
          durationMinutes: minutesBetween(visit.scheduled_start, visit.scheduled_end),
          appointmentType: visit.appointment_type,
          locationType: visit.location_type,
          excludeAppointmentId: visit.appointment_id,
          ...(viewer.isStaff ? { patientId: visit.patient_id } : {}),
        }}
        zone={zone}
        date={date}
        onDate={(day) => {
          setDate(day);
          setSlot(undefined);
        }}
        value={slot}
        onPick={setSlot}
        invalid={missing}
      />
      {missing && !slot ? (
        <p role="alert" className={classes.fieldError}>
          {t('chooseTime')}
        </p>
      ) : null}
      {refused ? (
        <Refusal error={refused} onShowCurrent={onShowCurrent}>
          <NextFree
            slots={refused.alternatives}
            zone={zone}
            onPick={(free) => {
              setDate(dayOf(free.start, zone));
              setSlot(free);
            }}
          />
        </Refusal>
      ) : null}
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          {t('common:back')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('moveHere')}
        </Button>
      </div>
    </form>
  );
}
