import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../../components/ui/sheet.tsx';
import { Failed } from './failed.tsx';
import classes from './sync.module.css';

type Props = {
  title: string;
  body: string;
  yes: string;
  no?: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onYes: () => void;
  onClose: () => void;
};

/** A question before something that reaches other people. */
export function Confirm({ title, body, yes, no, danger = false, busy, error, onYes, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet opened onClose={onClose} title={title} size={440}>
      <div className={classes.form}>
        <p className={classes.text}>{body}</p>
        <Failed error={error} />
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {no ?? t('cancel')}
          </Button>
          <Button color={danger ? 'red' : 'accent'} loading={busy} onClick={onYes}>
            {yes}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
