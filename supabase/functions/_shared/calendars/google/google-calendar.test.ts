/** Answers that the stand-in does not give; everything else is tested against it. */
import { expect, it } from 'vitest';
import { createGoogleCalendar } from './google-calendar.ts';

const window = { start: '2026-11-15T00:00:00Z', end: '2027-01-15T00:00:00Z' };
const identity = `cs${'a'.repeat(32)}g0`;
const visit = {
  identity,
  start: '2026-11-20T08:00:00Z',
  end: '2026-11-20T08:30:00Z',
  url: 'https://careslot.example/1',
};

/** A calendar behind a world that answers as told: by method, with a status and a body. */
function behind(answers: Record<string, [status: number, body: string]>, baseUrl = 'https://google.example') {
  const urls: string[] = [];
  const refused: (string | undefined)[] = [];
  const provider = createGoogleCalendar({
    baseUrl,
    calendarId: 'team#1@group.calendar.google.com',
    tokens: {
      access: async (token) => {
        refused.push(token);
        return 'token';
      },
    },
    fetch: async (input, init) => {
      urls.push(String(input));
      const [status, body] = answers[init?.method ?? 'GET'] ?? [500, ''];
      return new Response(body === '' ? null : body, { status, headers: { 'content-type': 'application/json' } });
    },
  });
  return { provider, urls, refused };
}

const error = (reason: string) => JSON.stringify({ error: { errors: [{ reason }], code: 0, message: 'Secret title' } });

it.each(['https://stack.example/google', 'https://stack.example/google/', 'https://stack.example/google/calendar/v3'])(
  'keeps the path of %s',
  async (baseUrl) => {
    const { provider, urls } = behind({ DELETE: [204, ''] }, baseUrl);
    await provider.remove('abcdef', null);
    expect(urls).toEqual([
      'https://stack.example/google/calendar/v3/calendars/team%231%40group.calendar.google.com/events/abcdef?sendUpdates=none',
    ]);
  },
);

it('does not take an event that exists and cannot be shown yet for a deleted one', async () => {
  const { provider } = behind({ POST: [409, error('duplicate')], GET: [404, error('notFound')] });
  await expect(provider.create(visit)).rejects.toMatchObject({ name: 'Unreachable' });
});

it('takes a write whose answer cannot be read for done, to be read again', async () => {
  const { provider } = behind({ POST: [200, '<html>'] });
  const time = { start: visit.start, end: visit.end };
  expect(await provider.create(visit)).toEqual({ id: identity, etag: null, time });
});

it('spends no token on an address that Google does not accept', async () => {
  const { provider, refused } = behind({ POST: [401, error('push.webhookUrlUnauthorized')] });
  const request = { channelId: 'c', secret: 's', address: 'https://a.example', expiresAt: '2026-11-18T08:00:00Z' };
  expect(await provider.watch(request)).toBeNull();
  expect(refused).toEqual([undefined]);
});

it.each([
  [502, '<html>Bad gateway</html>', { name: 'Unreachable' }],
  [403, error('forbidden'), { name: 'UnexpectedResponse', status: 403 }],
  [
    403,
    '{"error":{"status":"PERMISSION_DENIED","details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}',
    { name: 'AuthorizationExpired' },
  ],
  [200, '<html>Sign in</html>', { name: 'UnexpectedResponse', status: 200 }],
  [200, '{"items":[]}', { name: 'UnexpectedResponse', message: 'Google Calendar ended a pull without a sync token.' }],
  [400, error('invalid'), { name: 'UnexpectedResponse', status: 400 }],
])('%i %s is a failure of a pull', async (status, body, expected) => {
  const { provider } = behind({ GET: [status, body] });
  const failure: unknown = await provider
    .pull({ cursor: null, page: null, window, isLinked: () => false })
    .catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject(expected);
  expect(String(failure)).not.toContain('Secret title');
});

it('lists calendars without names, and none when the list is left out', async () => {
  const items = [{ id: 'a', accessRole: 'freeBusyReader' }, { summary: 'no id' }, { id: 'b', deleted: true }];
  const named = behind({ GET: [200, JSON.stringify({ items })] });
  expect(await named.provider.calendars()).toEqual([{ id: 'a', name: 'a', isPrimary: false, canWrite: false }]);
  expect(await behind({ GET: [200, '{}'] }).provider.calendars()).toEqual([]);
});
