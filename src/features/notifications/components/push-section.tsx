import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import classes from '../../../components/ui/settings-section.module.css';
import { formatDayTime } from '../../../lib/time.ts';
import { pushMutations } from '../mutations.ts';
import { browserName, type PushBrowser, thisBrowser } from '../push-browser.ts';
import { noticeQueries } from '../queries.ts';
import type { SubscribedBrowser } from '../schema.ts';

type Props = { profileId: string; zone: string; browser?: PushBrowser };

/** Push messages: on this browser, with what stands in the way; and which other browsers get them. */
export function PushSection({ profileId, zone, browser = thisBrowser }: Props) {
  const { t } = useTranslation('notifications');
  const errorText = useErrorText();
  const browsers = useQuery(noticeQueries.browsers());
  const remembered = browser.remembered(profileId);
  const others = browsers.data?.filter(({ subscription_id }) => subscription_id !== remembered) ?? [];
  return (
    <section className={classes.section} aria-labelledby="push-title">
      <h2 id="push-title" className={classes.head}>
        {t('push.title')}
      </h2>
      <p className={classes.hint}>{t('push.about')}</p>
      {browsers.isError ? (
        <Alert color="red" role="alert">
          {errorText(browsers.error)}
        </Alert>
      ) : null}
      {browsers.data ? <ThisBrowser profileId={profileId} browser={browser} known={browsers.data} /> : null}
      {others.length > 0 ? <OtherBrowsers zone={zone} browsers={others} /> : null}
    </section>
  );
}

function ThisBrowser({
  profileId,
  browser,
  known,
}: {
  profileId: string;
  browser: PushBrowser;
  known: readonly SubscribedBrowser[];
}) {
  const { t } = useTranslation('notifications');
  const errorText = useErrorText();
  const client = useQueryClient();
  const key = useQuery(noticeQueries.pushKey());
  const [permission, setPermission] = useState(browser.permission);
  const subscribed = useQuery({
    queryKey: ['push', 'this-browser', known.length],
    queryFn: () => browser.isSubscribed(),
    enabled: permission === 'granted',
    gcTime: 0,
  });
  const turnOn = useMutation({
    ...pushMutations.turnOn(client, browser, profileId),
    onSuccess: () => {
      setPermission(browser.permission());
      void client.invalidateQueries({ queryKey: ['push', 'this-browser'] });
    },
  });
  const turnOff = useMutation(pushMutations.turnOff(client, browser));
  const mine = known.find(({ subscription_id }) => subscription_id === browser.remembered(profileId));
  const isOn = permission === 'granted' && mine !== undefined && subscribed.data === true;
  const failure = turnOn.error ?? turnOff.error ?? key.error;

  if (permission === 'unsupported') return <p className={classes.state}>{t('push.unsupported')}</p>;
  if (permission === 'denied') return <p className={classes.state}>{t('push.denied')}</p>;
  if (key.data === null) return <p className={classes.state}>{t('push.notSetUp')}</p>;
  return (
    <>
      <p role="status" className={classes.state}>
        {isOn ? t('push.on') : t(permission === 'granted' ? 'push.off' : 'push.default')}
      </p>
      {failure ? (
        <Alert color="red" role="alert">
          {turnOn.error ? t('push.failed') : errorText(failure)}
        </Alert>
      ) : null}
      {isOn ? (
        <Button
          variant="default"
          className={classes.start}
          loading={turnOff.isPending}
          onClick={() => turnOff.mutate(mine.subscription_id)}
        >
          {t('push.turnOff')}
        </Button>
      ) : (
        <Button
          className={classes.start}
          disabled={!key.data}
          loading={turnOn.isPending}
          onClick={() => {
            if (key.data) turnOn.mutate(key.data);
          }}
        >
          {t('push.turnOn')}
        </Button>
      )}
    </>
  );
}

function OtherBrowsers({ zone, browsers }: { zone: string; browsers: readonly SubscribedBrowser[] }) {
  const { t } = useTranslation('notifications');
  const errorText = useErrorText();
  const client = useQueryClient();
  const remove = useMutation(pushMutations.remove(client));
  return (
    <>
      <h3 className={classes.subhead} id="push-others">
        {t('push.others')}
      </h3>
      {remove.isError ? (
        <Alert color="red" role="alert">
          {errorText(remove.error)}
        </Alert>
      ) : null}
      <ul className={classes.rows} aria-labelledby="push-others">
        {browsers.map(({ subscription_id, user_agent, created_at }) => {
          const name = browserName(user_agent) ?? t('push.unknownBrowser');
          return (
            <li key={subscription_id} className={classes.row}>
              <span className={classes.what}>
                {name}
                <span className={classes.hint}>{t('push.since', { when: formatDayTime(created_at, zone) })}</span>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('push.removeNamed', { name })}
                loading={remove.isPending && remove.variables === subscription_id}
                onClick={() => remove.mutate(subscription_id)}
              >
                {t('push.remove')}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
