import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { signInMutations } from '../mutations.ts';
import { looksLikeCode, looksLikeEmail } from '../schema.ts';
import classes from './sign-in.module.css';

type Props = { email: string; onEmail: (email: string) => void; inbox: boolean };

/** First the address, then the six digits from the mail. */
export function CodeForm({ email, onEmail, inbox }: Props) {
  const { t } = useTranslation('sign-in');
  const errorText = useErrorText();
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<'email' | 'code'>();
  const field = useRef<HTMLInputElement>(null);
  const send = useMutation(signInMutations.sendCode());
  const verify = useMutation({
    ...signInMutations.verifyCode(),
    onError: () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  const sent = send.isSuccess;

  useEffect(() => {
    if (sent) field.current?.focus();
  }, [sent]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    if (!sent) {
      if (looksLikeEmail(address)) send.mutate(address);
    } else if (looksLikeCode(code)) verify.mutate({ email: address, code: code.replaceAll(/\s/g, '') });
    const fault = sent ? (looksLikeCode(code) ? undefined : 'code') : looksLikeEmail(address) ? undefined : 'email';
    setWrong(fault);
    if (fault) field.current?.focus();
  };

  const problem = verify.error ?? send.error;
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      {problem ? (
        <Alert color="red" role="alert">
          {errorText(problem)}
        </Alert>
      ) : null}
      {sent ? (
        <>
          <p className={classes.hint} role="status">
            {t('codeSent', { email: email.trim() })}{' '}
            {inbox ? (
              <a className={classes.inbox} href="/inbox" target="_blank" rel="noreferrer">
                {t('openInbox')}
              </a>
            ) : null}
          </p>
          <TextInput
            ref={field}
            label={t('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={wrong === 'code' ? t('codeMissing') : null}
            required
            withAsterisk={false}
          />
        </>
      ) : (
        <TextInput
          ref={field}
          label={t('email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => onEmail(event.currentTarget.value)}
          error={wrong === 'email' ? t('emailMissing') : null}
          required
          withAsterisk={false}
        />
      )}
      <Button type="submit" fullWidth loading={send.isPending || verify.isPending}>
        {sent ? t('signIn') : t('sendCode')}
      </Button>
      {sent ? (
        <Button
          variant="subtle"
          fullWidth
          onClick={() => {
            send.reset();
            verify.reset();
            setCode('');
          }}
        >
          {t('otherAddress')}
        </Button>
      ) : null}
    </form>
  );
}
