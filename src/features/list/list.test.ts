import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../lib/errors.ts';
import { visit } from '../../testing/visits.ts';
import { leftOver, runBulk } from './bulk.ts';
import { collect, csvFileName, csvRows } from './export.ts';
import { initialPage, keyset, nextPage, type PageParam } from './queries.ts';
import { listItems, uniqueVisits } from './rows.ts';
import { nothingSelected, rangeToggled, stillShown, toggled } from './selection.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const at = (id: string, scheduled_start: string) => visit({ appointment_id: id, scheduled_start });
const open = new AbortController().signal;

describe('selection', () => {
  test('one press adds, the next takes away', () => {
    expect([...toggled(nothingSelected, 'a')]).toEqual(['a']);
    expect(toggled(new Set(['a']), 'a').size).toBe(0);
  });

  test('shift takes everything between, in both directions, and gives it back', () => {
    const chosen = rangeToggled(new Set(['e']), ids, 'e', 'b');
    expect(ids.filter((id) => chosen.has(id))).toEqual(['b', 'c', 'd', 'e']);
    expect(rangeToggled(chosen, ids, 'e', 'b').size).toBe(0);
  });

  test('a range never touches a row outside of it', () => {
    const subset = fc.subarray(ids);
    fc.assert(
      fc.property(subset, fc.constantFrom(...ids), fc.constantFrom(...ids), (before, anchor, id) => {
        const after = rangeToggled(new Set(before), ids, anchor, id);
        const [low, high] = [ids.indexOf(anchor), ids.indexOf(id)].sort((a, b) => a - b) as [number, number];
        for (const [index, each] of ids.entries()) {
          if (index < low || index > high) expect(after.has(each)).toBe(before.includes(each));
          else expect(after.has(each)).toBe(!before.includes(id));
        }
      }),
    );
  });

  test('without an anchor in the list it is the row alone', () => {
    expect([...rangeToggled(nothingSelected, ids, 'gone', 'c')]).toEqual(['c']);
    expect([...rangeToggled(nothingSelected, ids, undefined, 'c')]).toEqual(['c']);
  });

  test('what has left the list is not selected any more', () => {
    expect([...stillShown(new Set(['a', 'z']), ids)]).toEqual(['a']);
    const same = new Set(['a', 'b']);
    expect(stillShown(same, ids)).toBe(same);
  });
});

describe('pages', () => {
  const hour = (n: number) => new Date(Date.UTC(2026, 10, 24, n)).toISOString();

  /** A table that answers as the database does: filter, order, limit. */
  function table(rows: readonly { id: string; start: string }[], newestFirst: boolean) {
    const compare = (a: { id: string; start: string }, b: { id: string; start: string }) =>
      a.start === b.start ? (a.id < b.id ? -1 : 1) : a.start < b.start ? -1 : 1;
    return async (param: PageParam) => {
      const condition = param.after ? keyset(param.after, newestFirst) : '';
      const [start, id] = condition.split(',').map((part) => part.split('.').slice(2).join('.'));
      const beyond = (a: string, b = '') => (newestFirst ? a < b : a > b);
      return rows
        .filter(
          (row) =>
            condition === '' ||
            ((row.start === start || beyond(row.start, start)) && (beyond(row.start, start) || beyond(row.id, id))),
        )
        .toSorted((a, b) => (newestFirst ? compare(b, a) : compare(a, b)))
        .slice(0, param.limit)
        .map((row) => at(row.id, row.start));
    };
  }

  test.each([false, true])(
    'page after page shows every row once and in order (newest first: %s)',
    async (newestFirst) => {
      const row = fc.record({ id: fc.uuid(), start: fc.nat({ max: 5 }).map(hour) });
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 40 }),
          fc.integer({ min: 1, max: 5 }),
          async (rows, limit) => {
            const page = table(rows, newestFirst);
            const found: string[] = [];
            for (let param: PageParam | undefined = { ...initialPage, limit }; param; ) {
              const visits = await page(param);
              found.push(...visits.map(({ appointment_id }) => appointment_id));
              param = nextPage(visits, param);
            }
            const all = await page({ after: undefined, limit: 1000 });
            expect(found).toEqual(all.map(({ appointment_id }) => appointment_id));
          },
        ),
      );
    },
  );

  test('a page that is not full is the last one; later pages are larger, up to a limit', () => {
    const full = Array.from({ length: 200 }, (_, n) => at(String(n), hour(n % 24)));
    expect(nextPage(full.slice(1), initialPage)).toBeUndefined();
    expect(nextPage([], initialPage)).toBeUndefined();
    expect(nextPage(full, initialPage)).toMatchObject({ limit: 400, after: { appointment_id: '199' } });
    expect(nextPage(Array(800).fill(full[0]), { after: undefined, limit: 800 })?.limit).toBe(800);
  });

  test('a visit that moved between two requests is shown once, at its later place', () => {
    const pages = [
      [at('a', hour(1)), at('b', hour(2))],
      [at('c', hour(3)), at('a', hour(4))],
    ];
    expect(uniqueVisits(pages).map(({ appointment_id, scheduled_start }) => [appointment_id, scheduled_start])).toEqual(
      [
        ['b', hour(2)],
        ['c', hour(3)],
        ['a', hour(4)],
      ],
    );
  });

  test('each day of the zone has its heading', () => {
    const items = listItems(
      [at('a', '2026-11-24T22:30:00Z'), at('b', '2026-11-24T23:30:00Z'), at('c', '2026-11-25T09:00:00Z')],
      'Europe/Berlin',
    );
    expect(items.map((item) => (item.kind === 'day' ? item.date : item.visit.appointment_id))).toEqual([
      '2026-11-24',
      'a',
      '2026-11-25',
      'b',
      'c',
    ]);
  });
});

describe('many at once', () => {
  const request = (id: string) => visit({ appointment_id: id, status: 'requested' });

  test('what can be done is done; the rest is told with its reason, in the order of the list', async () => {
    const visits = [request('a'), visit({ appointment_id: 'b', status: 'completed' }), request('c'), request('d')];
    const asked: string[] = [];
    const report = await runBulk({
      visits,
      action: { kind: 'confirm' },
      change: async ({ appointment_id }) => {
        asked.push(appointment_id);
        if (appointment_id === 'c') throw new AppError('version_conflict');
      },
      onProgress: () => undefined,
      signal: open,
    });
    expect(asked.toSorted()).toEqual(['a', 'c', 'd']);
    expect(report.done.map(({ appointment_id }) => appointment_id).toSorted()).toEqual(['a', 'd']);
    expect(report.refused).toMatchObject([
      { visit: { appointment_id: 'b' }, why: { kind: 'status', status: 'completed' } },
      { visit: { appointment_id: 'c' }, why: { kind: 'error', error: { code: 'version_conflict' } } },
    ]);
    expect(leftOver(report).map(({ appointment_id }) => appointment_id)).toEqual(['b', 'c']);
  });

  test('stopped, nothing more is begun, and the rest is said not to have been tried', async () => {
    const stop = new AbortController();
    const report = await runBulk({
      visits: ids.map(request),
      action: { kind: 'cancel', reason: 'Closed' },
      change: async ({ appointment_id }) => {
        if (appointment_id === 'b') stop.abort();
      },
      onProgress: () => undefined,
      signal: stop.signal,
      atOnce: 1,
    });
    expect(report.done).toHaveLength(2);
    expect(report.untried.map(({ appointment_id }) => appointment_id)).toEqual(['c', 'd', 'e', 'f']);
  });

  test('when the server is gone the rest is not tried', async () => {
    const report = await runBulk({
      visits: ids.map(request),
      action: { kind: 'confirm' },
      change: async () => {
        throw new AppError('unreachable');
      },
      onProgress: () => undefined,
      signal: open,
      atOnce: 2,
    });
    expect(report.refused.length + report.untried.length).toBe(6);
    expect(report.refused.length).toBeLessThanOrEqual(2);
  });

  test('every visit ends in exactly one place, and never more than the allowed number are on their way', async () => {
    const fate = fc.constantFrom('done', 'slot_taken', 'not_found');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (fates, atOnce) => {
        let [busy, most, progress] = [0, 0, 0];
        const visits = fates.map((_, n) => request(String(n)));
        const report = await runBulk({
          visits,
          action: { kind: 'confirm' },
          change: async ({ appointment_id }) => {
            most = Math.max(most, ++busy);
            await Promise.resolve();
            busy--;
            const outcome = fates[Number(appointment_id)];
            if (outcome === 'slot_taken' || outcome === 'not_found') throw new AppError(outcome);
          },
          onProgress: (handled) => {
            progress = handled;
          },
          signal: open,
          atOnce,
        });
        expect(most).toBeLessThanOrEqual(atOnce);
        expect(progress).toBe(fates.length);
        expect(report.done.length).toBe(fates.filter((each) => each === 'done').length);
        expect(report.done.length + report.refused.length + report.untried.length).toBe(fates.length);
      }),
    );
  });
});

describe('export', () => {
  const names = { zone: 'Asia/Kolkata', clinician: () => 'Dr. Rao', type: (key: string) => key };

  test('a row has the instant and the wall clock of the zone, and no notes', () => {
    const [row] = csvRows(
      [
        visit({
          scheduled_start: '2026-11-24T19:00:00+00:00',
          scheduled_end: '2026-11-24T19:45:00+00:00',
          title: 'Private',
        }),
      ],
      names,
    );
    expect(row).toEqual({
      appointment_id: visit().appointment_id,
      status: 'confirmed',
      date: '2026-11-25',
      start_time: '00:30',
      end_time: '01:15',
      timezone: 'Asia/Kolkata',
      start: '2026-11-24T19:00:00.000Z',
      end: '2026-11-24T19:45:00.000Z',
      duration_minutes: 45,
      patient: 'Oliver Hughes',
      clinician: 'Dr. Rao',
      appointment_type: 'follow_up',
      location_type: 'in_person',
      overbooked: 'no',
      attendance_confirmed: 'no',
    });
  });

  test('all pages are read, and the number so far is told', async () => {
    const rows = Array.from({ length: 650 }, (_, n) => at(String(n).padStart(4, '0'), '2026-11-24T09:00:00Z'));
    const seen: number[] = [];
    const all = await collect(
      async ({ after, limit }) => {
        const from = after ? Number(after.appointment_id) + 1 : 0;
        return rows.slice(from, from + limit);
      },
      (count) => seen.push(count),
      open,
    );
    expect(all).toHaveLength(650);
    expect(seen).toEqual([200, 600, 650]);
  });

  test('it can be stopped between two pages', async () => {
    const stop = new AbortController();
    const page = async () => {
      stop.abort();
      return Array.from({ length: 200 }, (_, n) => at(String(n), '2026-11-24T09:00:00Z'));
    };
    await expect(collect(page, () => undefined, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the name of the file says whose and when', () => {
    expect(csvFileName('River Süd', { from: '2026-11-20', to: '2026-12-17' })).toBe(
      'visits-river-sud-2026-11-20-to-2026-12-17.csv',
    );
    expect(csvFileName('River', { from: '2026-11-20', to: '2026-11-20' })).toBe('visits-river-2026-11-20.csv');
    expect(csvFileName('River', { from: undefined, to: '2026-11-20' })).toBe('visits-river-to-2026-11-20.csv');
    expect(csvFileName('', { from: undefined, to: undefined })).toBe('visits.csv');
  });
});
