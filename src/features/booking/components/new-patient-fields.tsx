import { Button, TextInput } from '@mantine/core';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldName, NewPatient } from '../schema.ts';
import classes from './booking.module.css';

type Props = {
  value: NewPatient;
  onChange: (patient: NewPatient) => void;
  onBack: () => void;
  wrong: readonly FieldName[];
  nameRef: Ref<HTMLInputElement>;
  emailRef: Ref<HTMLInputElement>;
};

/** Somebody on the phone whom the practice does not know yet: a name is enough. */
export function NewPatientFields({ value, onChange, onBack, wrong, nameRef, emailRef }: Props) {
  const { t } = useTranslation('booking');
  return (
    <fieldset className={classes.newPatient}>
      <legend>{t('newPatient')}</legend>
      <TextInput
        ref={nameRef}
        label={t('fullName')}
        value={value.fullName}
        onChange={(event) => onChange({ ...value, fullName: event.currentTarget.value })}
        error={wrong.includes('newName') ? t('errors.newName') : null}
        maxLength={200}
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label={t('phone')}
        type="tel"
        value={value.phone}
        onChange={(event) => onChange({ ...value, phone: event.currentTarget.value })}
        maxLength={40}
        autoComplete="off"
      />
      <TextInput
        ref={emailRef}
        label={t('email')}
        type="email"
        value={value.email}
        onChange={(event) => onChange({ ...value, email: event.currentTarget.value })}
        error={wrong.includes('newEmail') ? t('errors.newEmail') : null}
        maxLength={320}
        autoComplete="off"
      />
      <Button variant="subtle" size="compact-sm" onClick={onBack}>
        {t('knownPatient')}
      </Button>
    </fieldset>
  );
}
