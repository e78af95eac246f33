import type { ReactNode } from 'react';
import { useIsPhone } from '../lib/media.ts';
import classes from './beside.module.css';

/** A page with a panel docked at its end, both in use at once. On a phone the panel is a sheet, which takes no room. */
export function Beside({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  const phone = useIsPhone();
  return (
    <div className={classes.row}>
      <div className={classes.page}>{children}</div>
      {panel && !phone ? <div className={classes.panel}>{panel}</div> : panel}
    </div>
  );
}
