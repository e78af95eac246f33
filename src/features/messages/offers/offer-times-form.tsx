import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { createIdempotency } from '../../../lib/idempotency.ts';
import { newId } from '../../../lib/ids.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { viewerZone } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { offerMutations } from '../mutations.ts';
import type { Conversation } from '../schema.ts';
import { rangesOf } from './chosen-times.ts';
import { ClinicianField } from './clinician-field.tsx';
import { expiryOf, usualExpiry } from './expiry.ts';
import { KindFields } from './kind-fields.tsx';
import { NoteField } from './note-field.tsx';
import type { Frame } from './offer-sheet.tsx';
import { SheetEnd } from './sheet-end.tsx';
import classes from './sheets.module.css';
import { type Terms, TermsFields } from './terms-fields.tsx';
import { TimesField } from './times-field.tsx';
import { useCardForm } from './use-card-form.ts';
import { useKind } from './use-kind.ts';

type Props = {
  clinicians: readonly [Clinician, ...Clinician[]];
  types: readonly [AppointmentType, ...AppointmentType[]];
  conversation: Conversation;
  viewer: Viewer;
  frame: Frame;
  onDone: () => void;
};

/** Whose times, for what, which ones, and how long they wait for an answer. On the practice's clock. */
export function OfferTimesForm({ clinicians, types, conversation, viewer, frame, onDone }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const client = useQueryClient();
  const [keyFor] = useState(() => createIdempotency(newId));
  /** The end that went with a key: the same offer sent again is the same in every value. */
  const ends = useRef<{ key: string; at: string }>(undefined);
  const [clinicianId, setClinicianId] = useState(() => usualClinician(clinicians, conversation, viewer));
  const [terms, setTerms] = useState<Terms>({ hours: usualExpiry, hold: true });
  const kind = useKind(types);
  const send = useMutation(offerMutations.offer(client));
  const zone = conversation.practice_timezone;
  const wish: SlotWish = {
    clinicianId,
    durationMinutes: kind.kind.minutes,
    appointmentType: kind.kind.type,
    locationType: kind.kind.location,
    patientId: conversation.patient_id,
  };
  const form = useCardForm({ wish, zone, fewest: 2, dirty: frame.dirty });
  const { times } = form.times;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const offer = {
      conversationId: conversation.conversation_id,
      clinicianId,
      times: rangesOf(times),
      appointmentType: wish.appointmentType,
      locationType: wish.locationType,
      note: form.note,
      hold: terms.hold,
    };
    const key = keyFor({ ...offer, hours: terms.hours });
    if (ends.current?.key !== key) ends.current = { key, at: expiryOf(terms.hours, times, Date.now()).at };
    const done = () => {
      announce(t('done.sent', { count: times.length }));
      onDone();
    };
    send.mutate({ ...offer, expiresAt: ends.current.at, idempotencyKey: key }, { onSuccess: done });
  };
  return (
    <form ref={form.form} className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.columns}>
        <div className={classes.column} data-area="what">
          <ClinicianField clinicians={clinicians} value={clinicianId} onChange={setClinicianId} />
          <KindFields kind={kind} types={types} side="practice" />
        </div>
        <div className={classes.column} data-area="when">
          <TimesField
            times={form.times}
            wish={wish}
            zone={zone}
            otherZone={viewerZone()}
            side="practice"
            fewest={2}
            problem={form.problem}
          />
        </div>
        <div className={classes.column} data-area="notes">
          <NoteField form={form} label="note" />
          <TermsFields terms={terms} onChange={setTerms} times={times} zone={zone} />
        </div>
      </div>
      <SheetEnd
        error={send.error}
        side="practice"
        times={form.times}
        zone={zone}
        busy={send.isPending}
        label={t('form.offer', { count: times.length })}
        buttonRef={form.button}
        onCancel={frame.close}
        onPick={form.take}
      />
    </form>
  );
}

/** The clinician of the thread, or oneself. */
function usualClinician(
  clinicians: Props['clinicians'],
  { clinicians: here }: Conversation,
  { profileId }: Viewer,
): string {
  const usual =
    clinicians.find((one) => here.some((other) => other.clinician_id === one.clinician_id)) ??
    clinicians.find((one) => one.clinician_id === profileId) ??
    clinicians[0];
  return usual.clinician_id;
}
