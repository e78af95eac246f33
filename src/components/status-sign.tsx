import { useTranslation } from 'react-i18next';
import type { AppointmentStatus } from '../lib/appointments/schema.ts';
import signs from './sign.module.css';
import classes from './status-sign.module.css';

/** The sign alone; whoever uses it puts the word beside it. */
export function StatusIcon({ status, size = 14 }: { status: AppointmentStatus; size?: number }) {
  const pulse = status === 'in_progress' ? ` ${classes.pulse}` : '';
  const style = { inlineSize: size, blockSize: size };
  return <span aria-hidden="true" className={`${signs.icon}${pulse}`} data-status={status} style={style} />;
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
