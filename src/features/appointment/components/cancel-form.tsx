import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import { announce } from '../../../lib/announce.ts';
import { appointmentMutations } from '../../../lib/appointments/mutations.ts';
import type { VisitDetail } from '../../../lib/appointments/schema.ts';
import { formatDayTime } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import classes from './appointment.module.css';
import { Refusal } from './refusal.tsx';

type Props = { visit: VisitDetail; viewer: Viewer; zone: string; onDone: () => void; onShowCurrent: () => void };

/** Staff give a reason, because cancelling is final and somebody will ask; patients may. */
export function CancelForm({ visit, viewer, zone, onDone, onShowCurrent }: Props) {
  const { t } = useTranslation('appointment');
  const client = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const cancel = useMutation(appointmentMutations.cancel(client));
  return (
    <form
      className={classes.notes}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const needed = viewer.isStaff && reason.trim() === '';
        setMissing(needed);
        if (needed) return field.current?.focus();
        return cancel.mutate(
          { appointmentId: visit.appointment_id, reason: reason.trim(), version: visit.version },
          {
            onSuccess: () => {
              announce(t('done.cancelled'));
              toast({ message: t('done.cancelled') });
              onDone();
            },
          },
        );
      }}
    >
      <p className={classes.which}>
        {viewer.isStaff ? visit.patient?.full_name : null}
        <span>{formatDayTime(visit.scheduled_start, zone)}</span>
      </p>
      <p>{t('cancelQuestion')}</p>
      {cancel.isError ? <Refusal error={cancel.error} onShowCurrent={onShowCurrent} /> : null}
      <Textarea
        ref={field}
        label={viewer.isStaff ? t('cancelReason') : t('cancelReasonOptional')}
        rows={3}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={missing ? t('reasonMissing') : null}
        data-autofocus
        autoFocus
      />
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          {t('keep')}
        </Button>
        <Button type="submit" color="red" loading={cancel.isPending}>
          {t('action.cancelled')}
        </Button>
      </div>
    </form>
  );
}
