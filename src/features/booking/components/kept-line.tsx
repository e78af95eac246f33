import { IconClock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import type { Hold } from '../../../lib/holds/use-hold.ts';
import { dayOf, formatDayTime, formatTime, sameClock, today, viewerZone } from '../../../lib/time.ts';
import classes from './booking.module.css';

/**
 * Until when the chosen time is kept. Its place is there as soon as a time is chosen, so that nothing jumps when the
 * answer comes. Spoken once, not at every renewal: so it is no live region of its own.
 */
export function KeptLine({ hold, zone }: { hold: Hold; zone: string }) {
  const { t } = useTranslation('booking');
  const said = useRef<Hold['state']>('none');
  const text =
    hold.state === 'kept'
      ? t(sameClock(zone, viewerZone()) ? 'hold.kept' : 'hold.keptYourTime', { time: until(hold.keptUntil) })
      : hold.state === 'ended'
        ? t('hold.ended')
        : undefined;
  useEffect(() => {
    if (said.current === hold.state) return;
    said.current = hold.state;
    if (text) announce(text);
  });
  if (hold.state === 'none') return null;
  return (
    <p className={classes.kept}>
      {text ? (
        <>
          <IconClock size={14} aria-hidden="true" />
          <span>{text}</span>
        </>
      ) : null}
    </p>
  );
}

/** On the clock of the person who is choosing, whatever clock the times of the form are on. */
function until(instant: string): string {
  const zone = viewerZone();
  return dayOf(instant, zone) === today(zone) ? formatTime(instant, zone) : formatDayTime(instant, zone);
}
