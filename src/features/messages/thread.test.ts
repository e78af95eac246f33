import { describe, expect, test } from 'vitest';
import { conversation, fromOkafor, fromSystem, ids, lastMessage, message, uuid } from './testing.tsx';
import { byDay, firstUnread, inOrder, isCurrent, lastRead, toBeRead } from './thread.ts';

test('pages become one row, oldest first, each message once in its latest form', () => {
  const pages = [
    [message(4), message(3, { body: 'late' })],
    [message(3, { body: 'early' }), message(2)],
  ];
  expect(inOrder(pages).map(({ position, body }) => [position, body])).toEqual([
    [2, 'Message 2'],
    [3, 'early'],
    [4, 'Message 4'],
  ]);
});

describe('days', () => {
  const at = (n: number, created_at: string, change = {}) => message(n, { created_at, ...change });
  test('begin at midnight of the reader, wherever the message was written', () => {
    const messages = [at(1, '2026-11-20T23:30:00Z'), at(2, '2026-11-21T00:30:00Z')];
    expect(byDay(messages, 'UTC').map((day) => day.date)).toEqual(['2026-11-20', '2026-11-21']);
    expect(byDay(messages, 'America/New_York').map((day) => day.date)).toEqual(['2026-11-20']);
  });
  test('name a sender when it changes, and again on a new day', () => {
    const messages = [
      at(1, '2026-11-20T09:00:00Z'),
      at(2, '2026-11-20T09:01:00Z'),
      at(3, '2026-11-20T09:02:00Z', fromOkafor),
      at(4, '2026-11-20T09:03:00Z', { ...fromOkafor, sender_id: ids.rosa }),
      at(5, '2026-11-20T09:04:00Z', fromSystem),
      at(6, '2026-11-20T09:05:00Z', { ...fromOkafor, sender_id: ids.rosa }),
      at(7, '2026-11-21T09:06:00Z', { ...fromOkafor, sender_id: ids.rosa }),
    ];
    const named = byDay(messages, 'UTC').map((day) => day.placed.map((one) => one.named));
    expect(named).toEqual([[true, false, true, true, false, true], [true]]);
  });
  test('that come twice, after a clock was put back, are two parts of the page', () => {
    const messages = [at(1, '2026-11-20T09:00:00Z'), at(2, '2026-11-19T09:00:00Z'), at(3, '2026-11-20T09:00:00Z')];
    expect(new Set(byDay(messages, 'UTC').map((day) => day.key)).size).toBe(3);
  });
});

describe('the first unread message', () => {
  const messages = [
    message(1),
    message(2, fromOkafor),
    message(3),
    message(4, { ...fromSystem, payload: { event: 'offer_accepted', by: ids.okafor } }),
    message(5, { ...fromSystem, payload: { event: 'offer_declined', by: ids.oliver } }),
  ];
  const first = (unread: number, latest = 5) => firstUnread(messages, { unread, latest }, ids.okafor);
  test('is counted from the end over what others wrote or did', () => {
    expect(first(0)).toBeUndefined();
    expect(first(1)).toBe(uuid(1005));
    expect(first(2)).toBe(uuid(1003));
    expect(first(3)).toBe(uuid(1001));
  });
  test('stays what it was while newer ones arrive', () => {
    expect(first(1, 3)).toBe(uuid(1003));
  });
  test('is the oldest one there while it has not been loaded', () => {
    expect(first(40)).toBe(uuid(1001));
  });
});

test('the last of one’s own side that the other side has read, to the moment', () => {
  const messages = [message(1, fromOkafor), message(2), message(3, fromOkafor), message(4, fromOkafor)];
  const read = (at: string | null) => lastRead(messages, 'practice', at);
  expect(read(null)).toBeUndefined();
  expect(read(message(0).created_at)).toBeUndefined();
  expect(read(message(2).created_at)).toBe(uuid(1001));
  expect(read(message(3).created_at)).toBe(uuid(1003));
});

test('a thread is read up to its latest message, unless that is one’s own', () => {
  expect(toBeRead([], ids.okafor)).toBeUndefined();
  expect(toBeRead([message(1, fromOkafor), message(2)], ids.okafor)).toBe(uuid(1002));
  expect(toBeRead([message(1), message(2, fromOkafor)], ids.okafor)).toBeUndefined();
});

test('what was loaded is current when it holds the latest message of the list', () => {
  const last = lastMessage({ message_id: uuid(1002) });
  expect(isCurrent([], conversation())).toBe(true);
  expect(isCurrent([message(1)], conversation({ last_message: last }))).toBe(false);
  expect(isCurrent([message(1), message(2)], conversation({ last_message: last }))).toBe(true);
});
