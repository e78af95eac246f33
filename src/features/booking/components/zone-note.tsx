import { useTranslation } from 'react-i18next';
import { sameClock, viewerZone, zoneName } from '../../../lib/time.ts';
import classes from './booking.module.css';

/** Which clock the times are on, where it is not the reader's own. */
export function ZoneNote({ zone, at }: { zone: string; at: string | undefined }) {
  const { t } = useTranslation();
  if (!at || sameClock(zone, viewerZone(), new Date(at))) return null;
  return <p className={classes.note}>{t('timesIn', { zone: zoneName(zone, new Date(at)) })}</p>;
}
