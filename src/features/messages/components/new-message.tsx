import { Alert, Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PatientField } from '../../../components/patient-field.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { Sheet } from '../../../components/ui/sheet.tsx';
import type { Patient } from '../../../lib/patients/schema.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { withCommas } from '../../../lib/words.ts';
import { messageMutations, type StartWith } from '../mutations.ts';
import { type Recipient, recipientsFor } from '../recipients.ts';
import classes from './new-message.module.css';

type Props = { viewer: Viewer; onClose: () => void; onStarted: (threadId: string) => void };

/** Opens the thread of a patient with a clinician or the front desk; if they have one already, that one. */
export function NewMessage({ viewer, onClose, onStarted }: Props) {
  const { t } = useTranslation('messages');
  const errorText = useErrorText();
  const clinicians = useQuery(practiceQueries.clinicians());
  const start = useMutation(messageMutations.start(useQueryClient()));
  const recipients = clinicians.data ? recipientsFor(viewer, clinicians.data) : undefined;
  const open = (wish: StartWith) => start.mutate(wish, { onSuccess: onStarted });
  const problem = clinicians.error ?? start.error;
  return (
    <Sheet opened onClose={onClose} title={t('start.title')}>
      <div className={classes.form}>
        {problem ? (
          <Alert color="red" role="alert">
            {errorText(problem)}
          </Alert>
        ) : null}
        {recipients?.length === 0 ? <EmptyState title={t('start.nobody')} body={t('start.nobodyBody')} /> : null}
        {viewer.isStaff && viewer.practice && recipients?.length !== 0 ? (
          // There at once, so that the search has the focus; with whom may come a moment later.
          <StaffForm
            practiceId={viewer.practice.practice_id}
            recipients={recipients ?? []}
            busy={start.isPending}
            onOpen={open}
          />
        ) : null}
        {recipients && !viewer.isStaff ? (
          <ul className={classes.recipients} aria-busy={start.isPending}>
            {recipients.map((one) => (
              <li key={one.key}>
                <button
                  type="button"
                  className={classes.recipient}
                  disabled={start.isPending}
                  onClick={() => open(wishFor(one))}
                >
                  <span className={classes.name}>{one.kind === 'desk' ? t('frontDesk') : one.name}</span>
                  <span className={classes.quiet}>{one.kind === 'desk' ? one.practice : one.specialty}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Sheet>
  );
}

const wishFor = (recipient: Recipient): StartWith =>
  recipient.kind === 'desk' ? { practiceId: recipient.practiceId } : { clinicianId: recipient.clinicianId };

type FormProps = {
  practiceId: string;
  recipients: readonly Recipient[];
  busy: boolean;
  onOpen: (wish: StartWith) => void;
};

function StaffForm({ practiceId, recipients, busy, onOpen }: FormProps) {
  const { t } = useTranslation('messages');
  const field = useRef<HTMLInputElement>(null);
  const [patient, setPatient] = useState<Patient>();
  const [missing, setMissing] = useState(false);
  const [key, setKey] = useState<string>();
  const recipient = recipients.find((one) => one.key === key) ?? recipients[0];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!patient);
    if (!patient) return field.current?.focus();
    if (recipient) onOpen({ ...wishFor(recipient), patientId: patient.profile_id });
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <PatientField
        ref={field}
        practiceId={practiceId}
        value={patient}
        onChange={(chosen) => {
          setPatient(chosen);
          setMissing(false);
        }}
        error={missing ? t('start.patientMissing') : undefined}
      />
      {recipients.length > 1 ? (
        <NativeSelect
          label={t('start.with')}
          value={recipient?.key ?? ''}
          onChange={(event) => setKey(event.currentTarget.value)}
          data={recipients.map((one) => ({
            value: one.key,
            label: one.kind === 'desk' ? withCommas(t('frontDesk'), one.practice) : one.name,
          }))}
        />
      ) : null}
      <div className={classes.end}>
        <Button type="submit" loading={busy}>
          {t('start.submit')}
        </Button>
      </div>
    </form>
  );
}
