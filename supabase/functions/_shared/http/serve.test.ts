import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Problem } from './problem.ts';
import { json, readInput, serve } from './serve.ts';

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
