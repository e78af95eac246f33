/** A bad connection: the page says so, keeps what was typed, and goes on by itself; without one, the app still opens. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, expect, test } from 'vitest';
import { closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { signedIn } from '../support/enter.ts';
import { createProfiles } from '../support/profiles.ts';
import { account, stack } from '../support/stack.ts';

const browser = createProfiles();
const open: WatchedPage[] = [];

afterEach(() => closePages(open));
afterAll(() => browser.close());

/** Signed in at the calendar; the browser's own lines about lost requests are what these tests are about. */
async function enter(options: BrowserContextOptions = {}): Promise<Page> {
  const watched = await openPage(browser, options);
  open.push(watched);
  watched.expectErrors(/Failed to load resource|net::ERR|WebSocket connection/);
  const { page } = watched;
  await signedIn(page, account('receptionist'));
  await page.goto(`${stack.web_url}/calendar?view=week`);
  await calendar(page).waitFor();
  return page;
}
const calendar = (page: Page) => page.getByRole('region', { name: /Calendar of/ });
const offline = (page: Page) => page.getByText('You are offline.');
const unreachable = (page: Page) => page.getByText('Careslot cannot be reached');
/** Whether an address of the API asks for the visits of a day. */
function asksFor(address: string, date: string): boolean {
  const { pathname, searchParams } = new URL(address);
  const from = searchParams.get('scheduled_end')?.replace('gt.', '') ?? '';
  const until = searchParams.getAll('scheduled_start').find((value) => value.startsWith('lt.'));
  const noon = Date.parse(`${date}T12:00:00Z`);
  return pathname.endsWith('/appointments') && Date.parse(from) < noon && noon < Date.parse(until?.slice(3) ?? '');
}
const api = /\/(rest|auth)\/v1\//;

test('offline: a banner comes and goes, and what was missing is fetched without a reload', async () => {
  const page = await enter();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.context().setOffline(true);
  await offline(page).waitFor();
  // The week after next is beyond what was fetched in advance.
  for (let weeks = 0; weeks < 3; weeks++) await page.getByRole('button', { name: 'Next week' }).click();
  const date = new URL(page.url()).searchParams.get('date') ?? '';
  const answered = page.waitForResponse((response) => asksFor(response.url(), date) && response.ok());
  await page.context().setOffline(false);
  await answered;
  await offline(page).waitFor({ state: 'detached' });
  await page.locator('section[data-settled]').waitFor();
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('a server that does not answer, though the browser is online, is named, and tried again on demand', async () => {
  const page = await enter();
  let down = true;
  await page.route(api, (route) => (down ? route.abort('connectionrefused') : route.fallback()));
  await page.getByRole('button', { name: 'Next week' }).click();
  await unreachable(page).waitFor();
  const again = page.getByRole('button', { name: 'Try again' }).first();
  await again.waitFor();
  down = false;
  // Something else may ask at this very moment and take the banner away: then there is nothing left to press.
  await again.evaluate((button: HTMLElement) => button.click(), undefined, { timeout: 2_000 }).catch(() => undefined);
  await unreachable(page).waitFor({ state: 'detached' });
  await calendar(page).waitFor();
});

test('one slow or lost answer is nobody’s concern', async () => {
  const page = await enter();
  let lost = 0;
  await page.route(/\/rest\/v1\/appointments/, async (route) => {
    lost += 1;
    if (lost === 1) await route.abort('connectionreset');
    else await route.fallback();
  });
  // What was asked before the route stood may still be answered: only an answer after the lost one counts.
  const answered = page.waitForResponse(
    (response) => lost > 1 && /\/rest\/v1\/appointments/.test(response.url()) && response.ok(),
  );
  await page.getByRole('button', { name: 'Next week' }).click();
  await answered;
  expect(await unreachable(page).count()).toBe(0);
});

test('a booking sent without a connection is refused in words, and nothing typed is lost', async () => {
  const page = await enter();
  await page.getByRole('button', { name: 'New appointment' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  const patient = dialog.getByRole('textbox', { name: 'Patient' });
  await patient.fill('Oli');
  await page.getByRole('option', { name: /^Oli/ }).first().click();
  const chosen = await patient.inputValue();
  const times = dialog.getByRole('radio', { name: /\d:\d\d/ });
  await times
    .or(dialog.getByRole('button', { name: 'Next free time' }))
    .first()
    .waitFor();
  if ((await times.count()) === 0) await dialog.getByRole('button', { name: 'Next free time' }).click();
  await times.first().check({ force: true });
  await page.context().setOffline(true);
  await dialog.getByRole('button', { name: /^Book/ }).last().click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('alert').textContent()).toMatch(/connection|reach|online/i);
  expect(await patient.inputValue()).toBe(chosen);
  expect(await times.first().isChecked()).toBe(true);
});

test('opened again without a connection, the app is there and says what is missing', async () => {
  const page = await enter({ serviceWorkers: 'allow' });
  const kept = () =>
    page.evaluate(async () => {
      const cache = await caches.open('careslot-assets-1');
      const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
      const assets = loaded.filter((name) => name.startsWith('/assets/'));
      const found = await Promise.all(assets.map((name) => cache.match(name)));
      return assets.length > 0 && found.every(Boolean);
    });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect.poll(kept, { timeout: 20_000 }).toBe(true);
  await page.context().setOffline(true);
  await page.reload();
  await offline(page).waitFor();
  await page.context().setOffline(false);
  await calendar(page).waitFor();
  await offline(page).waitFor({ state: 'detached' });
});

test('nothing the API answered is kept on the device', async () => {
  const page = await enter({ serviceWorkers: 'allow' });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await calendar(page).waitFor();
  const kept = await page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(caches_.map((cache) => cache.keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/');
  expect(kept.filter((path) => /^\/(rest|auth|functions|realtime|demo-accounts|inbox)/.test(path))).toEqual([]);
});

test('it can be installed: the manifest’s pictures exist in the sizes it names', async () => {
  const manifest = (await (await fetch(`${stack.web_url}/manifest.webmanifest`)).json()) as {
    icons: { src: string; sizes: string; type: string }[];
  };
  const { page } = await openPage(browser).then((watched) => {
    open.push(watched);
    return watched;
  });
  await page.goto(stack.web_url);
  for (const { src, sizes } of manifest.icons.filter(({ type }) => type === 'image/png')) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(size, src).toBe(sizes);
  }
});
