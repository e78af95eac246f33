import { IconChecks } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayTime, formatTime } from '../../../lib/time.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { OfferCard } from '../offers/offer-card.tsx';
import type { Conversation, Message } from '../schema.ts';
import type { ThreadWords } from '../use-thread-words.ts';
import classes from './thread.module.css';

type Props = {
  message: Message;
  /** The first in a row of its sender: with the name. */
  named: boolean;
  /** The last one that the other side has read. */
  read: boolean;
  conversation: Conversation;
  viewer: Viewer;
  zone: string;
  words: ThreadWords;
  onOpenVisit: (appointmentId: string) => void;
};

/** Words, a card, or what the database says by itself. One's own side stands at the end of the line. */
export const MessageItem = memo(function MessageItem(props: Props) {
  const { message, conversation, viewer, zone, words } = props;
  if (message.kind === 'system') {
    return (
      <li className={classes.system} data-message-id={message.message_id}>
        <span title={formatDayTime(message.created_at, zone)}>{words.system(message, conversation)}</span>
      </li>
    );
  }
  const mine = message.sender_id === viewer.profileId;
  const body = (
    <>
      <Sender name={words.sender(message)} mine={mine} shown={props.named} />
      {message.offer ? (
        <div className={classes.card}>
          <OfferCard
            offer={message.offer}
            conversation={conversation}
            viewer={viewer}
            zone={zone}
            onOpenVisit={props.onOpenVisit}
          />
          <Time instant={message.created_at} zone={zone} />
        </div>
      ) : (
        <div className={classes.bubble} data-mine={mine || undefined}>
          <p className={classes.body}>{message.body}</p>
          <Time instant={message.created_at} zone={zone} />
        </div>
      )}
      {props.read ? <ReadSign /> : null}
    </>
  );
  return (
    <Line id={message.message_id} own={message.sender_side === conversation.viewer_side} first={props.named}>
      {body}
    </Line>
  );
});

type LineProps = { id: string; own: boolean; first: boolean; children: ReactNode };

function Line({ id, own, first, children }: LineProps) {
  return (
    <li className={classes.message} data-message-id={id} data-own={own || undefined} data-first={first || undefined}>
      {children}
    </li>
  );
}

/** One's own name is not news to the eye, but a listener has no sides of the page. */
function Sender({ name, mine, shown }: { name: string; mine: boolean; shown: boolean }) {
  const { t } = useTranslation('messages');
  if (mine) return <span className="visually-hidden">{t('thread.you')}</span>;
  return <bdi className={shown ? classes.sender : 'visually-hidden'}>{name}</bdi>;
}

export function Time({ instant, zone }: { instant: string; zone: string }) {
  return (
    <time className={classes.time} dateTime={instant} title={formatDayTime(instant, zone)}>
      {formatTime(instant, zone)}
    </time>
  );
}

function ReadSign() {
  const { t } = useTranslation('messages');
  return (
    <span className={classes.state}>
      <IconChecks size={14} aria-hidden="true" />
      {t('thread.read')}
    </span>
  );
}
