import { IconAlertCircle, IconMessageReply, IconPencil } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useHasDraft } from '../../../lib/messages/drafts.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';
import type { ThreadWords } from '../use-thread-words.ts';
import classes from './list.module.css';

type Props = {
  conversation: Conversation;
  viewer: Viewer;
  words: ThreadWords;
  href: string;
  opened: boolean;
  /** Something in it could not be sent. */
  unsent: boolean;
  onOpen: () => void;
};

/** Who, when, what was said last, and whether something is to be done. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { conversation, viewer, words, href, opened, unsent, onOpen } = props;
  const { t } = useTranslation('messages');
  const draft = useHasDraft(viewer.profileId, conversation.conversation_id);
  const { unread_count: unread, awaits_me: waits, last_message_at: at } = conversation;
  const preview = words.preview(conversation);
  // The front desk sees everybody's threads; whoever sees only their own knows with whom they are.
  const about = [
    ...(viewer.isDesk && conversation.viewer_side === 'practice' ? [words.practiceSide(conversation)] : []),
    ...(conversation.subject ? [conversation.subject] : []),
  ];
  return (
    <li>
      <Link
        href={href}
        className={classes.row}
        data-thread-id={conversation.conversation_id}
        data-unread={unread > 0 || undefined}
        aria-current={opened ? 'true' : undefined}
        onClick={onOpen}
      >
        <span className={classes.top}>
          <span className={classes.name}>
            <bdi className={classes.clip}>{words.title(conversation)}</bdi>
          </span>{' '}
          {at ? (
            <time className={classes.time} dateTime={at}>
              {words.rowTime(at)}
            </time>
          ) : null}
        </span>{' '}
        {about.length > 0 ? (
          <span className={classes.about}>
            <bdi className={classes.clip}>{about.join(' · ')}</bdi>
          </span>
        ) : null}{' '}
        <span className={classes.bottom}>
          <span className={classes.preview}>
            {preview.lead ? <span className={classes.lead}>{preview.lead}</span> : null}{' '}
            <bdi className={classes.clip}>{preview.text}</bdi>
          </span>{' '}
          {unread > 0 ? (
            <>
              <span className={classes.unread} aria-hidden="true">
                {unread > 99 ? '99+' : unread}
              </span>
              <span className="visually-hidden">{unread > 99 ? t('unreadMany') : t('unread', { count: unread })}</span>
            </>
          ) : null}
        </span>{' '}
        {waits || draft || unsent ? (
          <span className={classes.signs}>
            {waits ? (
              <span className={classes.waits}>
                <IconMessageReply size={14} aria-hidden="true" />
                {t('waitsForYou')}
              </span>
            ) : null}{' '}
            {unsent ? (
              <span className={classes.unsent}>
                <IconAlertCircle size={14} aria-hidden="true" />
                {t('composer.notSent')}
              </span>
            ) : null}{' '}
            {draft ? (
              <span className={classes.draft}>
                <IconPencil size={14} aria-hidden="true" />
                {t('draft')}
              </span>
            ) : null}
          </span>
        ) : null}
      </Link>
    </li>
  );
});
