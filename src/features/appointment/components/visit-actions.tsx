import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/ui/toast.tsx';
import { announce } from '../../../lib/announce.ts';
import { appointmentMutations } from '../../../lib/appointments/mutations.ts';
import { changeDeadline } from '../../../lib/appointments/notice.ts';
import type { AppointmentStatus, VisitDetail } from '../../../lib/appointments/schema.ts';
import { useNow } from '../../../lib/now.ts';
import { formatDayTime } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { actionsFor } from '../actions.ts';
import classes from './appointment.module.css';
import { PracticePhone, Refusal } from './refusal.tsx';

type Props = {
  visit: VisitDetail;
  viewer: Viewer;
  zone: string;
  onMove: () => void;
  onCancel: () => void;
  onShowCurrent: () => void;
};

/** Only what the status allows; the step that is due stands out. */
export function VisitActions({ visit, viewer, zone, onMove, onCancel, onShowCurrent }: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const client = useQueryClient();
  const transition = useMutation(appointmentMutations.transition(client));
  const [correcting, setCorrecting] = useState<AppointmentStatus>();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const reasonField = useRef<HTMLInputElement>(null);
  const now = useNow();
  const actions = actionsFor(visit, viewer, now);

  // The button that was pressed has gone with the status it belonged to: the focus goes to the next step.
  const area = useRef<HTMLDivElement>(null);
  const acted = useRef(false);
  const { isPending } = transition;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the buttons follow the status
  useEffect(() => {
    if (!acted.current || isPending) return;
    acted.current = false;
    if (document.activeElement === document.body) area.current?.querySelector('button')?.focus();
  }, [visit.status, isPending]);

  if (actions.length === 0) return null;
  const own = !viewer.isStaff && viewer.practice?.practice_id === visit.practice_id ? viewer.practice : undefined;
  const deadline = own ? changeDeadline(visit, own.cancellation_notice_minutes) : undefined;
  if (own && deadline && Date.parse(deadline) <= now) {
    return (
      <div className={classes.actionArea}>
        <p className={classes.quiet}>{own.phone ? t('deadlinePassedCall') : t('deadlinePassed')}</p>
        {own.phone ? <PracticePhone phone={own.phone} /> : null}
      </div>
    );
  }

  const change = (status: AppointmentStatus, why?: string) => {
    acted.current = true;
    transition.mutate(
      { appointmentId: visit.appointment_id, status, reason: why, version: visit.version },
      {
        onSuccess: (saved) => {
          setCorrecting(undefined);
          // No undo here: the life cycle of a visit has no way back.
          const message = t(`done.${saved.status}`);
          announce(message);
          toast({ message });
        },
      },
    );
  };

  return (
    <div ref={area} className={classes.actionArea}>
      {deadline ? <p className={classes.quiet}>{t('deadline', { time: formatDayTime(deadline, zone) })}</p> : null}
      {transition.isError ? (
        <Refusal
          error={transition.error}
          onShowCurrent={() => {
            transition.reset();
            onShowCurrent();
          }}
        />
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
                <Button key="move" variant="default" disabled={isPending} onClick={onMove}>
                  {t('action.move')}
                </Button>
              );
            }
            if (action.kind === 'cancel') {
              return (
                <Button
                  key="cancel"
                  variant="default"
                  className={classes.dangerous}
                  disabled={isPending}
                  onClick={onCancel}
                >
                  {t('action.cancelled')}
                </Button>
              );
            }
            return (
              <Button
                key={action.status}
                variant={action.primary ? 'filled' : 'default'}
                loading={isPending && transition.variables?.status === action.status}
                // One step after the other: the next one needs the version that this one makes.
                disabled={isPending}
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
