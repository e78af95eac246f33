import { expect, test } from 'vitest';
import { isPushEndpoint, isPushHost } from './endpoint.ts';

test.each([
  'https://fcm.googleapis.com/fcm/send/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/QAbc',
  'https://wns2-par02p.notify.windows.com/w/?token=abc',
])('%s is the push service of a browser', (endpoint) => {
  expect(isPushEndpoint(endpoint)).toBe(true);
});

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:8443/fcm/send/abc',
  'https://user:password@fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com.evil.example/',
  'https://evil-push.services.mozilla.com.example/',
  'https://notify.windows.com.evil.example/',
  'https://evilnotify.windows.com/',
  'https://127.0.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/',
  'file:///etc/passwd',
  'fcm.googleapis.com',
  '',
])('%j is not asked', (endpoint) => {
  expect(isPushEndpoint(endpoint)).toBe(false);
});

test('the operator’s own are asked as they are named, and nothing beside them', () => {
  const extra = ['push.example.org', '*.push.example.net', 'http://127.0.0.1:4280'];
  const asked = (endpoint: string) => isPushEndpoint(endpoint, extra);
  expect(asked('https://push.example.org/x')).toBe(true);
  expect(asked('https://eu.push.example.net/x')).toBe(true);
  expect(asked('http://127.0.0.1:4280/sandbox/push/send/x')).toBe(true);
  for (const endpoint of [
    'http://push.example.org/x',
    'https://a.push.example.org/x',
    'https://push.example.net/x',
    'http://127.0.0.1:4281/x',
    'https://127.0.0.1:4280/x',
  ]) {
    expect({ endpoint, asked: asked(endpoint) }).toEqual({ endpoint, asked: false });
  }
});

test('a host of a setting is a name or an origin', () => {
  const good = ['push.example.org', '*.example.org', 'https://push.example.org', 'http://127.0.0.1:4280'];
  const bad = ['*', '*.', 'org', 'http://127.0.0.1:4280/', 'https://a.example/x', 'ftp://a.example', 'a b.example'];
  expect(good.filter((host) => !isPushHost(host))).toEqual([]);
  expect(bad.filter(isPushHost)).toEqual([]);
});
