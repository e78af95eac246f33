import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { Splash } from '../../../components/ui/splash.tsx';
import { announce } from '../../../lib/announce.ts';
import { connectMutations } from '../mutations.ts';
import { syncQueries } from '../queries.ts';
import type { Connection } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import classes from './connect.module.css';
import { Failed } from './failed.tsx';
import { NamedButton } from './named-button.tsx';
import shared from './sync.module.css';

type Props = { connection: Connection; zone: string; onClose: () => void };

/** More calendars of an account that is connected already: nobody has to sign in again. */
export function CalendarsSheet({ connection, zone, onClose }: Props) {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const { calendarName } = useSyncNames(zone);
  const calendars = useQuery(syncQueries.calendars(connection.connection_id));
  const add = useMutation(connectMutations.addCalendar(client));
  const account = connection.account_email ?? calendarName(connection);
  return (
    <Sheet opened onClose={onClose} title={t('calendars.title', { name: account })} size={480}>
      <div className={shared.form}>
        <Failed error={calendars.error} retry={() => void calendars.refetch()} />
        <Failed error={add.error} />
        {calendars.isPending ? (
          <>
            <p className={shared.quiet}>{t('calendars.loading')}</p>
            <Splash />
          </>
        ) : null}
        {calendars.data?.length === 0 ? <p className={shared.text}>{t('calendars.none')}</p> : null}
        <ul className={shared.list}>
          {calendars.data?.map((calendar) => {
            const name = calendar.name?.trim() || t('noName');
            return (
              <li key={calendar.id} className={classes.calendar}>
                <span className={classes.words}>
                  <strong dir="auto">{name}</strong>
                  {calendar.is_primary ? <span className={shared.quiet}>{t('calendars.main')}</span> : null}
                  {calendar.can_write ? null : <span className={shared.quiet}>{t('calendars.readOnly')}</span>}
                </span>
                {calendar.connected ? (
                  <span className={classes.connected}>
                    <IconCheck size={16} aria-hidden="true" />
                    {t('calendars.connected')}
                  </span>
                ) : (
                  <NamedButton
                    label={t('calendars.add')}
                    about={name}
                    loading={add.isPending && add.variables.calendar.id === calendar.id}
                    onClick={() =>
                      add.mutate(
                        { connectionId: connection.connection_id, calendar },
                        { onSuccess: () => announce(t('calendars.added', { name })) },
                      )
                    }
                  />
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </Sheet>
  );
}
