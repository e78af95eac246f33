import { Button, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import classes from './bulk.module.css';

type Props = { count: number; onClose: () => void; onCancel: (reason: string) => void };

/** Asks for the reason once, for all of them. */
export function CancelSheet({ count, onClose, onCancel }: Props) {
  const { t } = useTranslation('list');
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <Sheet opened onClose={onClose} title={t('bulk.cancelTitle', { count })}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          const given = reason.trim();
          setMissing(given === '');
          if (given === '') field.current?.focus();
          else onCancel(given);
        }}
      >
        <p className={classes.question}>{t('bulk.cancelQuestion')}</p>
        <Textarea
          ref={field}
          label={t('bulk.reason')}
          rows={3}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing ? t('bulk.reasonMissing') : null}
          data-autofocus
        />
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose}>
            {t('bulk.keep')}
          </Button>
          <Button type="submit" color="red">
            {t('bulk.cancelNow', { count })}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
