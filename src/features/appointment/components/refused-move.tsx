import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { useMoveVisit } from '../../../components/use-move-visit.ts';
import type { Move } from '../../../lib/appointments/move.ts';
import { appointmentKeys } from '../../../lib/appointments/queries.ts';
import type { AppError, ErrorCode, TimeRange } from '../../../lib/errors.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { formatDayTime } from '../../../lib/time.ts';
import classes from './appointment.module.css';
import { RefusalText, RefusalWays } from './refusal.tsx';

type Props = { move: Move; error: AppError; zone: string; onClose: () => void; onOpenVisit: () => void };

const mayOverbook: readonly ErrorCode[] = ['slot_taken', 'patient_busy', 'outside_availability'];

/** After a refused drag: the visit is back in its place; here is why, and what can be done instead. */
export function RefusedMove(props: Props) {
  const { t } = useTranslation(['appointment', 'common']);
  const client = useQueryClient();
  const [error, setError] = useState(props.error);
  const [move, setMove] = useState(props.move);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { zone } = props;
  const again = useMoveVisit({
    zone,
    onRefused: (refused, why) => {
      setMove(refused);
      setError(why);
    },
  });

  const retry = async (next: Move) => {
    setBusy(true);
    const moved = await again(next);
    setBusy(false);
    if (moved) props.onClose();
  };
  const take = (slot: TimeRange) => void retry({ ...move, ...slot, overbookReason: undefined });
  const overbook = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '') field.current?.focus();
    else void retry({ ...move, overbookReason: reason.trim() });
  };

  return (
    <Sheet opened onClose={props.onClose} title={t('refused.title')} size={600}>
      <div className={classes.notes}>
        <div role="alert">
          <RefusalText error={error} />
        </div>
        <StaysHere move={move} zone={zone} />
        <RefusalWays
          error={error}
          onShowCurrent={() => {
            void client.invalidateQueries({ queryKey: appointmentKeys.all });
            props.onOpenVisit();
          }}
        />
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
    </Sheet>
  );
}

/** What was wanted and what holds; with names where it was a hand-over. */
function StaysHere({ move, zone }: { move: Move; zone: string }) {
  const { t } = useTranslation('appointment');
  const clinicians = useQuery(practiceQueries.clinicians());
  const nameOf = (id: string | undefined) => clinicians.data?.find((c) => c.clinician_id === id)?.display_name;
  const times = {
    wanted: formatDayTime(move.start, zone),
    kept: formatDayTime(move.visit.scheduled_start, zone),
  };
  const [name, former] = [nameOf(move.clinicianId), nameOf(move.visit.clinician_id)];
  return (
    <p className={classes.quiet}>
      {name && former && name !== former ? t('refused.backFrom', { ...times, name, former }) : t('refused.back', times)}
    </p>
  );
}
