import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce.ts';
import { unreadQueries } from '../../lib/messages/queries.ts';
import classes from './tabs.module.css';

/** A message that is read as soon as it comes is not worth a word. */
const settleMs = 2_000;

/** In how many threads something is new. Nothing when that is none, or cannot be said. */
export function UnreadBadge() {
  const { t } = useTranslation();
  const { data: count = 0 } = useQuery(unreadQueries.threads());
  const [settled] = useDebouncedValue(count, settleMs);
  const told = useRef<number>(undefined);
  useEffect(() => {
    if (told.current !== undefined && settled > told.current) announce(t('unreadConversations', { count: settled }));
    told.current = settled;
  }, [settled, t]);
  if (count === 0) return null;
  return (
    <>
      {' '}
      <span className={classes.badge} aria-hidden="true">
        {count > 99 ? '99+' : count}
      </span>
      <span className="visually-hidden">{t('unreadConversations', { count })}</span>
    </>
  );
}
