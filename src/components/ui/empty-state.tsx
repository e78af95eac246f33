import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

type Props = { icon?: ReactNode; title: string; body?: ReactNode; action?: ReactNode };

/** Nothing to show, and what to do about it. */
export function EmptyState({ icon, title, body, action }: Props) {
  return (
    <div className={classes.empty}>
      {icon ? (
        <span className={classes.icon} aria-hidden="true">
          {icon}
        </span>
      ) : null}
      <p className={classes.title}>{title}</p>
      {body ? <p className={classes.body}>{body}</p> : null}
      {action}
    </div>
  );
}
