import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../../lib/announce.ts';
import { useNow } from '../../../lib/now.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation, Message } from '../schema.ts';
import { firstUnread, isNews, toBeRead } from '../thread.ts';
import { useArrivals } from '../use-arrivals.ts';
import { useOutbox } from '../use-outbox.ts';
import { useReadMark } from '../use-read-mark.ts';
import { useThreadScroll } from '../use-thread-scroll.ts';
import { useThreadWords } from '../use-thread-words.ts';
import { Composer } from './composer.tsx';
import { type Earlier, MessageLog } from './message-log.tsx';

type Props = {
  conversation: Conversation;
  /** Oldest first. */
  messages: readonly Message[];
  viewer: Viewer;
  zone: string;
  takeFocus: boolean;
  earlier: Earlier | undefined;
  onOpenVisit: (appointmentId: string) => void;
};

/** A thread that has been loaded: where one reads in it, how far it counts as read, and what is on its way. */
export function OpenThread({ conversation, messages, viewer, zone, takeFocus, earlier, onOpenVisit }: Props) {
  const { t } = useTranslation('messages');
  const words = useThreadWords(zone, useNow(60_000));
  const latest = messages.at(-1)?.position ?? 0;
  const [opened] = useState({ unread: conversation.unread_count, latest });
  const firstNew = firstUnread(messages, opened, viewer.profileId);
  const scroller = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd } = useThreadScroll(scroller, firstNew);
  const outbox = useOutbox(conversation.conversation_id, viewer.profileId, messages, () =>
    announce(t('composer.notSent')),
  );
  useReadMark(conversation.conversation_id, toBeRead(messages, viewer.profileId), atEnd);
  useArrivals(messages, viewer.profileId, (message) =>
    announce(
      message.kind === 'system'
        ? words.system(message, conversation)
        : t('thread.arrived', { name: words.sender(message) }),
    ),
  );
  // What came after the end was last in sight.
  const [seen, setSeen] = useState(opened.latest);
  if (atEnd && latest > seen) setSeen(latest);
  const unseen = messages.some((message) => message.position > seen && isNews(message, viewer.profileId));
  return (
    <>
      <MessageLog
        scroller={scroller}
        conversation={conversation}
        messages={messages}
        firstNew={firstNew}
        outbox={outbox}
        viewer={viewer}
        zone={zone}
        words={words}
        earlier={earlier}
        onEnd={!atEnd && unseen ? toEnd : undefined}
        onOpenVisit={onOpenVisit}
      />
      <Composer
        conversation={conversation}
        viewer={viewer}
        name={words.title(conversation)}
        takeFocus={takeFocus}
        onSend={(body) => {
          outbox.send(body);
          toEnd();
        }}
      />
    </>
  );
}
