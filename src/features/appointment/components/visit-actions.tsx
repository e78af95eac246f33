import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { appointmentMutations } from '../../../lib/appointments/mutations.ts';
import type { AppointmentStatus, VisitDetail } from '../../../lib/appointments/schema.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { actionsFor } from '../actions.ts';
import classes from './appointment.module.css';

type Props = { visit: VisitDetail; viewer: Viewer; onMove: () => void; onCancel: () => void };

/** Only what the status allows; the step that is due stands out. */
export function VisitActions({ visit, viewer, onMove, onCancel }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const transition = useMutation(appointmentMutations.transition(client));
  const [correcting, setCorrecting] = useState<AppointmentStatus>();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const reasonField = useRef<HTMLInputElement>(null);
  const actions = actionsFor(visit, viewer, Date.now());

  if (actions.length === 0) return null;

  const change = (status: AppointmentStatus, why?: string) =>
    transition.mutate(
      { appointmentId: visit.appointment_id, status, reason: why },
      {
        onSuccess: (saved) => {
          setCorrecting(undefined);
          announce(t(`common:status.${saved.status}`));
        },
      },
    );

  return (
    <div className={classes.actionArea}>
      {transition.isError ? (
        <Alert color="red" role="alert">
          {errorText(transition.error)}
        </Alert>
      ) : null}
      {correcting ? (
        <form
          className={classes.notes}
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(reason.trim() === '');
            if (reason.trim()) change(correcting, reason.trim());
            else reasonField.current?.focus();
          }}
        >
          <TextInput
            ref={reasonField}
            label={t('correctionReason')}
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing ? t('reasonMissing') : null}
            autoFocus
          />
          <div className={classes.actions}>
            <Button variant="default" onClick={() => setCorrecting(undefined)}>
              {t('common:back')}
            </Button>
            <Button type="submit" loading={transition.isPending}>
              {t(`action.${correcting}`)}
            </Button>
          </div>
        </form>
      ) : (
        <div className={classes.actions}>
          {actions.map((action) => {
            if (action.kind === 'move') {
              return (
                <Button key="move" variant="default" onClick={onMove}>
                  {t('action.move')}
                </Button>
              );
            }
            if (action.kind === 'cancel') {
              return (
                <Button key="cancel" variant="default" className={classes.dangerous} onClick={onCancel}>
                  {t('action.cancelled')}
                </Button>
              );
            }
            return (
              <Button
                key={action.status}
                variant={action.primary ? 'filled' : 'default'}
                loading={transition.isPending && transition.variables.status === action.status}
                onClick={() => (action.needsReason ? setCorrecting(action.status) : change(action.status))}
              >
                {t(`action.${action.status}`)}
              </Button>
            );
          })}
        </div>
      )}
    </div>
  );
}
