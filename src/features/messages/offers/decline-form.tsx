import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './offer-card.module.css';

type Props = { busy: boolean; onDecline: (note: string) => void; onBack: () => void };

/** Saying no, with a reason for whoever wants to give one. Stands inside the form of the card. */
export function DeclineForm({ busy, onDecline, onBack }: Props) {
  const { t } = useTranslation(['offers', 'common']);
  const [note, setNote] = useState('');
  return (
    <div className={classes.question}>
      <Textarea
        label={t('declineReason')}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autoFocus
      />
      <div className={classes.actions}>
        <Button color="red" loading={busy} onClick={() => onDecline(note)}>
          {t('decline')}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
      </div>
    </div>
  );
}
