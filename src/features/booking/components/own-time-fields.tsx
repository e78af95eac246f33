import { Button, TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../../../lib/errors.ts';
import type { FieldName } from '../schema.ts';
import classes from './booking.module.css';
import { Clashes } from './clashes.tsx';

type Props = {
  time: string | undefined;
  onTime: (time: string | undefined) => void;
  reasonNeeded: boolean;
  /** The time that is not free; what it clashes with is told before anything is sent. */
  asked: (TimeRange & { clinicianId: string; patientId: string | undefined }) | undefined;
  zone: string;
  reason: string;
  onReason: (reason: string) => void;
  wrong: readonly FieldName[];
  timeRef: Ref<HTMLInputElement>;
  reasonRef: Ref<HTMLInputElement>;
};

/** Staff may book a time that is not free, on purpose and with a reason that is kept. */
export function OwnTimeFields(props: Props) {
  const { t } = useTranslation('booking');
  if (props.time === undefined) {
    return (
      <Button variant="subtle" size="compact-sm" className={classes.start} onClick={() => props.onTime('')}>
        {t('otherTime')}
      </Button>
    );
  }
  return (
    <div className={classes.ownTime}>
      <TextInput
        ref={props.timeRef}
        label={t('ownTime')}
        type="time"
        value={props.time}
        onChange={(event) => props.onTime(event.currentTarget.value)}
        error={props.wrong.includes('ownTime') ? t('errors.ownTime') : null}
      />
      <Button variant="subtle" size="compact-sm" className={classes.end} onClick={() => props.onTime(undefined)}>
        {t('freeTimesOnly')}
      </Button>
      {props.asked ? <Clashes asked={props.asked} zone={props.zone} /> : null}
      {props.reasonNeeded ? (
        <TextInput
          ref={props.reasonRef}
          className={classes.wide}
          label={t('overbookReason')}
          description={t('overbookHint')}
          value={props.reason}
          onChange={(event) => props.onReason(event.currentTarget.value)}
          error={props.wrong.includes('overbookReason') ? t('errors.overbookReason') : null}
          maxLength={1000}
        />
      ) : null}
    </div>
  );
}
