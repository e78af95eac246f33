import { expect, test } from 'vitest';
import { UnexpectedResponse, Unreachable } from '../../http/outside.ts';
import { createGuardedFetch, type GuardOptions, ResponseTooLarge } from './guarded-fetch.ts';

/** A network in which every host is public unless said otherwise; `asked` is what went out. */
function network(answers: Record<string, Response | (() => Response)> = {}, options: Partial<GuardOptions> = {}) {
  const asked: { url: string; method: string; authorization: string | null; redirect: string | undefined }[] = [];
  const fetch = createGuardedFetch({
    fetch: async (url, init = {}) => {
      const authorization = new Headers(init.headers).get('authorization');
      asked.push({ url, method: init.method ?? 'GET', authorization, redirect: init.redirect });
      const answer = answers[url];
      return typeof answer === 'function' ? answer() : (answer ?? new Response('ok'));
    },
    serverUrl: 'https://dav.example.org/',
    resolveHost: async () => ['93.184.215.14'],
    allowPrivate: false,
    timeoutMs: 5000,
    ...options,
  });
  return {
    fetch: (url: string, method = 'PROPFIND') => fetch(url, { method, headers: { authorization: 'Basic x' } }),
    asked,
  };
}
const to = (location: string, status = 302) => new Response(null, { status, headers: { location } });

test.each([
  ['http', 'http://dav.example.org/', {}],
  ['another scheme', 'file:///etc/passwd', {}],
  ['an address with a password', 'https://ann:secret@dav.example.org/', {}],
  ['what is no address', 'dav.example.org', {}],
  ['another site', 'https://dav.example.net/', {}],
  ['a site that only ends alike', 'https://notexample.org/', {}],
  ['an address', 'https://127.0.0.1/', { serverUrl: 'https://127.0.0.1/' }],
  ['an address in one number', 'https://2130706433/', { serverUrl: 'https://2130706433/' }],
  ['an address of IPv6', 'https://[::1]/', { serverUrl: 'https://[::1]/' }],
  ['the metadata service', 'https://169.254.169.254/latest', { serverUrl: 'https://169.254.169.254/' }],
  ['a name for a private address', 'https://dav.example.org/', { resolveHost: async () => ['192.168.1.5'] }],
  [
    'a name for a public and a private one',
    'https://dav.example.org/',
    { resolveHost: async () => ['93.184.215.14', '::1'] },
  ],
])('nothing goes out to %s', async (_, url, options) => {
  const { fetch, asked } = network({}, options);
  await expect(fetch(url)).rejects.toThrow(UnexpectedResponse);
  expect(asked).toEqual([]);
});

test('an unknown name is unreachable', async () => {
  await expect(network({}, { resolveHost: async () => [] }).fetch('https://dav.example.org/')).rejects.toThrow(
    Unreachable,
  );
  const failing = network({}, { resolveHost: () => Promise.reject(new Error('NXDOMAIN')) });
  await expect(failing.fetch('https://dav.example.org/')).rejects.toThrow(Unreachable);
});

test.each([
  ['https://caldav.icloud.com/', 'https://p34-caldav.icloud.com:443/1/calendars/', true],
  ['https://example.org/', 'https://dav.example.org/', true],
  ['https://dav.clinic.co.uk/', 'https://cal.clinic.co.uk/', true],
  ['https://dav.clinic.co.uk/', 'https://dav.other.co.uk/', false],
  ['https://caldav.icloud.com.cn/', 'https://p1-caldav.icloud.com.cn/', true],
  ['https://93.184.215.14/', 'https://94.184.215.14/', false],
])('from %s to %s: %s', async (serverUrl, location, follows) => {
  const { fetch, asked } = network({ [serverUrl]: to(location, 301) }, { serverUrl });
  const answer = fetch(serverUrl);
  if (follows) expect((await answer).url).toBe(new URL(location).href);
  else await expect(answer).rejects.toThrow('another site');
  expect(asked).toHaveLength(follows ? 2 : 1);
});

test('a redirect is checked like the first address, and by its own name', async () => {
  const resolved: string[] = [];
  const { fetch, asked } = network(
    { 'https://dav.example.org/': to('https://inside.example.org/') },
    {
      resolveHost: async (hostname) => {
        resolved.push(hostname);
        return [hostname.startsWith('inside') ? '10.0.0.1' : '93.184.215.14'];
      },
    },
  );
  await expect(fetch('https://dav.example.org/')).rejects.toThrow('private network');
  expect(resolved).toEqual(['dav.example.org', 'inside.example.org']);
  expect(asked.map(({ url }) => url)).toEqual(['https://dav.example.org/']);
  const nowhere = network({ 'https://dav.example.org/': to('https://[') });
  await expect(nowhere.fetch('https://dav.example.org/')).rejects.toThrow(UnexpectedResponse);
  const plain = network({ 'https://dav.example.org/': to('http://dav.example.org/') });
  await expect(plain.fetch('https://dav.example.org/')).rejects.toThrow('only https');
});

test('redirects keep the method and are followed five times at most', async () => {
  const hops = Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`https://dav.example.org/${n}`, to(`/${n + 1}`)]));
  const { fetch, asked } = network(hops);
  expect((await fetch('https://dav.example.org/1')).url).toBe('https://dav.example.org/6');
  expect(asked.map(({ method, redirect }) => [method, redirect])).toEqual(Array(6).fill(['PROPFIND', 'manual']));
  await expect(fetch('https://dav.example.org/0')).rejects.toThrow('too many redirects');
});

test('an answer is read up to a size', async () => {
  const answers = { 'https://dav.example.org/': () => new Response('x'.repeat(101)) };
  await expect(network(answers, { maxBytes: 100 }).fetch('https://dav.example.org/')).rejects.toThrow(ResponseTooLarge);
  expect(await (await network(answers, { maxBytes: 101 }).fetch('https://dav.example.org/')).text()).toHaveLength(101);
});

test('neither a name nor an answer is waited for longer than the limit', async () => {
  const never = () => new Promise<never>(() => {});
  const name = network({}, { resolveHost: never, timeoutMs: 20 });
  await expect(name.fetch('https://dav.example.org/')).rejects.toThrow(Unreachable);
  const answer = network(
    {},
    {
      timeoutMs: 20,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    },
  );
  await expect(answer.fetch('https://dav.example.org/')).rejects.toThrow(Unreachable);
});

test('allowed private networks are reached, also without https, and the site still holds', async () => {
  const { fetch } = network({}, { serverUrl: 'http://127.0.0.1:5232/', allowPrivate: true });
  expect((await fetch('http://127.0.0.1:5233/')).status).toBe(200);
  await expect(fetch('http://localhost:5232/')).rejects.toThrow('another site');
});
