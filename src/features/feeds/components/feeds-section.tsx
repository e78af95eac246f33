import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import classes from '../../../components/ui/settings-section.module.css';
import { formatDayTime } from '../../../lib/time.ts';
import { type Feed, feedQueries } from '../queries.ts';
import { NewFeed } from './new-feed.tsx';

const RevokeQuestion = lazy(async () => ({ default: (await import('./revoke-question.tsx')).RevokeQuestion }));

/** Private addresses under which calendar apps read one's own visits. Times in `zone`. */
export function FeedsSection({ zone }: { zone: string }) {
  const { t } = useTranslation('feeds');
  const errorText = useErrorText();
  const feeds = useQuery(feedQueries.inUse());
  const [ending, setEnding] = useState<Feed>();
  return (
    <section className={classes.section} aria-labelledby="feeds-title">
      <h2 id="feeds-title" className={classes.head}>
        {t('title')}
      </h2>
      <p className={classes.hint}>{t('about')}</p>
      {feeds.isError ? (
        <Alert color="red" role="alert">
          {errorText(feeds.error)}
        </Alert>
      ) : null}
      {feeds.data && feeds.data.length > 0 ? (
        <ul className={classes.rows} aria-labelledby="feeds-title">
          {feeds.data.map((feed) => (
            <li key={feed.feed_id} className={classes.row}>
              <span className={classes.what}>
                <bdi>{feed.label ?? t('unnamed')}</bdi>
                <span className={classes.hint}>
                  {feed.last_read_at
                    ? t('lastRead', { when: formatDayTime(feed.last_read_at, zone) })
                    : t('neverRead', { when: formatDayTime(feed.created_at, zone) })}
                </span>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t('revokeNamed', { name: feed.label ?? t('unnamed') })}
                onClick={() => setEnding(feed)}
              >
                {t('revoke')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <NewFeed />
      <Suspense>{ending ? <RevokeQuestion feed={ending} onClose={() => setEnding(undefined)} /> : null}</Suspense>
    </section>
  );
}
