import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsPhone } from '../../../lib/media.ts';
import { useNow } from '../../../lib/now.ts';
import type { Viewer } from '../../../lib/viewer/schema.ts';
import type { Conversation } from '../schema.ts';
import { type ThreadWords, useThreadWords } from '../use-thread-words.ts';
import classes from './thread.module.css';

type Props = {
  conversation: Conversation | undefined;
  viewer: Viewer;
  zone: string;
  takeFocus: boolean;
  onBack: () => void;
};

/** Who the thread is with, and where. On a phone it is the heading of the page and has the way back. */
export function ThreadHead({ conversation, viewer, zone, takeFocus, onBack }: Props) {
  const { t } = useTranslation('messages');
  const phone = useIsPhone();
  const words = useThreadWords(zone, useNow(60_000));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus && phone) heading.current?.focus({ preventScroll: true });
  }, [takeFocus, phone]);
  const Heading = phone ? 'h1' : 'h2';
  return (
    <header className={classes.head}>
      {phone ? (
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('thread.back')} onClick={onBack}>
          <IconArrowLeft size={22} aria-hidden="true" className="cs-flip-rtl" />
        </ActionIcon>
      ) : null}
      <div className={classes.who}>
        <Heading id="thread-title" ref={heading} tabIndex={-1} className={classes.title}>
          <bdi className={classes.clip}>{conversation ? words.title(conversation) : t('title')}</bdi>
        </Heading>
        {conversation ? (
          <p className={classes.quiet}>
            <bdi className={classes.clip}>{detail(conversation, viewer, words).join(' · ')}</bdi>
          </p>
        ) : null}
      </div>
    </header>
  );
}

/** For staff who of the practice takes part, unless it is themselves alone; for patients the practice. Then the subject. */
function detail(conversation: Conversation, viewer: Viewer, { title, practiceSide }: ThreadWords): string[] {
  const { clinicians, practice_name, subject, viewer_side } = conversation;
  const own = clinicians.length === 1 && clinicians[0]?.clinician_id === viewer.profileId;
  const where = viewer_side === 'practice' ? practiceSide(conversation) : practice_name;
  const first = viewer_side === 'practice' ? !own : title(conversation) !== practice_name;
  return [...(first ? [where] : []), ...(subject ? [subject] : [])];
}
