import { expect, test } from 'vitest';
import { AuthorizationExpired, UnexpectedResponse } from '../../http/outside.ts';
import { discoverCalDav } from './discover.ts';

const multistatus = (...responses: string[]) =>
  new Response(
    `<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${responses.join('')}</multistatus>`,
    { status: 207, headers: { 'content-type': 'application/xml' } },
  );
const found = (href: string, prop: string) =>
  `<response><href>${href}</href><propstat><prop>${prop}</prop><status>HTTP/1.1 200 OK</status></propstat></response>`;
const collection = (href: string, name: string, component: string, more = '') =>
  found(
    href,
    `<displayname>${name}</displayname><resourcetype><collection/><C:calendar/></resourcetype>
     <C:supported-calendar-component-set><C:comp name="${component}"/></C:supported-calendar-component-set>${more}`,
  );
const privileges = (...names: string[]) =>
  `<current-user-privilege-set>${names.map((name) => `<privilege><${name}/></privilege>`).join('')}</current-user-privilege-set>`;

/** A service shaped like iCloud: absolute addresses on a partition host, lists of tasks, an inbox, a read-only calendar. */
const service: Record<string, () => Response> = {
  'https://caldav.icloud.com/.well-known/caldav': () => new Response(null, { status: 301, headers: { location: '/' } }),
  'https://caldav.icloud.com/': () =>
    multistatus(found('/', '<current-user-principal><href>/12345/principal/</href></current-user-principal>')),
  'https://caldav.icloud.com/12345/principal/': () =>
    multistatus(
      found(
        '/12345/principal/',
        `<C:calendar-home-set><href>https://p34-caldav.icloud.com:443/12345/calendars/</href></C:calendar-home-set>
         <C:calendar-user-address-set><href>/12345/principal/</href><href>mailto:ann@icloud.com</href></C:calendar-user-address-set>`,
      ),
    ),
  'https://p34-caldav.icloud.com/12345/calendars/': () =>
    multistatus(
      found('/12345/calendars/', '<resourcetype><collection/></resourcetype>'),
      found(
        '/12345/calendars/inbox/',
        '<resourcetype><collection/></resourcetype><C:schedule-default-calendar-URL><href>/12345/calendars/home</href></C:schedule-default-calendar-URL>',
      ),
      collection('/12345/calendars/tasks/', 'Reminders', 'VTODO'),
      collection('/12345/calendars/F%C3%A4/', '2026', 'VEVENT', privileges('read', 'write')),
      collection('/12345/calendars/home/', 'Home &amp; work', 'VEVENT', privileges('read', 'write-content', 'bind')),
      collection('/12345/calendars/shared/', '', 'VEVENT', privileges('read')),
    ),
};

function discover(serverUrl: string, answers = service, password = 'abcd-efgh') {
  const asked: string[] = [];
  const account = discoverCalDav({
    fetch: async (url, init) => {
      asked.push(url);
      const expected = `Basic ${btoa('ann@icloud.com:abcd-efgh')}`;
      if (new Headers(init?.headers).get('authorization') !== expected) return new Response(null, { status: 401 });
      return answers[url]?.() ?? new Response(null, { status: 404 });
    },
    serverUrl,
    username: 'ann@icloud.com',
    password,
    resolveHost: async () => ['17.248.146.1'],
    allowPrivate: false,
    timeoutMs: 5000,
  });
  return { account, asked };
}

test('from the host alone to the calendars on the partition host, tasks left out', async () => {
  const home = 'https://p34-caldav.icloud.com/12345/calendars';
  const { account } = discover('caldav.icloud.com');
  expect(await account).toEqual({
    principalUrl: 'https://caldav.icloud.com/12345/principal/',
    accountEmail: 'ann@icloud.com',
    ownAddresses: ['/12345/principal/', 'mailto:ann@icloud.com'],
    calendars: [
      { id: `${home}/F%C3%A4/`, name: '2026', isPrimary: false, canWrite: true },
      { id: `${home}/home/`, name: 'Home & work', isPrimary: true, canWrite: true },
      { id: `${home}/shared/`, name: 'shared', isPrimary: false, canWrite: false },
    ],
  });
});

test('the address of the principal is enough, too, and costs no detour', async () => {
  const principal = () =>
    multistatus(
      found('/12345/principal/', '<current-user-principal><href>/12345/principal/</href></current-user-principal>'),
    );
  let first = true;
  const answers = {
    ...service,
    'https://caldav.icloud.com/12345/principal/': () => {
      const answer = first ? principal : service['https://caldav.icloud.com/12345/principal/'];
      first = false;
      return answer?.() ?? new Response(null, { status: 404 });
    },
  };
  const { account, asked } = discover('https://caldav.icloud.com/12345/principal/', answers);
  expect((await account).calendars).toHaveLength(3);
  expect(asked).toHaveLength(3);
});

test('a wrong password is told at once, not tried elsewhere', async () => {
  const { account, asked } = discover('https://caldav.icloud.com', service, 'wrong');
  await expect(account).rejects.toThrow(AuthorizationExpired);
  expect(asked).toHaveLength(1);
});

test('a web site is no CalDAV server', async () => {
  const page = () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } });
  const answers = { 'https://caldav.icloud.com/': page, 'https://caldav.icloud.com/.well-known/caldav': page };
  await expect(discover('https://caldav.icloud.com', answers).account).rejects.toThrow(UnexpectedResponse);
});

test('an empty list is no answer, and a home on another site is not asked', async () => {
  const home = 'https://p34-caldav.icloud.com/12345/calendars/';
  const empty = { ...service, [home]: () => multistatus() };
  await expect(discover('https://caldav.icloud.com', empty).account).rejects.toThrow(UnexpectedResponse);
  const principal = 'https://caldav.icloud.com/12345/principal/';
  const elsewhere = {
    ...service,
    [principal]: () =>
      multistatus(
        found('/12345/principal/', '<C:calendar-home-set><href>https://evil.example/</href></C:calendar-home-set>'),
      ),
  };
  const { account, asked } = discover('https://caldav.icloud.com', elsewhere);
  await expect(account).rejects.toThrow('another site');
  expect(asked.some((url) => url.includes('evil'))).toBe(false);
});
