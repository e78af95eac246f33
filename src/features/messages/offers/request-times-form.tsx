import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { createIdempotency } from '../../../lib/idempotency.ts';
import { newId } from '../../../lib/ids.ts';
import type { AppointmentType, Clinician } from '../../../lib/practice/schema.ts';
import type { SlotWish } from '../../../lib/slots/queries.ts';
import { viewerZone } from '../../../lib/time.ts';
import { offerMutations } from '../mutations.ts';
import type { Conversation } from '../schema.ts';
import { rangesOf } from './chosen-times.ts';
import { ClinicianField } from './clinician-field.tsx';
import { KindFields } from './kind-fields.tsx';
import { NoteField } from './note-field.tsx';
import type { Frame } from './offer-sheet.tsx';
import { SheetEnd } from './sheet-end.tsx';
import classes from './sheets.module.css';
import { TimesField } from './times-field.tsx';
import { useCardForm } from './use-card-form.ts';
import { useKind } from './use-kind.ts';

type Props = {
  clinicians: readonly [Clinician, ...Clinician[]];
  types: readonly [AppointmentType, ...AppointmentType[]];
  conversation: Conversation;
  frame: Frame;
  onDone: () => void;
};

/** With whom, for what, and when: free times where the practice lets patients choose them, or words. */
export function RequestTimesForm({ clinicians, types, conversation, frame, onDone }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const client = useQueryClient();
  const [keyFor] = useState(() => createIdempotency(newId));
  const [clinicianId, setClinicianId] = useState(clinicians[0].clinician_id);
  const kind = useKind(types);
  const send = useMutation(offerMutations.request(client));
  const zone = viewerZone();
  const wish: SlotWish = {
    clinicianId,
    durationMinutes: kind.type.default_duration_minutes,
    appointmentType: kind.kind.type,
    locationType: kind.kind.location,
  };
  const choosing = kind.type.self_bookable;
  const form = useCardForm({ wish: choosing ? wish : undefined, zone, fewest: 0, dirty: frame.dirty });
  const { times } = form.times;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.check()) return;
    const request = {
      conversationId: conversation.conversation_id,
      clinicianId,
      times: rangesOf(times),
      appointmentType: wish.appointmentType,
      locationType: wish.locationType,
      note: form.note,
    };
    const done = () => {
      announce(t('done.sent', { count: times.length }));
      onDone();
    };
    send.mutate({ ...request, idempotencyKey: keyFor(request) }, { onSuccess: done });
  };
  return (
    <form ref={form.form} className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.columns}>
        <div className={classes.column} data-area="what">
          <ClinicianField clinicians={clinicians} value={clinicianId} onChange={setClinicianId} />
          <KindFields kind={kind} types={types} side="patient" />
        </div>
        <div className={classes.column} data-area="when">
          {choosing ? (
            <TimesField
              times={form.times}
              wish={wish}
              zone={zone}
              otherZone={conversation.practice_timezone}
              side="patient"
              fewest={0}
              problem={form.problem}
            />
          ) : (
            <p className={classes.prose}>{t('form.wordsOnlyType')}</p>
          )}
        </div>
        <div className={classes.column} data-area="notes">
          <NoteField form={form} label="noteWhen" hint />
        </div>
      </div>
      <SheetEnd
        error={send.error}
        side="patient"
        times={form.times}
        zone={zone}
        busy={send.isPending}
        label={t('form.request', { count: times.length })}
        buttonRef={form.button}
        onCancel={frame.close}
        onPick={form.take}
      />
    </form>
  );
}
