/** A stand-in with one fresh calendar and the real adapter on it, for tests. */
import { createGoogleCalendar } from '../../../supabase/functions/_shared/calendars/google/google-calendar.ts';
import type { Change, PullRequest, Window } from '../../../supabase/functions/_shared/calendars/port.ts';
import { createGoogleSandbox } from './sandbox.ts';

export const NOW = new Date('2026-11-16T08:00:00Z');
export const WINDOW: Window = { start: '2026-11-15T00:00:00Z', end: '2027-01-15T00:00:00Z' };

export async function startTestCalendar(options: { timeoutMs?: number; timeZone?: string; scopes?: string[] } = {}) {
  const sandbox = createGoogleSandbox({ now: () => NOW });
  const url = await sandbox.listen();
  const email = 'amsler@practice.example';
  sandbox.control.addAccount(email, options.timeZone);
  const refused: (string | undefined)[] = [];
  let { accessToken } = sandbox.control.grant(email, options.scopes);
  const provider = createGoogleCalendar({
    fetch,
    baseUrl: url,
    calendarId: email,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
    tokens: {
      access: async (token) => {
        refused.push(token);
        if (token !== undefined) accessToken = sandbox.control.grant(email).accessToken;
        return accessToken;
      },
    },
  });

  /** A whole pull: every page until the cursor comes. */
  async function pull(cursor: string | null, request: Partial<PullRequest> = {}) {
    const changes: Change[] = [];
    let page: string | null = null;
    let pages = 0;
    do {
      const answer = await provider.pull({ cursor, page, window: WINDOW, isLinked: () => false, ...request });
      changes.push(...answer.changes);
      pages++;
      page = answer.next;
      if (answer.cursor !== null) return { changes, cursor: answer.cursor, pages };
    } while (page !== null);
    throw new Error('The pull ended without a cursor.');
  }

  /** What is busy according to the changes, in order of time. */
  const busy = (changes: Change[]) =>
    changes
      .flatMap((change) => (change.kind === 'event' ? change.event.busy : []))
      .map(({ start, end, kind, allDay }) => `${start}/${end} ${kind}${allDay ? ' all day' : ''}`)
      .sort();

  return { sandbox, control: sandbox.control, url, email, provider, pull, busy, refused };
}

export const identity = (n: number) => `cs${String(n).padStart(32, '0')}g0`;

export const visit = (n: number, start = '2026-11-20T08:00:00Z', end = '2026-11-20T08:30:00Z') => ({
  identity: identity(n),
  start,
  end,
  url: `https://careslot.example/appointments/${n}`,
});
