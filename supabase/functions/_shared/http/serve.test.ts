import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Problem } from './problem.ts';
import { json, readInput, serve, serveRoutes } from './serve.ts';

const call = (handler: ReturnType<typeof serve>, method: string, body?: string) =>
  handler(new Request('http://localhost/x', { method, ...(body !== undefined && { body }) }));

const logged = vi.fn();
beforeEach(() => {
  logged.mockReset();
  vi.spyOn(console, 'error').mockImplementation(logged);
});
afterEach(() => vi.restoreAllMocks());

describe('serve', () => {
  test('answers the methods it has, with CORS', async () => {
    const response = await call(serve({ get: async () => json({ a: 1 }) }), 'GET');
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('answers preflights with its methods', async () => {
    const response = await call(serve({ get: async () => json({}), post: async () => json({}) }), 'OPTIONS');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
  });

  test('refuses other methods', async () => {
    const response = await call(serve({ get: async () => json({}) }), 'DELETE');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, OPTIONS');
    expect(await response.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  test('tells a problem as it is', async () => {
    const handler = serve({
      post: async () => {
        throw new Problem(409, 'slot_taken', 'That time was taken.', { details: { alternatives: [] } });
      },
    });
    const response = await call(handler, 'POST');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 409,
      body: {
        type: 'about:blank',
        title: 'That time was taken.',
        status: 409,
        code: 'slot_taken',
        message: 'That time was taken.',
        details: { alternatives: [] },
      },
    });
    expect(logged).not.toHaveBeenCalled();
  });

  test('tells what is wrong with the input', async () => {
    const handler = serve({
      post: async (request) => json(await readInput(request, z.strictObject({ a: z.string() }))),
    });
    expect(await (await call(handler, 'POST', '{"a": 1}')).json()).toMatchObject({
      status: 422,
      code: 'invalid_input',
      details: [{ path: 'a' }],
    });
    expect((await call(handler, 'POST', '{"a": "x", "b": 1}')).status).toBe(422);
    expect((await call(handler, 'POST')).status).toBe(422);
    expect((await call(handler, 'POST', '{')).status).toBe(400);
    expect((await call(handler, 'POST', `"${'x'.repeat(100_001)}"`)).status).toBe(413);
  });

  test('keeps the unexpected for the log', async () => {
    const handler = serve({
      get: async () => {
        throw new Error('password=hunter2');
      },
    });
    const response = await call(handler, 'GET');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
    expect(logged).toHaveBeenCalledOnce();
  });
});

describe('serveRoutes', () => {
  const handler = serveRoutes({
    'POST /': async () => json('root'),
    'GET /:id/calendars': async (_, { id }) => json(id),
    'POST /:provider/start': async (_, { provider }) => json(`start ${provider}`),
    'DELETE /:id': async (_, { id }) => json(`delete ${id}`),
    'POST /caldav': async () => json('caldav'),
  });
  const ask = async (method: string, path: string) => {
    const response = await handler(new Request(`http://localhost${path}`, { method }));
    const body: unknown = response.status === 204 ? null : await response.json();
    return { status: response.status, headers: response.headers, body };
  };

  test.each([
    ['POST', '/f', 'root'],
    ['POST', '/f/', 'root'],
    ['GET', '/f/7/calendars?x=/y/z', '7'],
    ['GET', '/f/a%20b%2Fc/calendars', 'a b/c'],
    ['POST', '/f/google/start', 'start google'],
    ['POST', '/f/caldav', 'caldav'],
    ['DELETE', '/f/caldav', 'delete caldav'],
  ])('%s %s', async (method, path, body) => {
    expect((await ask(method, path)).body).toBe(body);
  });

  test.each(['/f/a/b/c', '/f/7/other', '/f/7/calendars/8', '/f/google/start/now'])('%s is not there', async (path) => {
    expect(await ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('a path that has other methods says which', async () => {
    const { status, headers } = await ask('GET', '/f/caldav');
    expect([status, headers.get('allow')]).toEqual([405, 'DELETE, POST, OPTIONS']);
    const preflight = await ask('OPTIONS', '/f/7/calendars');
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, OPTIONS']);
  });

  test('an address that cannot be decoded is the caller’s mistake', async () => {
    expect(await ask('GET', '/f/%E0%A4%A/calendars')).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });
});
