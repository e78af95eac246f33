import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './warning.module.css';

/** Something to know before going on; nothing is refused. In the colours of what waits for an answer. */
export function Warning({ children }: { children: ReactNode }) {
  return (
    <Alert
      color="yellow"
      role="status"
      className={classes.warning}
      icon={<IconAlertTriangle size={18} aria-hidden="true" />}
    >
      {children}
    </Alert>
  );
}
