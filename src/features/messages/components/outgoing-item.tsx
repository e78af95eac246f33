import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import type { Outgoing } from '../use-outbox.ts';
import { Time } from './message-item.tsx';
import classes from './thread.module.css';

type Props = { outgoing: Outgoing; zone: string; onAgain: () => void; onDiscard: () => void };

/** A message of one's own that the thread does not have yet. What could not be sent keeps its words until one decides. */
export function OutgoingItem({ outgoing, zone, onAgain, onDiscard }: Props) {
  const { t } = useTranslation(['messages', 'common']);
  const errorText = useErrorText();
  const failed = outgoing.state === 'failed';
  return (
    <li className={classes.message} data-own data-first data-message-id={outgoing.messageId}>
      <span className="visually-hidden">{t('thread.you')}</span>
      <div className={classes.bubble} data-mine data-failed={failed || undefined}>
        <p className={classes.body}>{outgoing.body}</p>
        {failed ? null : <Time instant={new Date(outgoing.at).toISOString()} zone={zone} />}
      </div>
      {outgoing.state === 'sending' ? <span className={classes.state}>{t('composer.sending')}</span> : null}
      {failed ? (
        <div className={classes.failure}>
          <span className={classes.failed}>
            <IconAlertCircle size={14} aria-hidden="true" />
            {t('composer.notSent')}. {errorText(outgoing.error)}
          </span>
          <span className={classes.choices}>
            <Button size="compact-sm" variant="default" onClick={onAgain}>
              {t('composer.again')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="red" onClick={onDiscard}>
              {t('composer.discard')}
            </Button>
          </span>
        </div>
      ) : null}
    </li>
  );
}
