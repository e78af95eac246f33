import { dayOf } from '../../lib/time.ts';
import type { Conversation, Message, Side } from './schema.ts';

/** How the messages of a thread stand on the page. Messages come page by page, the latest first. */

/** Oldest first, each once: while pages are fetched again, one may come twice; the later answer counts. */
export function inOrder(pages: readonly (readonly Message[])[]): Message[] {
  const byId = new Map(pages.flat().map((message) => [message.message_id, message]));
  return [...byId.values()].sort((a, b) => a.position - b.position);
}

/** A message, and whether its sender is named: the first in a row of theirs. */
export type Placed = { message: Message; named: boolean };
export type Day = { key: string; date: string; placed: Placed[] };

const sameSender = (a: Message | undefined, b: Message): boolean =>
  a !== undefined && a.kind !== 'system' && a.sender_id === b.sender_id && a.sender_side === b.sender_side;

export function byDay(messages: readonly Message[], zone: string): Day[] {
  const days: Day[] = [];
  let before: Message | undefined;
  for (const message of messages) {
    const date = dayOf(message.created_at, zone);
    let day = days.at(-1);
    if (day?.date !== date) {
      // Messages stand in the order in which they were written down; should a clock have gone back, a day comes twice.
      const times = days.filter((one) => one.date === date).length;
      day = { key: `${date}/${times}`, date, placed: [] };
      days.push(day);
      before = undefined;
    }
    day.placed.push({ message, named: message.kind !== 'system' && !sameSender(before, message) });
    before = message;
  }
  return days;
}

/** News is what others wrote or did: the same as the database counts. */
export const isNews = (message: Message, readerId: string): boolean =>
  message.sender_id !== readerId && message.payload.by !== readerId;

/** How a thread was when it was opened: so many unread, this one the latest. */
export type Opened = { unread: number; latest: number };

/**
 * The first of the messages that were unread when the thread was opened. If it is further back than what has been
 * loaded, the oldest that is there.
 */
export function firstUnread(messages: readonly Message[], { unread, latest }: Opened, readerId: string) {
  if (unread === 0) return undefined;
  const news = messages.filter((message) => message.position <= latest && isNews(message, readerId));
  return (news.at(-unread) ?? news[0])?.message_id;
}

/** The last message of one's own side that the other side has read. */
export function lastRead(messages: readonly Message[], side: Side, readAt: string | null): string | undefined {
  if (readAt === null) return undefined;
  const until = Date.parse(readAt);
  return messages.findLast((message) => message.sender_side === side && Date.parse(message.created_at) <= until)
    ?.message_id;
}

/** The message up to which a thread counts as read; none where the latest is one's own, which says so by itself. */
export function toBeRead(messages: readonly Message[], readerId: string): string | undefined {
  const latest = messages.at(-1);
  return latest && latest.sender_id !== readerId ? latest.message_id : undefined;
}

/** Whether what has been loaded is as new as what the list says of the thread. */
export const isCurrent = (messages: readonly Message[], conversation: Conversation): boolean =>
  conversation.last_message === null ||
  messages.some((message) => message.message_id === conversation.last_message?.message_id);
