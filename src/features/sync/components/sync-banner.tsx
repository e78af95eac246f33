import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { syncQueries } from '../queries.ts';
import type { Attention } from '../schema.ts';
import classes from './sync-banner.module.css';

/**
 * A calendar that is not in step because of its owner is said wherever they are, in one line. Nothing is drawn for
 * everybody else; not knowing (no network) is no reason to disturb anybody either.
 */
export function SyncBanner() {
  const { t } = useTranslation(['sync-banner', 'common']);
  const attention = useQuery(syncQueries.attention());
  // Calendars of one account wait for the same thing.
  const accounts = attention.data?.filter((one, index, all) => all.findIndex((other) => isSame(other, one)) === index);
  const first = accounts?.[0];
  if (!first) return null;
  const provider = t(`common:providers.${first.provider}`);
  const about = first.account_email
    ? t(first.state, { provider, account: first.account_email })
    : t(`${first.state}Unnamed`, { provider });
  return (
    <section aria-label={t('label')} className={classes.banner}>
      <IconAlertTriangle size={20} aria-hidden="true" className={classes.icon} />
      <span className={classes.text}>{accounts.length > 1 ? t('several', { count: accounts.length }) : about}</span>
      <Button component={Link} href="/sync" variant="default" size="compact-md" className={classes.open}>
        {t('open')}
      </Button>
    </section>
  );
}

const isSame = (a: Attention, b: Attention): boolean =>
  a.provider === b.provider && a.account_email === b.account_email && a.state === b.state;
