import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import classes from './practice.module.css';

type Props = { title: string; intro: string; action?: { label: string; run: () => void } };

export function SectionHead({ title, intro, action }: Props) {
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>{title}</h1>
      {action ? (
        <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={action.run}>
          {action.label}
        </Button>
      ) : null}
      <p className={classes.intro}>{intro}</p>
    </div>
  );
}
