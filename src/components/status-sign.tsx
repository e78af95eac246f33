import {
  IconCheck,
  IconChecks,
  IconCircleFilled,
  IconClock,
  type IconProps,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppointmentStatus } from '../lib/appointments/schema.ts';
import classes from './status-sign.module.css';

const signs: Record<AppointmentStatus, ComponentType<IconProps>> = {
  requested: IconClock,
  confirmed: IconCheck,
  in_progress: IconCircleFilled,
  completed: IconChecks,
  cancelled: IconX,
  no_show: IconUserOff,
};

/** The sign alone; whoever uses it puts the word beside it. */
export function StatusIcon({ status, size = 14 }: { status: AppointmentStatus; size?: number }) {
  const Sign = signs[status];
  return <Sign size={size} stroke={2.2} aria-hidden="true" className={classes.icon} data-status={status} />;
}

/** Sign and word on the colour of the status: never the colour alone. */
export function StatusBadge({ status }: { status: AppointmentStatus }) {
  const { t } = useTranslation();
  const prefix = `--cs-status-${status.replaceAll('_', '-')}`;
  return (
    <span
      className={classes.badge}
      style={{ background: `var(${prefix}-background)`, color: `var(${prefix}-text)` }}
      data-status={status}
    >
      <StatusIcon status={status} />
      {t(`status.${status}`)}
    </span>
  );
}
