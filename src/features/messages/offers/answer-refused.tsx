import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NextFree } from '../../../components/next-free.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { type TimeRange, toAppError } from '../../../lib/errors.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { formatList } from '../../../lib/words.ts';
import type { Offer, Side } from '../schema.ts';
import classes from './offer-card.module.css';
import { stillFree } from './offer-state.ts';

type Props = { error: unknown; offer: Offer; side: Side; zone: string; onPick: (slot: TimeRange) => void };

/** Why an answer did not count, and what is still to be had. Takes the focus, so that nobody looks for it. */
export function AnswerRefused({ error, offer, side, zone, onPick }: Props) {
  const { t } = useTranslation('offers');
  const errorText = useErrorText();
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) alert.current?.focus();
  }, [error]);
  const { code, alternatives } = toAppError(error);
  const timeGone = gone.find((one) => one === code);
  const left = stillFree(offer.time_options).map(({ option }) => option);
  const others = alternatives.filter((slot) => !left.some((option) => same(option, slot)));
  const known =
    code === 'patient_busy' && side === 'patient'
      ? t('refused.patient_busy_you')
      : code === 'offer_closed'
        ? t('refused.offer_closed')
        : timeGone
          ? t(`refused.${timeGone === 'invalid_time' ? 'outside_availability' : timeGone}`)
          : errorText(error);
  return (
    <Alert ref={alert} color="red" role="alert" tabIndex={-1}>
      <p className={classes.refusal}>{known}</p>
      {timeGone && offer.status === 'pending' ? (
        <>
          <p className={classes.refusal}>
            {left.length > 0
              ? t('refused.stillFree', { times: formatList(left.map(({ start }) => formatDayTime(start, zone))) })
              : t('refused.noneLeft')}
          </p>
          <NextFree slots={others} zone={zone} onPick={onPick} />
        </>
      ) : null}
    </Alert>
  );
}

/** The chosen time cannot be had; the others of the card may. */
const gone = ['slot_taken', 'patient_busy', 'outside_availability', 'invalid_time'] as const;

const same = (a: TimeRange, b: TimeRange) => Date.parse(a.start) === Date.parse(b.start);
