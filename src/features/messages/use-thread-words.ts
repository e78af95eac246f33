import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, formatTime } from '../../lib/time.ts';
import { dayName, longDay, momentText, shortDay } from './moments.ts';
import type { Conversation, Message } from './schema.ts';
import { clinicianNames, previewOf, type Saying, systemSaying, type When, withWhom } from './words.ts';

/** Names, previews and days in the reader's language and on their clock. */
export function useThreadWords(zone: string, now: number): ThreadWords {
  const { t } = useTranslation('messages');
  return useMemo(() => threadWords(t, zone, now), [t, zone, now]);
}

function threadWords(t: TFunction<'messages'>, zone: string, now: number) {
  const say = (saying: Saying): string => ('text' in saying ? saying.text : t(saying.key, saying.words));
  const when =
    ({ practice_timezone: practiceZone }: Conversation): When =>
    (start, end) =>
      momentText(start, end, { zone, practiceZone, now });
  return {
    title: (conversation: Conversation): string => withWhom(conversation) || t('noName'),
    /** Who of the practice takes part. */
    practiceSide: (conversation: Conversation): string => clinicianNames(conversation) ?? t('frontDesk'),
    preview: (conversation: Conversation): { lead: string | undefined; text: string } => {
      const { lead, saying } = previewOf(conversation, when(conversation));
      return { lead: lead && t(`preview.${lead}`), text: say(saying) };
    },
    system: ({ payload, body }: Message, conversation: Conversation): string =>
      say(systemSaying(payload, body, when(conversation))),
    sender: (message: Message): string => message.sender_name || t('thread.someone'),
    /** Above the messages of a day. */
    day: (date: string): string => {
      const name = dayName(date, zone, now);
      return typeof name === 'string' ? t(`thread.${name}`) : longDay(date, zone, now);
    },
    /** Beside a thread in the list: today the time, before that the day. */
    rowTime: (instant: string): string => {
      const name = dayName(dayOf(instant, zone), zone, now);
      if (name === 'today') return formatTime(instant, zone);
      return name === 'yesterday' ? t('thread.yesterday') : shortDay(name.date, zone, now);
    },
  };
}
export type ThreadWords = ReturnType<typeof threadWords>;
