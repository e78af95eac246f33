import { useTranslation } from 'react-i18next';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import type { TimeRange } from '../../../lib/errors.ts';
import type { Hold } from '../../../lib/holds/use-hold.ts';
import type { FreeSlot } from '../../../lib/slots/any-clinician.ts';
import { formatDayTime } from '../../../lib/time.ts';
import { chosenTimes, type FieldName } from '../schema.ts';
import type { BookingForm } from '../use-booking-form.ts';
import classes from './booking.module.css';
import { KeptLine } from './kept-line.tsx';
import { OwnTimeFields } from './own-time-fields.tsx';
import { Refused } from './refused.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { WithWhom } from './with-whom.tsx';
import { ZoneNote } from './zone-note.tsx';

type Props = {
  form: BookingForm;
  isSelf: boolean;
  nameOf: (clinicianId: string) => string;
  fieldRef: (name: FieldName) => (element: HTMLElement | null) => void;
  hold: Hold;
  onPick: (slot: FreeSlot) => void;
  /** One of the times proposed because the chosen one could not be kept; absent while another refusal is shown. */
  onInstead: ((slot: TimeRange) => void) | undefined;
};

/** When: the free times, a time of staff's own choosing, and whether the visit repeats. */
export function WhenFields({ form, isSelf, nameOf, fieldRef, hold, onPick, onInstead }: Props) {
  const { t } = useTranslation('booking');
  const { values, wrong, change, zone } = form;
  const times = chosenTimes(values, zone);
  const refusal = onInstead && hold.state === 'refused' ? hold.error : undefined;
  return (
    <>
      <SlotPicker
        wish={form.wish}
        zone={zone}
        date={values.date}
        onDate={form.chooseDay}
        value={values.ownTime === undefined ? values.slot : undefined}
        onPick={onPick}
        invalid={wrong.includes('time')}
        nameOf={form.any ? nameOf : undefined}
      />
      <p role="status" className={classes.lost}>
        {form.lost && !refusal ? t('lost', { time: formatDayTime(form.lost.start, zone) }) : null}
      </p>
      {refusal ? (
        <Refused error={refusal} zone={zone} unasked onPick={onInstead} />
      ) : form.lost ? null : (
        <KeptLine hold={hold} zone={zone} />
      )}
      {wrong.includes('time') ? (
        <p ref={fieldRef('time')} className={classes.fieldError}>
          {t('errors.time')}
        </p>
      ) : null}
      <WithWhom
        candidates={form.candidates}
        value={form.clinician?.clinician_id}
        nameOf={nameOf}
        onChange={(withWhom) => change({ withWhom })}
      />
      <ZoneNote zone={zone} at={`${values.date}T12:00:00Z`} />
      {isSelf ? null : (
        <>
          {form.any ? null : (
            <OwnTimeFields
              time={values.ownTime}
              onTime={(ownTime) => change({ ownTime, slot: undefined })}
              reasonNeeded={form.reasonNeeded}
              asked={
                times && form.reasonNeeded
                  ? { ...times, clinicianId: form.wish.clinicianId, patientId: values.patient?.profile_id }
                  : undefined
              }
              zone={zone}
              reason={values.overbookReason}
              onReason={(overbookReason) => change({ overbookReason })}
              wrong={wrong}
              timeRef={fieldRef('ownTime')}
              reasonRef={fieldRef('overbookReason')}
            />
          )}
          <RepeatFields form={form} fieldRef={fieldRef} />
        </>
      )}
    </>
  );
}
