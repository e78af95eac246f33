import '@mantine/core/styles/PasswordInput.layer.css';
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { toast } from '../../../components/ui/toast.tsx';
import { ProblemError } from '../../../lib/functions.ts';
import type { OpenDialog } from '../location.ts';
import { connectMutations } from '../mutations.ts';
import type { Connection } from '../schema.ts';
import { useProblemText, useSyncNames } from '../use-sync-words.ts';
import classes from './sync.module.css';
import { useFirstErrorFocus } from './use-first-error.ts';

type Props = {
  service: 'icloud' | 'caldav';
  /** The connection whose password is asked for again. */
  again: Connection | undefined;
  zone: string;
  onOpen: (dialog: OpenDialog | undefined) => void;
};
type Errors = { server?: string; username?: string; password?: string; form?: string };

const appleAccount = 'https://account.apple.com/account/manage';

/** An account with a password: at Apple one made for this app, elsewhere whatever the server takes. */
export function CalDavSheet({ service, again, zone, onOpen }: Props) {
  const { t } = useTranslation(['sync', 'common']);
  const client = useQueryClient();
  const { calendarName } = useSyncNames(zone);
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const [server, setServer] = useState(again?.server_url ?? '');
  const [username, setUsername] = useState(again?.account_email ?? '');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Errors>({});
  const send = useMutation(connectMutations.caldav(client));
  useFirstErrorFocus(form, errors);
  const onClose = () => onOpen(undefined);
  const apple = service === 'icloud';

  const refuse = (error: unknown) => {
    const problem = error instanceof ProblemError ? error.problem : undefined;
    if (problem === 'invalid_credentials') {
      return setErrors({ password: apple ? t('problem.invalid_credentials_apple') : problemText(error) });
    }
    if (!apple && (problem === 'address_refused' || problem === 'not_caldav')) {
      return setErrors({ server: problemText(error) });
    }
    setErrors({ form: problemText(error) });
    return requestAnimationFrame(() => alert.current?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: Errors = {};
    if (!apple && !isWebAddress(server)) found.server = t('caldav.serverMissing');
    if (!username.trim()) found.username = t('caldav.usernameMissing');
    if (!password) found.password = t('caldav.passwordMissing');
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    send.mutate(
      { serverUrl: apple ? '' : server.trim(), username: username.trim(), password },
      {
        onError: refuse,
        onSuccess: ({ connection_ids: ids, calendars }) => {
          // The others of the account are one press away, while the person is at it.
          const more = !again && calendars.some((calendar) => !calendar.connected);
          onOpen(more && ids[0] ? { what: 'calendars', id: ids[0] } : undefined);
          toast({ message: t('caldav.connected', { count: ids.length }) });
        },
      },
    );
  };
  const heading = apple ? t('caldav.icloudTitle') : t('caldav.title');
  return (
    <Sheet
      opened
      onClose={onClose}
      title={again ? t('caldav.reconnectTitle', { name: calendarName(again) }) : heading}
      size={480}
    >
      <form ref={form} className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.text}>{apple ? t('caldav.icloudIntro') : t('caldav.intro')}</p>
        {apple ? (
          <a href={appleAccount} target="_blank" rel="noreferrer" className={classes.outside}>
            {t('caldav.icloudLink')}
            <IconExternalLink size={16} aria-hidden="true" />
          </a>
        ) : (
          <TextInput
            type="url"
            label={t('caldav.server')}
            description={t('caldav.serverHint')}
            autoComplete="url"
            data-autofocus
            value={server}
            maxLength={2000}
            error={errors.server}
            onChange={(event) => setServer(event.currentTarget.value)}
          />
        )}
        <TextInput
          type={apple ? 'email' : 'text'}
          label={apple ? t('caldav.appleId') : t('caldav.username')}
          description={apple ? t('caldav.appleIdHint') : undefined}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          maxLength={320}
          error={errors.username}
          {...(apple ? { 'data-autofocus': true } : {})}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={apple ? t('caldav.appPassword') : t('caldav.password')}
          description={apple ? t('caldav.appPasswordHint') : undefined}
          // Not the password of this app: the browser is not to offer that one here.
          autoComplete="off"
          value={password}
          maxLength={500}
          error={errors.password}
          // The component marks its frame only.
          aria-invalid={errors.password !== undefined}
          visibilityToggleButtonProps={{ 'aria-label': t('caldav.showPassword') }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <p className={classes.quiet}>{t('caldav.stored')}</p>
        {errors.form ? (
          <Alert ref={alert} color="red" role="alert" tabIndex={-1}>
            {errors.form}
          </Alert>
        ) : null}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {again ? t('mend.reconnect') : t('caldav.submit')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

/** Which addresses may be asked is decided by the server, which also adds the https:// nobody likes to type. */
function isWebAddress(text: string): boolean {
  const typed = text.trim();
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
    return /^https?:$/.test(url.protocol) && url.hostname !== '';
  } catch {
    return false;
  }
}
