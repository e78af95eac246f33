import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { appointmentKeys } from '../../../lib/appointments/queries.ts';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import { useNow } from '../../../lib/now.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { attendanceMutations } from '../mutations.ts';
import { visitQueries } from '../queries.ts';
import classes from './appointment.module.css';
import { Refusal } from './refusal.tsx';

/**
 * Whether the patient has said that they will come (NT20): staff see it, the patient says it, here and for nobody else.
 * Only of a confirmed visit; a moved one asks anew.
 */
export function Attendance({ visit, viewer }: { visit: VisitDetail; viewer: Viewer }) {
  const { t } = useTranslation('appointment');
  const client = useQueryClient();
  const now = useNow(30_000);
  const asked = visit.status === 'confirmed';
  const attendance = useQuery({ ...visitQueries.attendance(visit.appointment_id, visit.version), enabled: asked });
  const confirm = useMutation(attendanceMutations.confirm(client));
  if (!asked || !attendance.data) return null;
  const mine = viewer.profileId === visit.patient_id;
  if (attendance.data.attendance_confirmed_at) {
    return (
      <p className={classes.attendance}>
        <IconUserCheck size={18} aria-hidden="true" />
        {t(mine ? 'attendance.mine' : 'attendance.confirmed')}
      </p>
    );
  }
  if (!mine || Date.parse(visit.scheduled_start) <= now) return null;
  return (
    <div>
      {confirm.isError ? (
        <Refusal
          error={confirm.error}
          onShowCurrent={() => {
            confirm.reset();
            void client.invalidateQueries({ queryKey: appointmentKeys.all });
          }}
        />
      ) : null}
      <Button
        className={classes.start}
        leftSection={<IconUserCheck size={18} aria-hidden="true" />}
        loading={confirm.isPending}
        onClick={() => confirm.mutate(visit.appointment_id, { onSuccess: () => announce(t('attendance.done')) })}
      >
        {t('attendance.say')}
      </Button>
    </div>
  );
}
