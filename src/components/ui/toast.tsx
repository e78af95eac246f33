import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import classes from './toast.module.css';

type Action = { label: string; run: () => void };

/**
 * Says that something was done, for six seconds; ten where it can be undone or followed, so that there is time to
 * reach the button. Failures do not belong here: they stay beside what failed.
 */
export function toast({ message, undo, action }: { message: string; undo?: () => unknown; action?: Action }) {
  const offered = undo ? { label: i18next.t('common:undo'), run: () => void undo() } : action;
  const id = notifications.show({
    role: 'status',
    withCloseButton: Boolean(offered),
    closeButtonProps: { 'aria-label': i18next.t('common:close') },
    autoClose: offered ? 10_000 : 6_000,
    message: (
      <span className={classes.row}>
        <span className={classes.text}>{message}</span>
        {offered ? (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.action}
            onClick={() => {
              notifications.hide(id);
              offered.run();
            }}
          >
            {offered.label}
          </Button>
        ) : null}
      </span>
    ),
  });
}
