import { Alert, Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { announce } from '../lib/announce.ts';
import { attendanceMutations } from '../lib/appointments/attendance.ts';
import type { Visit } from '../lib/appointments/schema.ts';
import { useNow } from '../lib/now.ts';
import classes from './attendance.module.css';
import { useErrorText } from './ui/error-text.tsx';

/**
 * Whether the patient has said that they will come (NT20): staff see it, the patient says it (`mine`), here and for
 * nobody else. Only of a confirmed visit; a moved one asks anew.
 */
export function Attendance({ visit, mine }: { visit: Visit; mine: boolean }) {
  const { t } = useTranslation('appointment');
  const errorText = useErrorText();
  const client = useQueryClient();
  const now = useNow(30_000);
  // Afterwards the visit is read again, refused or not: what is shown is what is so.
  const confirm = useMutation(attendanceMutations.confirm(client));
  if (visit.status !== 'confirmed') return null;
  if (visit.attendance_confirmed_at) {
    return (
      <p className={classes.said}>
        <IconUserCheck size={18} aria-hidden="true" />
        {t(mine ? 'attendance.mine' : 'attendance.confirmed')}
      </p>
    );
  }
  if (!mine || Date.parse(visit.scheduled_start) <= now) return null;
  return (
    <>
      {confirm.isError ? (
        <Alert color="red" role="alert">
          {errorText(confirm.error)}
        </Alert>
      ) : null}
      <Button
        className={classes.say}
        leftSection={<IconUserCheck size={18} aria-hidden="true" />}
        loading={confirm.isPending}
        onClick={() => confirm.mutate(visit.appointment_id, { onSuccess: () => announce(t('attendance.done')) })}
      >
        {t('attendance.say')}
      </Button>
    </>
  );
}
