import { expect, test } from 'vitest';
import { readCalendarSettings } from './settings.ts';

const key = (letter: string) => `${letter.repeat(42)}A=`;
const least = { PUBLIC_URL: 'https://care.example/', TOKEN_ENCRYPTION_KEYS: JSON.stringify({ '2026': key('a') }) };
const read = (given: Record<string, string | undefined>) => readCalendarSettings((name) => given[name]);

test('the real services are meant unless others are named, and addresses lose their last slash', () => {
  const settings = read({ ...least, GOOGLE_API_URL: 'http://127.0.0.1:1/sandbox/google//', GOOGLE_CLIENT_ID: '' });
  expect(settings).toMatchObject({
    PUBLIC_URL: 'https://care.example',
    GOOGLE_API_URL: 'http://127.0.0.1:1/sandbox/google',
    GOOGLE_TOKEN_URL: 'https://oauth2.googleapis.com/token',
    MICROSOFT_GRAPH_URL: 'https://graph.microsoft.com/v1.0',
    MICROSOFT_TENANT: 'common',
    ICLOUD_CALDAV_URL: 'https://caldav.icloud.com',
    CALDAV_ALLOW_PRIVATE: 'false',
  });
  expect(settings.GOOGLE_CLIENT_ID).toBeUndefined();
});

test('[SY16] keys keep their order: the first one seals', () => {
  const keys = JSON.stringify({ new: key('b'), old: key('a') });
  expect(read({ ...least, TOKEN_ENCRYPTION_KEYS: keys }).TOKEN_ENCRYPTION_KEYS).toEqual([
    { id: 'new', key: key('b') },
    { id: 'old', key: key('a') },
  ]);
});

test.each([
  [{ PUBLIC_URL: undefined }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'care.example' }, 'PUBLIC_URL'],
  [{ TOKEN_ENCRYPTION_KEYS: undefined }, 'TOKEN_ENCRYPTION_KEYS'],
  [{ TOKEN_ENCRYPTION_KEYS: 'secret-word' }, 'TOKEN_ENCRYPTION_KEYS: is not JSON'],
  [{ TOKEN_ENCRYPTION_KEYS: '{}' }, 'TOKEN_ENCRYPTION_KEYS: names no key'],
  [{ TOKEN_ENCRYPTION_KEYS: '{"a": "c2hvcnQ="}' }, 'TOKEN_ENCRYPTION_KEYS.a: is not 32 bytes in base64'],
  [{ TOKEN_ENCRYPTION_KEYS: JSON.stringify({ 'a.b': key('a') }) }, 'TOKEN_ENCRYPTION_KEYS'],
  [{ CALDAV_ALLOW_PRIVATE: 'yes' }, 'CALDAV_ALLOW_PRIVATE'],
  [{ MICROSOFT_LOGIN_URL: 'login' }, 'MICROSOFT_LOGIN_URL'],
])('%j is refused by the name of the setting, without its value', (change, name) => {
  const attempt = () => read({ ...least, ...change });
  expect(attempt).toThrow(name);
  for (const value of ['secret-word', 'c2hvcnQ=', key('a')]) expect(attempt).not.toThrow(value);
});
