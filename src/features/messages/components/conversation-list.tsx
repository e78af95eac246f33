import { Alert, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../../components/search-field.tsx';
import { useErrorText } from '../../../components/ui/error-text.tsx';
import { useNow } from '../../../lib/now.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { MessagesLocation } from '../location.ts';
import { conversationQueries } from '../queries.ts';
import type { Conversation } from '../schema.ts';
import { useUnsentThreads } from '../use-outbox.ts';
import { useSentinel } from '../use-sentinel.ts';
import { useThreadWords } from '../use-thread-words.ts';
import { ConversationRow } from './conversation-row.tsx';
import { FilterButtons } from './filter-buttons.tsx';
import classes from './list.module.css';
import { ListEmpty, ListSkeleton } from './list-states.tsx';

type Props = {
  location: MessagesLocation;
  navigate: (change: Partial<MessagesLocation>, replace?: boolean) => void;
  hrefOf: (threadId: string) => string;
  viewer: Viewer;
  zone: string;
  /** Absent for who may write to nobody. */
  onNew: (() => void) | undefined;
  onOpen: () => void;
};

/** One's threads, the latest first. */
export function ConversationList({ location, navigate, hrefOf, viewer, zone, onNew, onOpen }: Props) {
  const { t } = useTranslation(['messages', 'common']);
  const errorText = useErrorText();
  const words = useThreadWords(zone, useNow(60_000));
  const { filter, search, threadId } = location;
  const pages = useInfiniteQuery(conversationQueries.list(filter, search));
  const rows = useMemo(() => unique(pages.data?.pages ?? []), [pages.data]);
  const unsent = useUnsentThreads();
  const { isPlaceholderData } = pages;
  const { fetchNextPage, hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError } = pages;
  const scroller = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  useSentinel(end, scroller, hasNextPage && !isFetching && !isFetchNextPageError ? more : undefined, rows.length);
  return (
    <>
      <div className={classes.tools}>
        <FilterButtons filter={filter} onChange={(next) => navigate({ filter: next })} />
        {viewer.isStaff ? (
          <SearchField
            label={t('search')}
            placeholder={t('searchHint')}
            value={search}
            onSearch={(text) => navigate({ search: text }, true)}
          />
        ) : null}
      </div>
      <div ref={scroller} className={classes.scroller} aria-busy={isFetching}>
        {pages.isError ? (
          <Alert color="red" role="alert" className={classes.problem}>
            {errorText(pages.error)}{' '}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void (isFetchNextPageError ? fetchNextPage() : pages.refetch())}
            >
              {t('common:retry')}
            </Button>
          </Alert>
        ) : null}
        {pages.isPending || (isPlaceholderData && rows.length === 0) ? <ListSkeleton /> : null}
        {pages.data && !isPlaceholderData && rows.length === 0 ? (
          <ListEmpty
            filter={filter}
            searched={search !== ''}
            staff={viewer.isStaff}
            onNew={onNew}
            onAll={() => navigate({ filter: 'all', search: '' })}
          />
        ) : null}
        {rows.length > 0 ? (
          <ul
            className={classes.rows}
            aria-label={t('conversations')}
            // Those of another filter, until its own have come.
            data-stale={isPlaceholderData || undefined}
          >
            {rows.map((conversation) => (
              <ConversationRow
                key={conversation.conversation_id}
                conversation={conversation}
                viewer={viewer}
                words={words}
                href={hrefOf(conversation.conversation_id)}
                opened={conversation.conversation_id === threadId}
                unsent={unsent.has(conversation.conversation_id)}
                onOpen={onOpen}
              />
            ))}
          </ul>
        ) : null}
        {hasNextPage ? (
          <div ref={end} className={classes.more}>
            <Button variant="subtle" loading={isFetchingNextPage} onClick={more}>
              {t('more')}
            </Button>
          </div>
        ) : null}
      </div>
    </>
  );
}

/** Pages overlap by what has moved up meanwhile, and by threads without messages. */
function unique(pages: readonly (readonly Conversation[])[]): Conversation[] {
  const seen = new Map<string, Conversation>();
  for (const row of pages.flat()) if (!seen.has(row.conversation_id)) seen.set(row.conversation_id, row);
  return [...seen.values()];
}
