import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import type { OpenDialog } from '../location.ts';
import type { Connection, Provider } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import classes from './connect.module.css';
import { Failed } from './failed.tsx';
import { ProviderIcon } from './provider-icon.tsx';
import shared from './sync.module.css';
import { useConnect } from './use-connect.ts';

type Props = {
  connections: readonly Connection[];
  zone: string;
  onOpen: (dialog: OpenDialog) => void;
  onClose: () => void;
  leave: (url: string) => void;
};

/** Where the calendar is: at a provider with a page of its own for signing in, at another server, or in a known account. */
export function ConnectSheet({ connections, zone, onOpen, onClose, leave }: Props) {
  const { t } = useTranslation('sync');
  const { providerName, calendarName } = useSyncNames(zone);
  const { connect, busy, error } = useConnect(leave);
  const accounts = connections.filter(
    (one, index) =>
      one.state !== 'needs_reauth' && connections.findIndex((other) => accountOf(other) === accountOf(one)) === index,
  );
  const choices = [
    { name: 'google', provider: 'google', run: () => connect('google') },
    { name: 'microsoft', provider: 'microsoft', run: () => connect('microsoft') },
    { name: 'icloud', provider: 'apple', run: () => onOpen({ what: 'icloud' }) },
    { name: 'caldav', provider: 'caldav', run: () => onOpen({ what: 'caldav' }) },
  ] as const satisfies readonly { name: string; provider: Provider; run: () => void }[];
  return (
    <Sheet opened onClose={onClose} title={t('connectSheet.title')} size={480}>
      <div className={shared.form}>
        <p className={shared.text}>{t('connectSheet.intro')}</p>
        <Failed error={error} />
        <ul className={classes.choices}>
          {choices.map(({ name, provider, run }) => (
            <li key={name}>
              <button
                type="button"
                className={classes.choice}
                disabled={busy !== undefined}
                aria-busy={busy === name}
                onClick={run}
              >
                <ProviderIcon provider={provider} size={24} />
                <span className={classes.words}>
                  <strong>{t(`connectSheet.${name}`)}</strong>
                  <span className={shared.quiet}>
                    {busy === name
                      ? t('connectSheet.leaving', { provider: providerName(provider) })
                      : t(`connectSheet.${name}Hint`)}
                  </span>
                </span>
                <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
              </button>
            </li>
          ))}
        </ul>
        {accounts.length > 0 ? (
          <section aria-labelledby="sync-accounts">
            <h3 id="sync-accounts" className={classes.heading}>
              {t('connectSheet.accounts')}
            </h3>
            <ul className={classes.choices}>
              {accounts.map((one) => (
                <li key={one.connection_id}>
                  <button
                    type="button"
                    className={classes.choice}
                    disabled={busy !== undefined}
                    onClick={() => onOpen({ what: 'calendars', id: one.connection_id })}
                  >
                    <ProviderIcon provider={one.provider} size={24} />
                    <span className={classes.words}>
                      <strong dir="auto">{one.account_email ?? calendarName(one)}</strong>
                      <span className={shared.quiet}>{providerName(one.provider)}</span>
                    </span>
                    <IconChevronRight size={18} aria-hidden="true" className="cs-flip-rtl" />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Sheet>
  );
}

const accountOf = (connection: Connection): string =>
  `${connection.provider} ${connection.account_email ?? connection.connection_id}`;
