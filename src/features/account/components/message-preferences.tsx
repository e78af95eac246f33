import { Alert, Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { accountMutations } from '../mutations.ts';
import { accountQueries, type Preferences } from '../queries.ts';
import classes from './account.module.css';

/** By which ways a person is told, and when not. */
export function MessagePreferences({ profileId }: { profileId: string }) {
  const { t } = useTranslation('account');
  const errorText = useErrorText();
  const preferences = useQuery(accountQueries.preferences(profileId));
  return (
    <section className={classes.section} aria-labelledby="account-messages">
      <h2 id="account-messages" className={classes.head}>
        {t('messages.title')}
      </h2>
      {preferences.isError ? (
        <Alert color="red" role="alert">
          {errorText(preferences.error)}
        </Alert>
      ) : null}
      {preferences.data ? <PreferencesForm profileId={profileId} before={preferences.data} /> : null}
    </section>
  );
}

const switches = ['email_enabled', 'sms_enabled', 'push_enabled', 'in_app_enabled', 'calendar_detail'] as const;

function PreferencesForm({ profileId, before }: { profileId: string; before: Preferences }) {
  const { t } = useTranslation(['account', 'common']);
  const errorText = useErrorText();
  const client = useQueryClient();
  const save = useMutation(accountMutations.savePreferences(profileId));
  const [wanted, setWanted] = useState(before);
  const [halfQuiet, setHalfQuiet] = useState(false);
  const from = useRef<HTMLInputElement>(null);
  const until = useRef<HTMLInputElement>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const half = (wanted.quiet_from === null) !== (wanted.quiet_until === null);
    setHalfQuiet(half);
    if (half) return (wanted.quiet_from === null ? from : until).current?.focus();
    save.mutate(wanted, {
      onSuccess: () => {
        client.setQueryData(accountQueries.preferences(profileId).queryKey, wanted);
        toast({ message: t('saved') });
      },
    });
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-labelledby="account-messages">
      {save.isError ? (
        <Alert color="red" role="alert">
          {errorText(save.error)}
        </Alert>
      ) : null}
      {switches.map((name) => (
        <Switch
          key={name}
          label={t(`messages.${name}`)}
          description={t(`messages.${name}Hint`)}
          checked={wanted[name]}
          onChange={(event) => setWanted({ ...wanted, [name]: event.currentTarget.checked })}
        />
      ))}
      <fieldset className={classes.times}>
        <legend>{t('messages.quiet')}</legend>
        <TextInput
          ref={from}
          type="time"
          label={t('messages.quietFrom')}
          value={wanted.quiet_from?.slice(0, 5) ?? ''}
          onChange={(event) => setWanted({ ...wanted, quiet_from: event.currentTarget.value || null })}
          error={halfQuiet && wanted.quiet_from === null ? t('messages.bothTimes') : null}
        />
        <TextInput
          ref={until}
          type="time"
          label={t('messages.quietUntil')}
          value={wanted.quiet_until?.slice(0, 5) ?? ''}
          onChange={(event) => setWanted({ ...wanted, quiet_until: event.currentTarget.value || null })}
          error={halfQuiet && wanted.quiet_until === null ? t('messages.bothTimes') : null}
        />
      </fieldset>
      <p className={classes.hint}>{t('messages.quietHint')}</p>
      <Button type="submit" className={classes.start} loading={save.isPending}>
        {t('messages.save')}
      </Button>
    </form>
  );
}
