import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCloudOff,
  IconHourglass,
  IconPlayerPause,
  IconPower,
  IconRefresh,
  IconUserExclamation,
} from '@tabler/icons-react';
import type { Health } from '../health.ts';
import classes from './sync.module.css';

const looks: Record<Health['kind'], { Icon: typeof IconRefresh; tone: 'good' | 'quiet' | 'busy' | 'warn' | 'bad' }> = {
  inStep: { Icon: IconCircleCheck, tone: 'good' },
  waiting: { Icon: IconHourglass, tone: 'quiet' },
  running: { Icon: IconRefresh, tone: 'busy' },
  reauth: { Icon: IconUserExclamation, tone: 'bad' },
  paused: { Icon: IconPlayerPause, tone: 'warn' },
  off: { Icon: IconPower, tone: 'quiet' },
  late: { Icon: IconAlertTriangle, tone: 'warn' },
  stuck: { Icon: IconAlertTriangle, tone: 'bad' },
  failing: { Icon: IconCloudOff, tone: 'warn' },
};

/** A sign, a colour and words: each says the same. */
export function HealthLine({ kind, line }: { kind: Health['kind']; line: string }) {
  const { Icon, tone } = looks[kind];
  return (
    <p className={classes.health} data-tone={tone}>
      <Icon size={18} aria-hidden="true" />
      <span>{line}</span>
    </p>
  );
}
