import { Button } from '@mantine/core';
import { IconMessage, IconMessagePlus } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useIsPhone } from '../../../lib/media.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { MessagesLocation } from '../location.ts';
import { mayStart } from '../recipients.ts';
import { useUnsent } from '../use-outbox.ts';
import { ConversationList } from './conversation-list.tsx';
import classes from './messages.module.css';
import { ThreadPane } from './thread-pane.tsx';

const NewMessage = lazy(async () => ({ default: (await import('./new-message.tsx')).NewMessage }));

type Props = {
  location: MessagesLocation;
  navigate: (change: Partial<MessagesLocation>, replace?: boolean) => void;
  hrefOf: (threadId: string) => string;
  viewer: Viewer;
  zone: string;
};

/** Threads beside the open one; on a phone one after the other. */
export function MessagesPage({ location, navigate, hrefOf, viewer, zone }: Props) {
  const { t } = useTranslation('messages');
  const phone = useIsPhone();
  const { threadId } = location;
  // Whether somebody has chosen a thread here: then the focus goes along.
  const [chosen, setChosen] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useFocusOnReturn(threadId, phone, title);
  useAskBeforeUnload(useUnsent());
  const close = () => navigate({ threadId: undefined });
  const open = mayStart(viewer) ? () => navigate({ isNew: true }) : undefined;
  return (
    <div className={classes.room} data-open={threadId ? true : undefined}>
      <section className={classes.list} aria-labelledby="messages-title">
        <div className={classes.head}>
          <h1 id="messages-title" ref={title} tabIndex={-1} className={classes.title}>
            {t('title')}
          </h1>
          {open ? (
            <Button
              size="compact-md"
              className={classes.new}
              leftSection={<IconMessagePlus size={18} aria-hidden="true" />}
              onClick={open}
            >
              {t('new')}
            </Button>
          ) : null}
        </div>
        <ConversationList
          location={location}
          navigate={navigate}
          hrefOf={hrefOf}
          viewer={viewer}
          zone={zone}
          onNew={open}
          onOpen={() => setChosen(true)}
        />
      </section>
      {threadId ? (
        <ThreadPane
          key={threadId}
          threadId={threadId}
          viewer={viewer}
          zone={zone}
          takeFocus={chosen}
          onBack={close}
          onOpenVisit={(visitId) => navigate({ visitId })}
        />
      ) : (
        <div className={classes.nothing}>
          <EmptyState
            icon={<IconMessage size={32} stroke={1.5} />}
            title={t('empty.choose')}
            body={t('empty.chooseBody')}
          />
        </div>
      )}
      <Suspense>
        {location.isNew ? (
          <NewMessage
            viewer={viewer}
            onClose={() => navigate({ isNew: false }, true)}
            onStarted={(started) => {
              setChosen(true);
              // The list as a whole: a filter might hide what was just begun.
              navigate({ isNew: false, threadId: started, filter: 'all', search: '' }, true);
            }}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** On a phone the list comes back with the focus where one left it. */
function useFocusOnReturn(
  threadId: string | undefined,
  phone: boolean,
  title: { readonly current: HTMLElement | null },
) {
  const before = useRef(threadId);
  useEffect(() => {
    const left = before.current;
    before.current = threadId;
    if (!phone || threadId || !left) return;
    const row = document.querySelector<HTMLElement>(`[data-thread-id="${CSS.escape(left)}"]`);
    (row ?? title.current)?.focus();
  }, [threadId, phone, title]);
}

/** What is on its way or could not be sent would be gone with the page. */
function useAskBeforeUnload(unsent: boolean) {
  useEffect(() => {
    if (!unsent) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsent]);
}
