import { Alert, Button } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { Sheet } from '../../../components/ui/sheet.tsx';
import type { Visit } from '../../../lib/appointments/schema.ts';
import { type TimeRange, toAppError } from '../../../lib/errors.ts';
import { dayOf, formatDayTime, minutesBetween, today } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { VisitConflict } from '../schema.ts';
import { useProblemText, useSyncNames } from '../use-sync-words.ts';
import classes from './sync.module.css';
import { useResolve } from './use-resolve.ts';

type Props = { conflict: VisitConflict; visit: Visit; viewer: Viewer; zone: string; onClose: () => void };

/** Neither side: a free time for the visit, which then goes to the calendar too. */
export function RescheduleSheet({ conflict, visit, viewer, zone, onClose }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const { visitName } = useSyncNames(zone);
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [date, setDate] = useState(() => [dayOf(visit.scheduled_start, zone), today(zone)].sort().at(-1) ?? '');
  const [slot, setSlot] = useState<TimeRange>();
  const [missing, setMissing] = useState(false);
  const { resolve, busy, error } = useResolve(conflict.conflict_id);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) alert.current?.focus();
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!slot);
    if (!slot) {
      const first = form.current?.querySelector<HTMLElement>('input[type="radio"]');
      (first ?? form.current?.querySelector<HTMLElement>('input[type="date"]'))?.focus();
      return;
    }
    const said = t('conflicts.done.reschedule', { when: formatDayTime(slot.start, zone) });
    void resolve('reschedule', said, { slot: { start: slot.start, end: slot.end }, done: onClose });
  };
  return (
    <Sheet opened onClose={onClose} title={t('conflicts.chooseTitle')} size={520}>
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.text}>{visitName(visit)}</p>
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
          invalid={missing && !slot}
        />
        {missing && !slot ? (
          <p role="alert" className={classes.wrong}>
            {t('conflicts.chooseTime')}
          </p>
        ) : null}
        {error ? (
          <Alert ref={alert} color="red" role="alert" tabIndex={-1}>
            <p className={classes.text}>{problemText(error)}</p>
            <NextFree
              slots={toAppError(error).alternatives}
              zone={zone}
              onPick={(free) => {
                setDate(dayOf(free.start, zone));
                setSlot(free);
              }}
            />
          </Alert>
        ) : null}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={busy !== undefined}>
            {t('conflicts.moveHere')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
