import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../../../lib/errors.ts';
import { formatTimeRange } from '../../../lib/time.ts';
import { type Clash, clashKinds } from '../series.ts';
import { clashQueries } from '../series-queries.ts';
import classes from './booking.module.css';

/** What stands in the way, in words: each kind once, with the time where it tells something. */
export function ClashList({ clashes, zone }: { clashes: readonly Clash[]; zone: string }) {
  const { t } = useTranslation('booking');
  const sorted = clashKinds.flatMap((kind) => clashes.filter((clash) => clash.kind === kind));
  const sentences = sorted.map((clash) =>
    t(`clash.${clash.kind}`, { time: formatTimeRange(clash.start, clash.end, zone) }),
  );
  return (
    <ul className={classes.clashes}>
      {[...new Set(sentences)].map((sentence) => (
        <li key={sentence}>
          <IconAlertTriangle size={14} aria-hidden="true" />
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  );
}

type Props = { asked: TimeRange & { clinicianId: string; patientId: string | undefined }; zone: string };

/** Looks up what a time clashes with, once the person has stopped typing it. */
export function Clashes({ asked, zone }: Props) {
  const { t } = useTranslation('booking');
  const { start, end, clinicianId, patientId } = asked;
  // One text, because a new object at each drawing would never come to rest.
  const [settled] = useDebouncedValue(JSON.stringify({ start, end, clinicianId, patientId }), 300);
  const found = useQuery(clashQueries.at(JSON.parse(settled) as Props['asked']));
  return (
    <div className={classes.wide} role="status">
      {found.data ? (
        <>
          <p className={classes.label}>{t('clash.title')}</p>
          <ClashList
            zone={zone}
            clashes={found.data.length > 0 ? found.data : [{ kind: 'outside_availability', start, end }]}
          />
        </>
      ) : null}
    </div>
  );
}
