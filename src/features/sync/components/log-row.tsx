import { IconAlertTriangle, IconArrowNarrowLeft, IconArrowNarrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/time.ts';
import type { LogEntry } from '../schema.ts';
import { useSyncNames } from '../use-sync-words.ts';
import classes from './log.module.css';
import shared from './sync.module.css';

type Props = { entry: LogEntry; calendar: string; zone: string };

/** One entry as a sentence; out is towards the calendar, as the arrow says too. */
export function LogRow({ entry, calendar, zone }: Props) {
  const { t } = useTranslation('sync');
  const { visitName } = useSyncNames(zone);
  const failed = entry.status === 'failed';
  const visit = visitName(entry.visit);
  const Arrow = entry.sync_direction === 'to_external' ? IconArrowNarrowRight : IconArrowNarrowLeft;
  return (
    <li>
      <time className={classes.time} dateTime={entry.synced_at}>
        {formatTime(entry.synced_at, zone)}
      </time>
      <span className={classes.sign} data-tone={failed ? 'bad' : undefined}>
        {failed ? (
          <IconAlertTriangle size={16} aria-hidden="true" />
        ) : (
          <Arrow size={16} aria-hidden="true" className="cs-flip-rtl" />
        )}
      </span>
      <div className={classes.entry}>
        <p className={shared.text}>
          {failed ? <strong className={classes.failed}>{t('log.failed')}: </strong> : null}
          {t(`log.sentence.${entry.action}_${entry.sync_direction}`, { calendar })}
          {visit ? <span className={shared.quiet}> · {visit}</span> : null}
        </p>
        {entry.error_message ? (
          <p className={shared.quiet} dir="auto">
            {entry.error_message}
          </p>
        ) : null}
      </div>
    </li>
  );
}
