import { useTranslation } from 'react-i18next';
import type { AppointmentStatus } from '../lib/appointments/schema.ts';
import signs from './sign.module.css';
import classes from './status-sign.module.css';

type Props = { status: AppointmentStatus; attending?: boolean };

/** The sign alone; whoever uses it puts the word beside it. `attending`: the patient has said that they will come. */
export function StatusIcon({ status, attending = false, size = 14 }: Props & { size?: number }) {
  const pulse = status === 'in_progress' ? ` ${classes.pulse}` : '';
  const style = { inlineSize: size, blockSize: size };
  return (
    <span
      aria-hidden="true"
      className={`${signs.icon}${pulse}`}
      data-status={status}
      data-attending={attending || undefined}
      style={style}
    />
  );
}

/** Sign and word on the colour of the status: never the colour alone. */
export function StatusBadge({ status, attending = false }: Props) {
  const { t } = useTranslation();
  const prefix = `--cs-status-${status.replaceAll('_', '-')}`;
  return (
    <span
      className={classes.badge}
      style={{ background: `var(${prefix}-background)`, color: `var(${prefix}-text)` }}
      data-status={status}
    >
      <StatusIcon status={status} attending={attending} />
      {t(`status.${status}`)}
    </span>
  );
}
