import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Message } from './inbox/messages.ts';
import { type Launched, stackOfFile, until } from './testing/launch.ts';
import { codeFor, newClient, signUp } from './testing/session.ts';

const launched = stackOfFile({ flags: ['--allow-host', 'practice.test'] });
let running: Launched;
beforeAll(async () => {
  running = launched();
});

const get = (url: string, init?: RequestInit) => fetch(`${running.stack.web_url}${url}`, init);

/** A request with a Host header of our choice, which fetch does not allow. */
const statusFor = (host: string, url: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port: running.port, path: url, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });

describe('one origin', () => {
  test('tells the web app where it is', async () => {
    expect(await (await get('/config.json')).json()).toEqual({
      supabase_url: running.stack.web_url,
      publishable_key: running.stack.publishable_key,
      home: 'embedded',
    });
    expect(await (await get('/demo-accounts.json')).json()).toEqual(running.stack.accounts);
  });

  test('serves the web app for its own routes, with protecting headers, and 404 for missing files', async () => {
    const page = await get('/calendar/week');
    expect(page.headers.get('content-type')).toMatch(/text\/html/);
    const missing = await get('/assets/none.js');
    expect(missing.status).toBe(404);
    expect(missing.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['/rest/v1/rpc/announce', '/rest/v1/notes', '/auth/v1/token?grant_type=password', '/functions/v1/health'])(
    'answers the preflight of %s',
    async (url) => {
      const response = await get(url, {
        method: 'OPTIONS',
        headers: {
          origin: 'http://elsewhere.test',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'apikey,authorization,content-type,x-client-info',
        },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-methods')).toContain('PATCH');
      expect(response.headers.get('access-control-allow-headers')).toContain('x-client-info');
    },
  );

  test('pages of other origins may read the API, and not the pages of this machine', async () => {
    const api = await get('/rest/v1/notes', { headers: { apikey: running.stack.publishable_key } });
    expect(api.headers.get('access-control-allow-origin')).toBe('*');
    for (const url of ['/inbox.json', '/demo-accounts.json', '/config.json', '/inbox']) {
      expect((await get(url)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('answers only to names of this machine', async () => {
    const { port } = running;
    expect(await statusFor(`127.0.0.1:${port}`, '/config.json')).toBe(200);
    expect(await statusFor(`localhost:${port}`, '/config.json')).toBe(200);
    expect(await statusFor('practice.test', '/config.json')).toBe(200);
    for (const host of ['evil.test', `evil.test:${port}`, '127.0.0.1:1', 'practice.test.evil.test']) {
      expect({ host, status: await statusFor(host, '/inbox.json') }).toEqual({ host, status: 421 });
    }
  });

  test('refuses what it does not know as problem+json', async () => {
    const post = await get('/inbox.json', { method: 'POST' });
    expect({ status: post.status, type: post.headers.get('content-type') }).toEqual({
      status: 405,
      type: 'application/problem+json',
    });
    expect((await get('/realtime/v1/api/broadcast', { method: 'POST' })).status).toBe(404);
    const large = await get('/rest/v1/notes', {
      method: 'POST',
      headers: { apikey: running.stack.publishable_key, 'content-type': 'application/json' },
      body: `"${'x'.repeat(10_000_001)}"`,
    });
    expect(large.status).toBe(413);
  });
});

describe('sign-in', () => {
  test('an unproven address cannot sign in; the code from the inbox proves it', async () => {
    const client = newClient(running.stack);
    const login = { email: 'new@example.test', password: 'long-enough' };
    expect((await client.auth.signUp(login)).data.session).toBeNull();
    expect((await client.auth.signInWithPassword(login)).error).toMatchObject({
      status: 400,
      code: 'email_not_confirmed',
    });
    const wrong = await client.auth.verifyOtp({ type: 'email', email: login.email, token: '000000' });
    expect(wrong.error).toMatchObject({ status: 403 });
    const token = await codeFor(running.stack, login.email);
    expect((await client.auth.verifyOtp({ type: 'email', email: login.email, token })).error).toBeNull();
    expect((await client.auth.signInWithPassword(login)).error).toBeNull();
  });

  test('a code by e-mail signs in without a password, once', async () => {
    const person = await signUp(running.stack, 'magic@example.test');
    const client = newClient(running.stack);
    expect((await client.auth.signInWithOtp({ email: person.email })).error).toBeNull();
    const token = await codeFor(running.stack, person.email);
    const first = await client.auth.verifyOtp({ type: 'email', email: person.email, token });
    expect(first.data.user?.id).toBe(person.session.user.id);
    const again = await newClient(running.stack).auth.verifyOtp({ type: 'email', email: person.email, token });
    expect(again.error).toMatchObject({ status: 403 });
  });

  test('a session is refreshed, and ends with sign-out', async () => {
    const { client } = await signUp(running.stack, 'refresh@example.test');
    const refreshed = await client.auth.refreshSession();
    expect(refreshed.error).toBeNull();
    expect((await client.auth.signOut()).error).toBeNull();
    const { data } = refreshed;
    const late = await newClient(running.stack).auth.refreshSession({
      refresh_token: data.session?.refresh_token ?? '',
    });
    expect(late.error).not.toBeNull();
  });

  test('the inbox shows its messages as a page and as JSON', async () => {
    await signUp(running.stack, 'inbox@example.test');
    const mails = (await (await get('/inbox.json')).json()) as Message[];
    expect(mails[0]).toMatchObject({ to: 'inbox@example.test', subject: expect.stringMatching(/confirm/i) });
    const page = await get('/inbox');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('inbox@example.test');
  });
});

describe('functions', () => {
  test('health tells everyone what fails, and the holder of the key what exactly', async () => {
    const everyone = (await (await get('/functions/v1/health')).json()) as { checks: object[] };
    // The test schema has no practices: the database is well, the migrations are not.
    expect(everyone).toEqual({
      status: 'fail',
      checks: [
        { name: 'database', status: 'ok' },
        { name: 'migrations', status: 'fail' },
        { name: 'auth', status: 'ok' },
        { name: 'messages', status: 'fail' },
      ],
    });
    const trusted = await get('/functions/v1/health', { headers: { apikey: running.stack.secret_key } });
    expect(trusted.status).toBe(503);
    expect(await trusted.json()).toMatchObject({
      checks: [{}, { detail: expect.stringContaining('PGRST205') }, {}, {}],
    });
  });

  test('maintenance is for the secret key alone', async () => {
    const call = (apikey: string) =>
      get('/functions/v1/maintenance', { method: 'POST', headers: { apikey }, body: '{}' });
    for (const key of ['', 'x', running.stack.publishable_key]) {
      const refused = await call(key);
      expect({ status: refused.status, type: refused.headers.get('content-type') }).toEqual({
        status: 401,
        type: 'application/problem+json',
      });
    }
    // Past the gate it misses its function in this schema, which is the database's failure.
    expect((await call(running.stack.secret_key)).status).toBe(502);
  });

  test.each(['/functions/v1/none', '/functions/v1/_shared', '/functions/v1/..%2f_shared', '/functions/v1/'])(
    '%s does not exist',
    async (url) => {
      expect((await get(url)).status).toBe(404);
    },
  );

  test('the runner is started again when it dies', async () => {
    const pid = Number(readFileSync(path.join(running.data, '.careslot/functions.pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await until('the health function', 10, async () =>
      (await get('/functions/v1/health')).headers.get('content-type') === 'application/json' ? true : undefined,
    );
    expect(Number(readFileSync(path.join(running.data, '.careslot/functions.pid'), 'utf8'))).not.toBe(pid);
  });
});
