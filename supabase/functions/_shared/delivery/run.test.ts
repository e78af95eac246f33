import { describe, expect, test } from 'vitest';
import type { Notice } from '../core/notifications/notice.ts';
import type { Settlement } from './deliver.ts';
import { type Claimed, type Queue, readClaimed, runQueue } from './run.ts';

const practice = { name: 'Harbour Street Practice', timezone: 'Europe/Zurich', phone: null };
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const notice = (n: number, channel: Notice['channel'] = 'email'): Notice => ({
  id: uuid(n),
  idempotency_key: `reminder:${uuid(n)}`,
  channel,
  kind: 'reminder',
  side: 'patient',
  own_act: false,
  attempts: 0,
  written_at: '2026-11-24T10:00:00Z',
  recipient: {
    profile_id: uuid(0),
    locale: 'en',
    timezone: 'Europe/Zurich',
    email: 'reader@example.test',
    phone: '+41790000000',
    push: [],
    calendar_detail: false,
  },
  practice,
  visit: null,
  conversation_id: null,
});

/** A queue in memory: what was claimed, and how each was settled. */
function createQueue(waiting: Notice[]) {
  const settled = new Map<string, Settlement>();
  const claims: number[] = [];
  const queue: Queue = {
    claim: async (limit) => {
      const given = waiting.splice(0, limit);
      claims.push(given.length);
      return given.map((one): Claimed => ({ id: one.id, lease: uuid(9_999), notice: one }));
    },
    settle: async ({ id }, settlement) => {
      settled.set(id, settlement);
    },
  };
  return { queue, settled, claims };
}

const options = (queue: Queue, deliver: (notice: Notice) => Promise<Settlement>) => ({
  queue,
  deliver,
  now: () => 0,
  isTimeUp: () => false,
  report: (error: unknown) => {
    throw error;
  },
});

describe('a run', () => {
  test('goes on until nothing is due, and says what became of everything', async () => {
    const { queue, settled, claims } = createQueue(Array.from({ length: 120 }, (_, n) => notice(n)));
    const outcomes = ['sent', 'skipped', 'failed', 'retry'] as const;
    let n = 0;
    const summary = await runQueue(options(queue, async () => ({ outcome: outcomes[n++ % 4] ?? 'sent' })));
    expect(summary).toEqual({ claimed: 120, sent: 30, skipped: 30, failed: 60 });
    expect(claims).toEqual([50, 50, 20, 0]);
    expect(settled.size).toBe(120);
  });

  test('[NT6] fails what cannot be read, and sends the rest', async () => {
    const { queue, settled } = createQueue([notice(1), notice(2)]);
    const claim: Queue['claim'] = async (limit, seconds) => {
      const rows = await queue.claim(limit, seconds);
      return rows.map((row, i) => (i === 0 ? { ...row, notice: null } : row));
    };
    await runQueue(options({ ...queue, claim }, async () => ({ outcome: 'sent' })));
    expect([...settled]).toEqual([
      [uuid(1), { outcome: 'failed', error_message: 'unreadable' }],
      [uuid(2), { outcome: 'sent' }],
    ]);
  });

  test('does not claim any more when its time is up', async () => {
    const { queue, claims } = createQueue(Array.from({ length: 120 }, (_, n) => notice(n)));
    await runQueue({ ...options(queue, async () => ({ outcome: 'sent' })), isTimeUp: () => claims.length > 0 });
    expect(claims).toEqual([50]);
  });

  test('sends at most as many at once as it may', async () => {
    const { queue } = createQueue(Array.from({ length: 40 }, (_, n) => notice(n)));
    let now = 0;
    let most = 0;
    const deliver = async (): Promise<Settlement> => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return { outcome: 'sent' };
    };
    await runQueue({ ...options(queue, deliver), parallel: 4 });
    expect(most).toBe(4);
  });

  test('[NT1] nothing is begun so late that somebody else may have it', async () => {
    const { queue, settled } = createQueue([notice(1), notice(2), notice(3)]);
    let clock = 0;
    const deliver = async (): Promise<Settlement> => {
      clock += 80_000;
      return { outcome: 'sent' };
    };
    await runQueue({ ...options(queue, deliver), now: () => clock, parallel: 1 });
    expect([...settled.keys()]).toEqual([uuid(1)]);
  });

  test('[NT6] a provider that does not answer is left alone for this run; other channels go on', async () => {
    const all = Array.from({ length: 20 }, (_, n) => notice(n, n % 2 ? 'sms' : 'email'));
    const { queue, settled } = createQueue(all);
    const tried: string[] = [];
    const deliver = async ({ channel }: Notice): Promise<Settlement> => {
      tried.push(channel);
      return channel === 'email' ? { outcome: 'retry', error_message: 'provider_unreachable' } : { outcome: 'sent' };
    };
    const summary = await runQueue({ ...options(queue, deliver), parallel: 1 });
    expect(tried.filter((channel) => channel === 'email')).toHaveLength(5);
    expect(summary).toMatchObject({ sent: 10, failed: 10 });
    expect(settled.get(uuid(18))).toEqual({ outcome: 'retry', error_message: 'provider_unreachable' });
  });

  test('a message that cannot be settled is told of, and the others are sent', async () => {
    const { queue, settled } = createQueue([notice(1), notice(2)]);
    const told: unknown[] = [];
    const settle = queue.settle;
    queue.settle = async (claimed, settlement) => {
      if (claimed.id === uuid(1)) throw new Error('lease_lost');
      return settle(claimed, settlement);
    };
    const report = (error: unknown) => told.push(error);
    const summary = await runQueue({ ...options(queue, async () => ({ outcome: 'sent' })), report });
    expect(summary).toMatchObject({ claimed: 2, sent: 1 });
    expect(told).toHaveLength(1);
    expect(settled.size).toBe(1);
  });
});

test('rows of the database are read as what they are, and anything else is refused', () => {
  const row = { reminder_id: uuid(1), lease: uuid(2), notice: notice(1) };
  expect(readClaimed([row], 'reminder_id')).toEqual([{ id: uuid(1), lease: uuid(2), notice: notice(1) }]);
  // An id that Postgres takes and RFC 9562 does not.
  const odd = { ...notice(1), id: '11111111-1111-1111-1111-111111111111' };
  expect(readClaimed([{ ...row, notice: odd }], 'reminder_id')[0]?.notice).toEqual(odd);
  const broken = { ...row, notice: { ...notice(1), channel: 'pigeon' } };
  expect(readClaimed([broken, row], 'reminder_id').map((claimed) => claimed.notice)).toEqual([null, notice(1)]);
  expect(() => readClaimed([row], 'delivery_id')).toThrow();
});
