import { Alert, Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { announce } from '../../../lib/announce.ts';
import { noteMutations } from '../mutations.ts';
import { noteQueries } from '../queries.ts';
import classes from './appointment.module.css';

/** Opened on purpose: reading is audited. Only the clinician of the visit ever sees them. */
export function ClinicianNotes({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const notes = useQuery({ ...noteQueries.ofVisit(appointmentId), enabled: open });
  if (!open) {
    return (
      <Button variant="default" className={classes.start} onClick={() => setOpen(true)}>
        {t('notes.open')}
      </Button>
    );
  }
  if (notes.isError) {
    return (
      <Alert color="red" role="alert">
        {errorText(notes.error)}
      </Alert>
    );
  }
  return notes.data === undefined ? (
    <p className={classes.quiet}>{t('common:loading')}</p>
  ) : (
    <NotesForm appointmentId={appointmentId} saved={notes.data} />
  );
}

function NotesForm({ appointmentId, saved }: { appointmentId: string; saved: string }) {
  const { t } = useTranslation(['appointment', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const [text, setText] = useState(saved);
  const save = useMutation({ ...noteMutations.save(client) });
  return (
    <form
      className={classes.notes}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ appointmentId, notes: text }, { onSuccess: () => announce(t('notes.saved')) });
      }}
    >
      <Textarea
        label={t('notes.label')}
        description={t('notes.hint')}
        rows={5}
        maxLength={50_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={save.isError ? errorText(save.error) : null}
        data-autofocus
      />
      <Button
        type="submit"
        variant="default"
        className={classes.start}
        loading={save.isPending}
        disabled={text === saved}
      >
        {text === saved && save.isSuccess ? t('notes.saved') : t('common:save')}
      </Button>
    </form>
  );
}
