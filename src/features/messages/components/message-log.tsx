import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation, Message } from '../schema.ts';
import { byDay, lastRead } from '../thread.ts';
import type { Outbox } from '../use-outbox.ts';
import { useSentinel } from '../use-sentinel.ts';
import type { ThreadWords } from '../use-thread-words.ts';
import { MessageItem } from './message-item.tsx';
import { OutgoingItem } from './outgoing-item.tsx';
import classes from './thread.module.css';

/** Older messages that have not been loaded. `load` answers whether those were the last. */
export type Earlier = { busy: boolean; failed: boolean; load: () => Promise<boolean> };

type Props = {
  scroller: RefObject<HTMLDivElement | null>;
  conversation: Conversation;
  messages: readonly Message[];
  /** The line "New" stands above it. */
  firstNew: string | undefined;
  outbox: Outbox;
  viewer: Viewer;
  zone: string;
  words: ThreadWords;
  earlier: Earlier | undefined;
  /** Leads to what arrived out of sight. */
  onEnd: (() => void) | undefined;
  onOpenVisit: (appointmentId: string) => void;
};

/** Everything said in a thread, day by day. What arrives is announced by its sender's name, so the log itself is silent. */
export function MessageLog(props: Props) {
  const { scroller, conversation, messages, firstNew, outbox, viewer, zone, words, earlier, onEnd } = props;
  const { t } = useTranslation('messages');
  const more = useRef<HTMLDivElement>(null);
  const load = earlier && !earlier.busy ? earlier.load : undefined;
  useSentinel(more, scroller, load && !earlier?.failed ? () => void load() : undefined, messages.length);
  const read = lastRead(messages, conversation.viewer_side, conversation.read_by_other_at);
  const toLog = () => scroller.current?.focus({ preventScroll: true });
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.log}
        role="log"
        aria-live="off"
        aria-label={t('thread.log', { name: words.title(conversation) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
        tabIndex={0}
      >
        <div className={classes.content}>
          {earlier ? (
            <div ref={more} className={classes.earlier}>
              <Button
                variant="subtle"
                size="compact-md"
                loading={earlier.busy}
                onClick={() =>
                  void earlier.load().then((last) => {
                    // The button goes with the last of them.
                    if (last) toLog();
                  })
                }
              >
                {t('thread.earlier')}
              </Button>
            </div>
          ) : messages.length > 0 ? (
            <p className={classes.beginning}>{t('thread.beginning')}</p>
          ) : null}
          {messages.length === 0 && outbox.outgoing.length === 0 ? (
            <EmptyState title={t('thread.nothing')} body={t('thread.nothingBody')} />
          ) : null}
          {byDay(messages, zone).map(({ key, date, placed }) => (
            <Fragment key={key}>
              <h3 className={classes.day}>{words.day(date)}</h3>
              <ol className={classes.messages}>
                {placed.map(({ message, named }) => (
                  <Fragment key={message.message_id}>
                    {message.message_id === firstNew ? (
                      <li className={classes.newLine}>
                        <span>{t('thread.new')}</span>
                      </li>
                    ) : null}
                    <MessageItem
                      message={message}
                      named={named}
                      read={message.message_id === read}
                      conversation={conversation}
                      viewer={viewer}
                      zone={zone}
                      words={words}
                      onOpenVisit={props.onOpenVisit}
                    />
                  </Fragment>
                ))}
              </ol>
            </Fragment>
          ))}
          {outbox.outgoing.length > 0 ? (
            <ol className={classes.messages}>
              {outbox.outgoing.map((one) => (
                <OutgoingItem
                  key={one.messageId}
                  outgoing={one}
                  zone={zone}
                  onAgain={() => outbox.again(one)}
                  onDiscard={() => {
                    outbox.discard(one);
                    toLog();
                  }}
                />
              ))}
            </ol>
          ) : null}
        </div>
      </div>
      {onEnd ? (
        <Button
          className={classes.toEnd}
          radius="xl"
          leftSection={<IconArrowDown size={16} aria-hidden="true" />}
          onClick={() => {
            onEnd();
            toLog();
          }}
        >
          {t('thread.newMessages')}
        </Button>
      ) : null}
    </div>
  );
}
