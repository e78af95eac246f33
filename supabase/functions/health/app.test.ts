import { describe, expect, test } from 'vitest';
import { createHealth } from './app.ts';

const env = {
  supabaseUrl: 'http://project.test',
  publishableKey: 'sb_publishable_a',
  secretKey: 'sb_secret_a',
  secretKeys: ['sb_secret_a'],
};

/** A project whose addresses answer as given; every other address with 200. */
function project(answers: Record<string, () => Response>) {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request) => {
    const { pathname } = new URL(String(url));
    asked.push(pathname);
    return answers[pathname]?.() ?? new Response('[]');
  };
  return { asked, handler: createHealth({ env, fetch, now: () => now }) };
}
const now = Date.parse('2026-11-24T10:00:00Z');
const ask = async (handler: ReturnType<typeof createHealth>, apikey = '') => {
  const response = await handler(new Request('http://localhost/health', { headers: { apikey } }));
  return { status: response.status, body: await response.json() };
};

describe('health', () => {
  test('is ok when everything answers', async () => {
    const { handler, asked } = project({});
    expect(await ask(handler)).toEqual({
      status: 200,
      body: {
        status: 'ok',
        checks: [
          { name: 'database', status: 'ok' },
          { name: 'migrations', status: 'ok' },
          { name: 'auth', status: 'ok' },
          { name: 'messages', status: 'ok' },
        ],
      },
    });
    expect(new Set(asked)).toEqual(
      new Set(['/rest/v1/practices', '/rest/v1/audit_events', '/auth/v1/health', '/rest/v1/rpc/message_health']),
    );
  });

  test('tells missing tables from a missing database', async () => {
    const missing = project({ '/rest/v1/audit_events': () => new Response('{"code":"PGRST205"}', { status: 404 }) });
    const { status, body } = await ask(missing.handler, 'sb_secret_a');
    expect({ status, body }).toMatchObject({
      status: 503,
      body: {
        status: 'fail',
        checks: [
          { status: 'ok' },
          { status: 'fail', detail: expect.stringContaining('PGRST205') },
          { status: 'ok' },
          { status: 'ok' },
        ],
      },
    });
    const down = project({ '/rest/v1/practices': () => new Response('', { status: 503 }) });
    expect((await ask(down.handler)).body).toMatchObject({
      checks: [{ name: 'database', status: 'fail' }, {}, {}, {}],
    });
  });

  test('an address that cannot be reached is a failing check, not a failing answer', async () => {
    const { handler } = project({
      '/auth/v1/health': () => {
        throw new TypeError('connection refused');
      },
    });
    const { body } = await ask(handler, 'sb_secret_a');
    expect(body).toMatchObject({
      checks: [{}, {}, { name: 'auth', status: 'fail', detail: 'connection refused' }, {}],
    });
  });

  test('[NT15] messages that have been due for more than ten minutes make it degraded, not failing', async () => {
    const row = {
      delivery_method: 'email',
      day_failed: 2,
      waiting: 3,
      oldest_due: null,
      last_failure: 'provider_unreachable',
    };
    const figures = (oldest_due: string) => () =>
      Response.json([
        { ...row, oldest_due },
        { ...row, delivery_method: 'sms' },
      ]);
    const late = project({ '/rest/v1/rpc/message_health': figures('2026-11-24T09:49:00Z') });
    expect(await ask(late.handler, 'sb_secret_a')).toMatchObject({
      status: 200,
      body: {
        status: 'degraded',
        checks: [
          {},
          {},
          {},
          { name: 'messages', status: 'late', detail: 'email: 3 waiting, 2 failed (provider_unreachable)' },
        ],
      },
    });
    const soon = project({ '/rest/v1/rpc/message_health': figures('2026-11-24T09:51:00Z') });
    expect((await ask(soon.handler)).body).toMatchObject({ status: 'ok' });
  });

  test('details are for the secret key alone', async () => {
    const { handler } = project({});
    for (const key of ['', 'sb_publishable_a', 'sb_secret_b']) {
      expect(JSON.stringify((await ask(handler, key)).body)).not.toContain('detail');
    }
    expect(JSON.stringify((await ask(handler, 'sb_secret_a')).body)).toContain('detail');
  });
});
