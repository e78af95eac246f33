import { Button } from '@mantine/core';
import classes from './bulk.module.css';

type Props = { text: string; done: number; total: number | undefined; stopLabel: string; onStop: () => void };

/** Something that takes more than a second: how far it is, in words and as a bar, and the way to stop it. */
export function Progress({ text, done, total, stopLabel, onStop }: Props) {
  return (
    <div className={classes.progress}>
      <div
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        {...(total === undefined
          ? {}
          : { 'aria-valuenow': Math.min(done, total), 'aria-valuemax': total, 'aria-valuetext': text })}
        className={classes.track}
      >
        <span
          className={classes.bar}
          style={{ inlineSize: total ? `${Math.min(100, (100 * done) / total)}%` : '30%' }}
        />
      </div>
      <span className={classes.progressText}>{text}</span>
      <Button variant="default" size="compact-md" className={classes.stop} onClick={onStop}>
        {stopLabel}
      </Button>
    </div>
  );
}
