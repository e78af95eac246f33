import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { signInMutations } from '../mutations.ts';
import { looksLikeEmail } from '../schema.ts';
import classes from './sign-in.module.css';

type Props = { email: string; onEmail: (email: string) => void };
type Missing = { email?: boolean; password?: boolean };

export function PasswordForm({ email, onEmail }: Props) {
  const { t } = useTranslation('sign-in');
  const errorText = useErrorText();
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<Missing>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    ...signInMutations.password(),
    // The button that had the focus was disabled meanwhile: put it where the next try begins.
    onError: () => {
      passwordField.current?.focus();
      passwordField.current?.select();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: Missing = { email: !looksLikeEmail(email), password: password === '' };
    setMissing(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else signIn.mutate({ email: email.trim(), password });
  };

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {signIn.isError ? (
        <Alert color="red" role="alert">
          {errorText(signIn.error)}
        </Alert>
      ) : null}
      <TextInput
        ref={emailField}
        label={t('email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => onEmail(event.currentTarget.value)}
        error={missing.email ? t('emailMissing') : null}
        required
        withAsterisk={false}
      />
      <TextInput
        ref={passwordField}
        label={t('password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing.password ? t('passwordMissing') : null}
        required
        withAsterisk={false}
      />
      <Button type="submit" fullWidth loading={signIn.isPending}>
        {t('signIn')}
      </Button>
    </form>
  );
}
