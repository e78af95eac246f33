import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Alert, Button, NativeSelect, Switch, TextInput, useMantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { type Language, languageNames, languages, toLanguage } from '../../../lib/language.ts';
import { setShortcutsEnabled, useShortcutsEnabled } from '../../../lib/shortcuts.ts';
import { viewerZone, zoneName } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { zoneChoices } from '../../../lib/zones.ts';
import { accountMutations } from '../mutations.ts';
import classes from './account.module.css';
import { MessagePreferences } from './message-preferences.tsx';

type Props = { viewer: Viewer; onLanguage: (language: Language) => void; onSaved: () => void };

export function AccountPage({ viewer, onLanguage, onSaved }: Props) {
  const { t } = useTranslation(['account', 'common']);
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('title')}</h1>
      <PersonForm viewer={viewer} onSaved={onSaved} />
      <MessagePreferences profileId={viewer.profileId} />
      <Display viewer={viewer} onLanguage={onLanguage} onSaved={onSaved} />
    </div>
  );
}

function PersonForm({ viewer, onSaved }: Pick<Props, 'viewer' | 'onSaved'>) {
  const { t } = useTranslation(['account', 'common']);
  const errorText = useErrorText();
  const save = useMutation(accountMutations.save(viewer.profileId));
  const nameField = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(viewer.name);
  const [phone, setPhone] = useState(viewer.phone ?? '');
  const [timezone, setTimezone] = useState(viewer.timezone);
  const [missing, setMissing] = useState(false);
  const here = viewerZone();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') return nameField.current?.focus();
    save.mutate(
      { full_name: name.trim(), phone: phone.trim() || null, timezone },
      {
        onSuccess: () => {
          toast({ message: t('saved') });
          onSaved();
        },
      },
    );
  };

  return (
    <form className={classes.section} onSubmit={submit} noValidate aria-labelledby="account-you">
      <h2 id="account-you" className={classes.head}>
        {t('you')}
      </h2>
      {save.isError ? (
        <Alert color="red" role="alert">
          {errorText(save.error)}
        </Alert>
      ) : null}
      <TextInput
        ref={nameField}
        label={t('name')}
        autoComplete="name"
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing ? t('nameMissing') : null}
      />
      {viewer.email ? (
        <TextInput label={t('email')} description={t('emailHint')} value={viewer.email} readOnly autoComplete="email" />
      ) : null}
      <TextInput
        label={t('phone')}
        type="tel"
        autoComplete="tel"
        value={phone}
        maxLength={40}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('timezone')}
        description={t('timezoneHint')}
        value={timezone}
        onChange={(event) => setTimezone(event.currentTarget.value)}
        data={zoneChoices(timezone)}
      />
      {timezone === here ? null : (
        <Button
          variant="default"
          size="compact-sm"
          classNames={{ root: classes.here, label: classes.hereLabel }}
          onClick={() => setTimezone(here)}
        >
          {t('here', { zone: zoneName(here) })}
        </Button>
      )}
      <Button type="submit" className={classes.start} loading={save.isPending}>
        {t('common:save')}
      </Button>
    </form>
  );
}

const themes = ['auto', 'light', 'dark'] as const;

function Display({ viewer, onLanguage, onSaved }: Props) {
  const { t, i18n } = useTranslation(['account', 'common']);
  const errorText = useErrorText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const shortcuts = useShortcutsEnabled();
  const save = useMutation(accountMutations.save(viewer.profileId));
  return (
    <section className={classes.section} aria-labelledby="account-display">
      <h2 id="account-display" className={classes.head}>
        {t('display')}
      </h2>
      {save.isError ? (
        <Alert color="red" role="alert">
          {errorText(save.error)}
        </Alert>
      ) : null}
      <NativeSelect
        label={t('language')}
        description={t('languageHint')}
        value={toLanguage(i18n.language) ?? 'en'}
        onChange={(event) => {
          const language = toLanguage(event.currentTarget.value) ?? 'en';
          onLanguage(language);
          save.mutate({ locale: language }, { onSuccess: onSaved });
        }}
        data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
      />
      <NativeSelect
        label={t('theme')}
        value={colorScheme}
        onChange={(event) => setColorScheme(themes.find((theme) => theme === event.currentTarget.value) ?? 'auto')}
        data={themes.map((theme) => ({ value: theme, label: t(`themes.${theme}`) }))}
      />
      {viewer.isStaff ? (
        <Switch
          label={t('shortcuts')}
          description={t('shortcutsHint')}
          checked={shortcuts}
          onChange={(event) => setShortcutsEnabled(event.currentTarget.checked)}
        />
      ) : null}
    </section>
  );
}
