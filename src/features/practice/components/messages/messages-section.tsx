import { useTranslation } from 'react-i18next';
import type { SectionProps } from '../practice-page.tsx';
import { SectionHead } from '../section-head.tsx';
import { Health } from './health.tsx';
import { Reminders } from './reminders.tsx';
import { Templates } from './templates.tsx';

/** What goes out by itself: which reminders, what they look like, and whether they arrive. */
export function MessagesSection({ practice, open, onOpen }: SectionProps) {
  const { t } = useTranslation('practice');
  return (
    <>
      <SectionHead
        title={t('section.messages')}
        intro={t('messages.intro')}
        action={{ label: t('messages.rules.add'), run: () => onOpen('new') }}
      />
      <Health practice={practice} />
      <Reminders practiceId={practice.practice_id} open={open} onOpen={onOpen} />
      <Templates practiceId={practice.practice_id} />
    </>
  );
}
