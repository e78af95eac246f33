import { Button } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CallFacts, videoCall } from '../lib/appointments/video-call.ts';
import { useNow } from '../lib/now.ts';
import { dayOf, formatDay, formatTime, today } from '../lib/time.ts';
import classes from './join-call.module.css';

/** The way into the call while it is open; before that, when it opens. */
export function JoinCall({ visit, zone }: { visit: CallFacts; zone: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const call = videoCall(visit, now);
  if (call.state === 'none') return null;
  if (call.state === 'missing') return <p className={classes.quiet}>{t('call.noLink')}</p>;
  if (call.state === 'early') {
    const time = formatTime(call.opensAt, zone);
    const sameDay = dayOf(call.opensAt, zone) === today(zone, new Date(now));
    return (
      <p className={classes.quiet}>
        {sameDay ? t('call.joinLater', { time }) : t('call.joinLaterDay', { time, day: formatDay(call.opensAt, zone) })}
      </p>
    );
  }
  return (
    <Button
      component="a"
      href={call.link}
      target="_blank"
      rel="noreferrer noopener"
      leftSection={<IconVideo size={16} aria-hidden="true" />}
    >
      {t('call.join')}
    </Button>
  );
}
