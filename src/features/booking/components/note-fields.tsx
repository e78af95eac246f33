import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BookingForm } from '../use-booking-form.ts';
import classes from './booking.module.css';

/** Why the visit takes place, and what the patient should do before it. */
export function NoteFields({ form, isSelf }: { form: BookingForm; isSelf: boolean }) {
  const { t } = useTranslation('booking');
  const { values, change } = form;
  return (
    <>
      <Textarea
        label={isSelf ? t('ownNote') : t('reason')}
        description={isSelf ? t('ownNoteHint') : t('reasonHint')}
        autosize={false}
        rows={2}
        maxLength={2000}
        value={values.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      {isSelf ? (
        <Preparation text={values.preparation} />
      ) : (
        <Textarea
          label={t('preparation')}
          description={t('preparationHint')}
          autosize={false}
          rows={3}
          maxLength={4000}
          value={values.preparation}
          onChange={(event) => change({ preparation: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Preparation({ text }: { text: string }) {
  const { t } = useTranslation('booking');
  if (!text) return null;
  return (
    <div>
      <p className={classes.label}>{t('preparation')}</p>
      <p className={classes.prose}>{text}</p>
    </div>
  );
}
