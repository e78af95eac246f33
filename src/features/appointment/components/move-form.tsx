import { Alert, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { moveVisit } from '../../../lib/appointments/move.ts';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import { type AppError, type TimeRange, toAppError } from '../../../lib/errors.ts';
import { dayOf, formatDay, formatDayTime, formatTimeRange, minutesBetween, today } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import classes from './appointment.module.css';

type Props = { visit: VisitDetail; viewer: Viewer; zone: string; onDone: () => void };

/** The same move as a drag, with a date and free times: for the keyboard, the phone and far-away days. */
export function MoveForm({ visit, viewer, zone, onDone }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const [date, setDate] = useState(() => [dayOf(visit.scheduled_start, zone), today(zone)].sort().at(-1) ?? '');
  const [slot, setSlot] = useState<TimeRange>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<AppError>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!slot);
    if (!slot) return;
    setBusy(true);
    setRefused(undefined);
    try {
      const saved = await moveVisit(client, { visit, ...slot });
      announce(
        t('moved', {
          day: formatDay(saved.scheduled_start, zone),
          time: formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone),
        }),
      );
      onDone();
    } catch (error) {
      setRefused(toAppError(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={classes.notes} onSubmit={(event) => void submit(event)}>
      <p className={classes.quiet}>{t('movingFrom', { time: formatDayTime(visit.scheduled_start, zone) })}</p>
      <SlotPicker
        wish={{
          clinicianId: visit.clinician_id,
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
      {missing ? (
        <p role="alert" className={classes.fieldError}>
          {t('chooseTime')}
        </p>
      ) : null}
      {refused ? (
        <Alert color="red" role="alert">
          <p>{errorText(refused)}</p>
          <NextFree
            slots={refused.alternatives}
            zone={zone}
            onPick={(free) => {
              setDate(dayOf(free.start, zone));
              setSlot(free);
            }}
          />
        </Alert>
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
