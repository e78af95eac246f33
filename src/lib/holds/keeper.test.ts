/** One time kept through a form's life, told as stories. Over 300 lines: all of them play on one clock and one server. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError, type ErrorCode } from '../errors.ts';
import { pauseMs } from './decide.ts';
import { createKeeper } from './keeper.ts';
import type { HoldWish, SlotHold } from './mutations.ts';

const second = 1_000;
const minute = 60 * second;
const holdMinutes = 5;
const capMinutes = 20;
const began = Date.parse('2026-11-24T10:00:00Z');

const wish = (time: string, change: Partial<HoldWish> = {}): HoldWish => ({
  clinicianId: 'c1',
  appointmentType: 'follow_up',
  start: `2026-12-01T${time}:00.000Z`,
  end: new Date(Date.parse(`2026-12-01T${time}:00Z`) + 30 * minute).toISOString(),
  ...change,
});

type Row = { id: string; start: string; created: number; expires: number };

/** The database, as far as one person's holds go. Its clock may differ from that of the device. */
function createServer({ latency: usual = 20, skew = 0 }: { latency?: number; skew?: number } = {}) {
  const rows: Row[] = [];
  const asked: string[] = [];
  let failure: ErrorCode | undefined;
  let most = 0;
  let latency = usual;
  const clock = () => Date.now() + skew;
  const alive = () => rows.filter((row) => row.expires > clock());
  const answer = async <T>(what: string, work: () => T): Promise<T> => {
    asked.push(what);
    await new Promise((resolve) => setTimeout(resolve, latency));
    return work();
  };
  const take = (one: HoldWish) =>
    answer(`take ${one.start.slice(11, 16)}`, (): SlotHold => {
      if (failure) throw new AppError(failure);
      let row = alive().find(({ start }) => start === one.start);
      if (row) {
        const cap = row.created + capMinutes * minute;
        row.expires = Math.max(row.expires, Math.min(clock() + holdMinutes * minute, cap));
      } else {
        row = { id: `h${rows.length}`, start: one.start, created: clock(), expires: clock() + holdMinutes * minute };
        rows.push(row);
      }
      most = Math.max(most, alive().length);
      const iso = (ms: number) => new Date(ms).toISOString();
      return { hold_id: row.id, created_at: iso(row.created), expires_at: iso(row.expires) };
    });
  const end = (id: string) => {
    for (const row of rows) if (row.id === id) row.expires = Math.min(row.expires, clock());
  };
  const release = (id: string) =>
    answer(`release ${rows.find((row) => row.id === id)?.start.slice(11, 16)}`, () => end(id));
  const left: string[] = [];
  const keeper = createKeeper({
    take,
    release,
    leave: (id) => left.push(id),
    now: Date.now,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  return {
    keeper,
    asked,
    alive,
    left,
    /** Ends every hold, as if its time were up or somebody had taken it away. */
    endAll: () => rows.map(({ id }) => end(id)),
    mostAtOnce: () => most,
    slow: (ms: number) => {
      latency = ms;
    },
    fail: (code: ErrorCode | undefined) => {
      failure = code;
    },
  };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const minutesLeft = (instant: string) => Math.round((Date.parse(instant) - Date.now()) / minute);

beforeEach(() => {
  vi.useFakeTimers({ now: began });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A keeper that holds ten o'clock. */
async function keeping(options?: Parameters<typeof createServer>[0]) {
  const server = createServer(options);
  server.keeper.want(wish('10:00'));
  await pass(pauseMs + second);
  expect(server.keeper.view()).toMatchObject({ state: 'kept', holdId: 'h0' });
  return server;
}

describe('choosing', () => {
  test('a time is kept once the person stays on it; browsing past others keeps none of them', async () => {
    const { keeper, asked } = createServer();
    for (const time of ['09:00', '09:30', '10:00']) {
      keeper.want(wish(time));
      expect(keeper.view()).toEqual({ state: 'waiting' });
      await pass(pauseMs / 2);
    }
    await pass(second);
    expect(asked).toEqual(['take 10:00']);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h0' });
  });

  test('another time gives the former back, then takes the new one', async () => {
    const { keeper, asked, alive } = await keeping();
    keeper.want(wish('11:00'));
    expect(keeper.view()).toEqual({ state: 'waiting' });
    await pass(second);
    expect(asked).toEqual(['take 10:00', 'release 10:00', 'take 11:00']);
    expect(alive()).toHaveLength(1);
  });

  test('back at the same time within the pause, nothing was given away', async () => {
    const { keeper, asked } = await keeping();
    keeper.want(wish('11:00'));
    await pass(pauseMs - 1);
    keeper.want(wish('10:00'));
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h0' });
    await pass(second);
    expect(asked).toEqual(['take 10:00']);
  });

  test('the same instants written in another way are the same wish', async () => {
    const { keeper, asked } = await keeping();
    keeper.want(wish('10:00', { start: '2026-12-01T11:00:00+01:00' }));
    expect(keeper.view()).toMatchObject({ state: 'kept' });
    await pass(second);
    expect(asked).toEqual(['take 10:00']);
  });

  test('the same time for another kind of visit, chosen while the first answer is on its way, is given back first', async () => {
    const { keeper, asked, alive } = createServer({ latency: 2 * second });
    keeper.want(wish('10:00'));
    await pass(pauseMs);
    keeper.want(wish('10:00', { appointmentType: 'urgent_visit' }));
    await pass(10 * second);
    expect(asked).toEqual(['take 10:00', 'release 10:00', 'take 10:00']);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: alive()[0]?.id });
  });

  test('closing gives the time back at once, also one whose answer is still on its way', async () => {
    const { keeper, asked, alive } = await keeping();
    keeper.close();
    expect(asked.at(-1)).toBe('release 10:00');
    keeper.want(wish('11:00'));
    await pass(pauseMs);
    keeper.close();
    await pass(second);
    expect(asked.slice(2)).toEqual(['take 11:00', 'release 11:00']);
    expect(alive()).toEqual([]);
  });
});

describe('[BK5] renewing', () => {
  test('goes on to the cap, then runs out', async () => {
    const { keeper, asked } = await keeping();
    await pass(12 * minute);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h0' });
    await pass(8 * minute - 10 * second);
    const { length } = asked;
    expect(keeper.view()).toMatchObject({
      keptUntil: new Date(began + pauseMs + 20 + capMinutes * minute).toISOString(),
    });
    await pass(10 * second);
    expect(keeper.view()).toEqual({ state: 'ended' });
    await pass(60 * minute);
    expect(asked).toHaveLength(length);
  });

  test('a lost connection: kept until its own end, tried again before that', async () => {
    const { keeper, asked, fail } = await keeping();
    fail('unreachable');
    await pass(4 * minute);
    expect(keeper.view()).toMatchObject({ state: 'kept' });
    expect(asked.length).toBeGreaterThan(1);
    fail(undefined);
    await pass(minute - second);
    expect(keeper.view()).toMatchObject({ state: 'kept' });
    fail('unreachable');
    await pass(10 * minute);
    expect(keeper.view()).toEqual({ state: 'ended' });
    expect(asked.length).toBeLessThan(40);
  });

  test('an answer that comes only after the end brings it back, and it is renewed as before', async () => {
    const { keeper, slow } = await keeping();
    slow(3 * minute);
    await pass(5 * minute);
    expect(keeper.view()).toEqual({ state: 'ended' });
    await pass(minute);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h1' });
    slow(20);
    await pass(15 * minute);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h1' });
  });

  test('somebody took it meanwhile: that is a refusal', async () => {
    const { keeper, endAll, fail } = await keeping();
    endAll();
    fail('slot_taken');
    await pass(4 * minute);
    expect(keeper.view()).toMatchObject({ state: 'refused', error: { code: 'slot_taken' } });
  });
});

test('refused when it should be renewed, what is still kept is given back', async () => {
  const { keeper, alive, asked, fail } = await keeping();
  fail('slot_taken');
  await pass(4 * minute);
  expect(keeper.view()).toMatchObject({ state: 'refused', error: { code: 'slot_taken' } });
  expect(asked).toEqual(['take 10:00', 'take 10:00', 'release 10:00']);
  expect(alive()).toEqual([]);
});

describe('the answer', () => {
  test.each(['slot_taken', 'patient_busy', 'outside_availability'] as const)(
    '%s is a refusal, asked once',
    async (code) => {
      const { keeper, asked, fail } = createServer();
      fail(code);
      keeper.want(wish('10:00'));
      await pass(30 * minute);
      expect(keeper.view()).toMatchObject({ state: 'refused', error: { code } });
      expect(asked).toHaveLength(1);
    },
  );

  test.each(['rate_limited', 'forbidden', 'unreachable', 'invalid_time'] as const)(
    '%s: it goes on without',
    async (code) => {
      const { keeper, asked, fail } = createServer();
      fail(code);
      keeper.want(wish('10:00'));
      await pass(30 * minute);
      expect(keeper.view()).toEqual({ state: 'without' });
      expect(asked).toHaveLength(1);
      fail(undefined);
      keeper.want(wish('11:00'));
      await pass(second);
      expect(keeper.view()).toMatchObject({ state: 'kept' });
    },
  );

  test.each([-60, -10, -3, 3, 10, 60])('a clock that is %i minutes off keeps it all the same', async (minutes) => {
    const { keeper, alive } = await keeping({ skew: minutes * minute });
    await pass(15 * minute);
    expect(keeper.view()).toMatchObject({ state: 'kept' });
    expect(alive()).toHaveLength(1);
  });

  test('a clock that is far off still tells the end on the device’s own clock', async () => {
    const { keeper } = await keeping({ skew: 60 * minute });
    const view = keeper.view();
    expect(view.state === 'kept' && minutesLeft(view.keptUntil)).toBe(holdMinutes);
  });
});

describe('[BK6] booking', () => {
  test('names the hold and leaves it alone afterwards', async () => {
    const { keeper, asked } = await keeping();
    const work = vi.fn(async (holdId: string | undefined) => `booked with ${holdId}`);
    await expect(keeper.spend(work)).resolves.toBe('booked with h0');
    keeper.close();
    await pass(30 * minute);
    expect(asked).toEqual(['take 10:00']);
  });

  test('closed while the booking is on its way, nothing is given back under it', async () => {
    const { keeper, asked } = await keeping();
    const booking = keeper.spend(() => new Promise((resolve) => setTimeout(resolve, 4 * minute)));
    keeper.close();
    await pass(5 * minute);
    await booking;
    await pass(minute);
    expect(asked).toEqual(['take 10:00']);
  });

  test('without a hold yet it goes without one, and what is kept for a former choice is given back', async () => {
    const { keeper, asked } = await keeping();
    keeper.want(wish('11:00'));
    await expect(keeper.spend(async (holdId) => holdId)).resolves.toBeUndefined();
    await pass(second);
    expect(asked).toEqual(['take 10:00', 'release 10:00']);
  });

  test('a hold that comes after the booking is left alone', async () => {
    const { keeper, asked } = createServer({ latency: 2 * second });
    keeper.want(wish('10:00'));
    await pass(pauseMs);
    await keeper.spend(async () => 'booked');
    await pass(10 * second);
    expect(keeper.view()).toEqual({ state: 'without' });
    expect(asked).toEqual(['take 10:00']);
  });

  test('ended unnoticed, the same is asked once more without it', async () => {
    const { keeper } = await keeping();
    const tried: (string | undefined)[] = [];
    const work = async (holdId: string | undefined) => {
      tried.push(holdId);
      if (holdId) throw new AppError('hold_expired');
      throw new AppError('slot_taken');
    };
    await expect(keeper.spend(work)).rejects.toMatchObject({ code: 'slot_taken' });
    expect(tried).toEqual(['h0', undefined]);
    expect(keeper.view()).toEqual({ state: 'ended' });
  });

  test('refused for another reason, the time stays kept and is renewed', async () => {
    const { keeper } = await keeping();
    await expect(keeper.spend(() => Promise.reject(new AppError('patient_busy')))).rejects.toThrow();
    await pass(10 * minute);
    expect(keeper.view()).toMatchObject({ state: 'kept', holdId: 'h0' });
  });

  test('without an answer nobody knows: it is neither renewed nor given back', async () => {
    const { keeper, asked } = await keeping();
    await expect(keeper.spend(() => Promise.reject(new AppError('unreachable')))).rejects.toThrow();
    await pass(10 * minute);
    keeper.close();
    await pass(minute);
    expect(asked).toEqual(['take 10:00']);
  });
});

test('a page that goes away gives back without waiting; when it comes back, it knows', async () => {
  const { keeper, left, asked } = await keeping();
  keeper.leave();
  expect(left).toEqual(['h0']);
  expect(keeper.view()).toEqual({ state: 'ended' });
  keeper.leave();
  await pass(30 * minute);
  expect(left).toEqual(['h0']);
  expect(asked).toEqual(['take 10:00']);
});

/** Whatever a person does, however slow the answers: never two times at once, and nothing stays kept behind them. */
test('nothing stays kept after closing, and never more than one time at once', async () => {
  const step = fc.oneof(
    fc.record({ want: fc.constantFrom('09:00', '09:30', '10:00', undefined) }),
    fc.record({ pass: fc.integer({ min: 0, max: 3 * minute }) }),
    fc.record({ fail: fc.constantFrom<(ErrorCode | undefined)[]>('unreachable', 'slot_taken', undefined, undefined) }),
    fc.constant({ endAll: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 2_000 }), async (steps, latency) => {
      const server = createServer({ latency });
      for (const one of steps) {
        if ('want' in one) server.keeper.want(one.want === undefined ? undefined : wish(one.want));
        else if ('pass' in one) await pass(one.pass);
        else if ('fail' in one) server.fail(one.fail);
        else server.endAll();
      }
      server.fail(undefined);
      server.keeper.close();
      await pass(30 * second);
      expect(server.alive()).toEqual([]);
      expect(server.mostAtOnce()).toBeLessThanOrEqual(1);
      vi.clearAllTimers();
    }),
    { numRuns: 200 },
  );
});
