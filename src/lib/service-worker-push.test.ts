/** The worker's own file, run against a browser made of functions: what a push shows and where a click leads. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = readFileSync('public/service-worker.js', 'utf8');
const origin = 'https://careslot.test';
type Shown = { title: string; options: NotificationOptions & { data: { url: string } } };

function startWorker(windows: { url: string }[] = []) {
  const heard = new Map<string, (event: object) => void>();
  const shown: Shown[] = [];
  const opened: string[] = [];
  const focused: string[] = [];
  const self = {
    location: new URL(`${origin}/service-worker.js`),
    addEventListener: (type: string, listener: (event: object) => void) => heard.set(type, listener),
    registration: {
      showNotification: async (title: string, options: Shown['options']) => shown.push({ title, options }),
    },
    clients: {
      matchAll: async () => windows.map(({ url }) => ({ url, focus: async () => focused.push(url) })),
      openWindow: async (url: string) => opened.push(url),
    },
  };
  new Function('self', source)(self);
  const dispatch = async (type: string, event: object) => {
    let done: unknown;
    heard.get(type)?.({ ...event, waitUntil: (work: unknown) => (done = work) });
    await done;
  };
  const push = (text: string | null) =>
    dispatch('push', { data: text === null ? null : { json: () => JSON.parse(text) as unknown } });
  const click = (url: unknown) => dispatch('notificationclick', { notification: { close: () => {}, data: { url } } });
  return { push, click, shown, opened, focused };
}

test('a push shows what it says; the next one about the same visit takes its place', async () => {
  const { push, shown } = startWorker();
  const url = `${origin}/visits?visit=1`;
  await push(JSON.stringify({ title: 'Your appointment', body: 'Tue 10:00', url, tag: 'visit-1', key: 'delivery:1' }));
  expect(shown).toEqual([
    {
      title: 'Your appointment',
      options: { body: 'Tue 10:00', icon: '/icon-192.png', tag: 'visit-1', renotify: true, data: { url } },
    },
  ]);
});

test.each([null, '', '{', '[]', 'null', '"text"', '{"title":1,"body":{},"url":[],"tag":2}'])(
  '%j shows that there is something, and nothing else',
  async (text) => {
    const { push, shown } = startWorker();
    await push(text);
    expect(shown).toEqual([{ title: 'Careslot', options: { body: '', icon: '/icon-192.png', data: { url: '' } } }]);
  },
);

test.each([
  [`${origin}/visits?visit=1`, `${origin}/visits?visit=1`],
  ['/messages?thread=2', `${origin}/messages?thread=2`],
  ['https://elsewhere.test/visits', `${origin}/`],
  ['//elsewhere.test', `${origin}/`],
  ['javascript:alert(1)', `${origin}/`],
  ['https://[', `${origin}/`],
  ['', `${origin}/`],
  [undefined, `${origin}/`],
])('a click on %j opens %s', async (url, expected) => {
  const { click, opened } = startWorker();
  await click(url);
  expect(opened).toEqual([expected]);
});

test('a window that shows the page already comes to the front; others are left alone', async () => {
  const url = `${origin}/visits?visit=1`;
  const { click, opened, focused } = startWorker([{ url: `${origin}/list` }, { url }]);
  await click(url);
  expect([focused, opened]).toEqual([[url], []]);
});
