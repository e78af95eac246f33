import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { noticeQueries } from '../queries.ts';
import classes from './settings.module.css';

/** Addresses of one's own that get nothing, and how to change that. Nothing where there is none. */
export function BlockedAddresses() {
  const { t } = useTranslation('notifications');
  const { data: blocks = [] } = useQuery(noticeQueries.blocks());
  if (blocks.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby="blocked-title">
      <h2 id="blocked-title" className={classes.head}>
        {t('blocked.title')}
      </h2>
      <ul className={classes.rows} aria-labelledby="blocked-title">
        {blocks.map(({ delivery_method, address, reason }) => (
          <li key={`${delivery_method} ${address}`} className={classes.row}>
            <span className={classes.what}>
              <bdi>{address}</bdi>
              <span className={classes.hint}>{t(delivery_method === 'sms' ? 'blocked.sms' : `blocked.${reason}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
