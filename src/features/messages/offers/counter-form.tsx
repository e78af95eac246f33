import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import type { TimeRange } from '../../../lib/errors.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { viewerZone } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { offerMutations } from '../mutations.ts';
import type { Conversation, Offer } from '../schema.ts';
import { rangesOf } from './chosen-times.ts';
import { expiryOf, usualExpiry } from './expiry.ts';
import { NoteField } from './note-field.tsx';
import { OfferFacts } from './offer-facts.tsx';
import type { Frame } from './offer-sheet.tsx';
import { SheetEnd } from './sheet-end.tsx';
import classes from './sheets.module.css';
import { type Terms, TermsFields } from './terms-fields.tsx';
import { TimesField } from './times-field.tsx';
import { useCardForm } from './use-card-form.ts';

type Props = {
  offer: Offer;
  conversation: Conversation;
  viewer: Viewer;
  zone: string;
  times: readonly TimeRange[];
  types: readonly AppointmentType[];
  frame: Frame;
  onDone: () => void;
};

/** Other times for a card; for the practice also how long they wait. Staff choose on the practice's clock. */
export function CounterForm({ offer, conversation, viewer, types, frame, onDone, ...given }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const client = useQueryClient();
  const [terms, setTerms] = useState<Terms>({ hours: usualExpiry, hold: true });
  const send = useMutation(offerMutations.counter(client));
  const side = conversation.viewer_side;
  const zone = side === 'practice' ? conversation.practice_timezone : given.zone;
  const type = types.find((one) => one.appointment_type === offer.appointment_type);
  const wordsOnly = onlyWords(offer, type, conversation, viewer);
  const wish: SlotWish = {
    clinicianId: offer.clinician_id ?? '',
    durationMinutes: offer.time_options[0]?.duration ?? type?.default_duration_minutes ?? 30,
    appointmentType: offer.appointment_type,
    locationType: offer.location_type,
    ...(side === 'practice' ? { patientId: conversation.patient_id } : {}),
  };
  const form = useCardForm({
    wish: wordsOnly ? undefined : wish,
    zone,
    fewest: 0,
    initial: wordsOnly ? [] : given.times,
    dirty: frame.dirty,
  });
  const { times } = form.times;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const termsOf = { expiresAt: expiryOf(terms.hours, times, Date.now()).at, hold: terms.hold && times.length > 0 };
    const done = () => {
      announce(t('done.sent', { count: times.length }));
      onDone();
    };
    send.mutate(
      { slotId: offer.slot_id, times: rangesOf(times), note: form.note, ...(side === 'practice' ? termsOf : {}) },
      { onSuccess: done },
    );
  };
  return (
    <form ref={form.form} className={classes.form} onSubmit={submit} noValidate>
      <OfferFacts offer={{ ...offer, slot_type: 'counter_offer' }} type={typeName(offer.appointment_type, types)} />
      {wordsOnly ? (
        <p className={classes.prose}>{t(`form.wordsOnly${wordsOnly}`, { name: offer.clinician_name })}</p>
      ) : (
        <TimesField
          times={form.times}
          wish={wish}
          zone={zone}
          otherZone={side === 'practice' ? viewerZone() : conversation.practice_timezone}
          side={side}
          fewest={0}
          problem={form.problem}
        />
      )}
      <NoteField form={form} label={side === 'patient' ? 'noteWhen' : 'noteWhenPractice'} hint={side === 'patient'} />
      {side === 'practice' ? (
        <TermsFields terms={terms} onChange={setTerms} times={times} zone={zone} wordsOnly={wordsOnly !== undefined} />
      ) : null}
      <SheetEnd
        error={send.error}
        side={side}
        times={form.times}
        zone={zone}
        busy={send.isPending}
        label={t('form.suggest', { count: times.length })}
        buttonRef={form.button}
        onCancel={frame.close}
        onPick={form.take}
      />
    </form>
  );
}

/** Who may not see the free times of this card answers in words: what keeps them from it. */
function onlyWords(
  offer: Offer,
  type: AppointmentType | undefined,
  { viewer_side: side }: Conversation,
  viewer: Viewer,
): 'Type' | 'Clinician' | undefined {
  if (offer.clinician_id === null) return 'Type';
  if (side === 'patient') return type && !type.self_bookable ? 'Type' : undefined;
  return viewer.isDesk || viewer.profileId === offer.clinician_id ? undefined : 'Clinician';
}
