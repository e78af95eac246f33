import { Button } from '@mantine/core';
import { IconMessageOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { toAppError } from '../../../lib/errors.ts';
import { useIsPhone } from '../../../lib/media.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import { conversationQueries, listedConversation } from '../queries.ts';
import { inOrder, isCurrent } from '../thread.ts';
import { OpenThread } from './open-thread.tsx';
import classes from './thread.module.css';
import { ThreadHead } from './thread-head.tsx';

type Props = {
  threadId: string;
  viewer: Viewer;
  zone: string;
  /** Whoever has just chosen the thread goes on in it; a page that is only loaded leaves the focus alone. */
  takeFocus: boolean;
  onBack: () => void;
  onOpenVisit: (appointmentId: string) => void;
};

/** One thread: who it is with, what was said, and the field for the next message. */
export function ThreadPane({ threadId, viewer, zone, takeFocus, onBack, onOpenVisit }: Props) {
  const { t } = useTranslation(['messages', 'common']);
  const errorText = useErrorText();
  const phone = useIsPhone();
  const client = useQueryClient();
  const thread = useQuery({
    ...conversationQueries.one(threadId),
    placeholderData: () => listedConversation(client, threadId),
  });
  const pages = useInfiniteQuery(conversationQueries.messages(threadId));
  const messages = useMemo(() => inOrder(pages.data?.pages ?? []), [pages.data]);
  const conversation = thread.data;
  // What was loaded an hour ago would tell wrongly where the unread ones begin.
  const ready =
    conversation !== undefined &&
    pages.data !== undefined &&
    (!pages.isFetching || conversation.unread_count === 0 || isCurrent(messages, conversation));
  const [opened, setOpened] = useState(false);
  if (ready && !opened) setOpened(true);
  const error = thread.error ?? pages.error;
  const gone = error !== null && toAppError(error).code === 'not_found';
  // What is there stays, while a later look fails; unless it is no longer for these eyes.
  const problem = gone || !opened ? error : null;
  const retry = () => {
    if (thread.isError) void thread.refetch();
    if (pages.isError) void pages.refetch();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // A dialog opened from here is drawn elsewhere, though its events arrive.
    const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === 'Escape' && phone && inside && !event.defaultPrevented) onBack();
  };
  return (
    <section className={classes.pane} aria-labelledby="thread-title" onKeyDown={onKeyDown}>
      <ThreadHead conversation={conversation} viewer={viewer} zone={zone} takeFocus={takeFocus} onBack={onBack} />
      {problem ? (
        <div className={classes.middle}>
          <EmptyState
            icon={<IconMessageOff size={32} stroke={1.5} />}
            title={t('thread.gone')}
            body={<span role="alert">{gone ? t('thread.goneBody') : errorText(problem)}</span>}
            action={
              gone ? (
                <Button variant="default" onClick={onBack}>
                  {t('thread.back')}
                </Button>
              ) : (
                <Button onClick={retry}>{t('common:retry')}</Button>
              )
            }
          />
        </div>
      ) : null}
      {!problem && !opened ? <ThreadSkeleton label={t('thread.loading')} /> : null}
      {!problem && opened && conversation ? (
        <OpenThread
          conversation={conversation}
          messages={messages}
          viewer={viewer}
          zone={zone}
          takeFocus={takeFocus && !phone}
          earlier={
            pages.hasNextPage
              ? {
                  busy: pages.isFetchingNextPage,
                  failed: pages.isFetchNextPageError,
                  load: async () => !(await pages.fetchNextPage()).hasNextPage,
                }
              : undefined
          }
          onOpenVisit={onOpenVisit}
        />
      ) : null}
    </section>
  );
}

/** Three answers to and fro: what comes takes their place. */
function ThreadSkeleton({ label }: { label: string }) {
  return (
    <div className={classes.skeleton} role="status">
      <span className="visually-hidden">{label}</span>
      {['start', 'end', 'start'].map((side, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <span key={index} className={classes.bone} data-side={side} />
      ))}
    </div>
  );
}
