import {
  IconBan,
  IconBeach,
  IconClockEdit,
  IconConfetti,
  IconLock,
  type IconProps,
  IconSchool,
  IconThermometer,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { OverrideType } from '../schema.ts';
import classes from './month.module.css';

const icons: Record<OverrideType | 'closed', ComponentType<IconProps>> = {
  vacation: IconBeach,
  holiday: IconConfetti,
  sick_leave: IconThermometer,
  conference: IconSchool,
  custom_hours: IconClockEdit,
  blocked: IconBan,
  closed: IconLock,
};

type Props = { type: OverrideType | 'closed'; part?: boolean; label?: string };

/** Sign and word together; where a cell is too narrow for the word, the list below says it. */
export function OverrideIcon({ type, part = false, label }: Props) {
  const Icon = icons[type];
  return (
    <span className={classes.sign} data-type={type} data-part={part || undefined}>
      <Icon size={14} aria-hidden="true" />
      {label ? <span className={classes.signText}>{label}</span> : null}
    </span>
  );
}
