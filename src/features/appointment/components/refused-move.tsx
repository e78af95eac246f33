import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { type Move, moveVisit } from '../../../lib/appointments/move.ts';
import { type AppError, type ErrorCode, type TimeRange, toAppError } from '../../../lib/errors.ts';
import { formatDay, formatDayTime, formatTimeRange } from '../../../lib/time.ts';
import classes from './appointment.module.css';

type Props = { move: Move; error: AppError; zone: string; onClose: () => void; onOpenVisit: () => void };

const mayOverbook: readonly ErrorCode[] = ['slot_taken', 'patient_busy', 'outside_availability'];

/** After a refused drag: the visit is back in its place; here is why, and what can be done instead. */
export function RefusedMove(props: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const [error, setError] = useState(props.error);
  const [move, setMove] = useState(props.move);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { zone } = props;

  const retry = async (next: Move) => {
    setBusy(true);
    try {
      const saved = await moveVisit(client, next);
      const time = formatTimeRange(saved.scheduled_start, saved.scheduled_end, zone);
      announce(t('moved', { day: formatDay(saved.scheduled_start, zone), time }));
      props.onClose();
    } catch (again) {
      setMove(next);
      setError(toAppError(again));
    } finally {
      setBusy(false);
    }
  };
  const take = (slot: TimeRange) => void retry({ ...move, ...slot, overbookReason: undefined });
  const overbook = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '') field.current?.focus();
    else void retry({ ...move, overbookReason: reason.trim() });
  };

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('refused.title')}
      size={600}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={classes.notes}>
        <p role="alert" style={{ margin: 0 }}>
          {errorText(error)}
        </p>
        <p className={classes.quiet}>
          {t('refused.back', {
            wanted: formatDayTime(move.start, zone),
            kept: formatDayTime(props.move.visit.scheduled_start, zone),
          })}
        </p>
        <NextFree slots={error.alternatives} zone={zone} disabled={busy} onPick={take} />
        {mayOverbook.includes(error.code) && asking ? (
          <form className={classes.notes} onSubmit={overbook} noValidate>
            <TextInput
              ref={field}
              label={t('refused.reason')}
              description={t('refused.reasonHint')}
              value={reason}
              maxLength={1000}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={missing ? t('reasonMissing') : null}
              autoFocus
            />
            <Button type="submit" loading={busy}>
              {t('refused.bookAnyway')}
            </Button>
          </form>
        ) : null}
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('refused.leave')}
          </Button>
          <Button variant="default" onClick={props.onOpenVisit}>
            {t('refused.other')}
          </Button>
          {mayOverbook.includes(error.code) && !asking ? (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('refused.anyway')}
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}
