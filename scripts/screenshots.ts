/**
 * `npm run screenshots`: takes the pictures of the README from the demo practice. Waits for what a person would wait
 * for, so that a picture never shows a skeleton.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../tests/support/browser.ts';
import { type Role, type Stack, startStack } from '../tests/support/stack-process.ts';

const folder = 'docs/screenshots';
const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

interface Picture {
  name: string;
  /** Whom to sign in; nobody for the sign-in page. */
  role?: Role;
  path?: string;
  options?: BrowserContextOptions;
  prepare?(page: Page): Promise<unknown>;
}

const dark: BrowserContextOptions = { colorScheme: 'dark' };

/** The coming Tuesday: a full day in the demo practice, still to come whatever day it is today. */
const tuesday = (() => {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7 || 7));
  return day.toISOString().slice(0, 10);
})();

const visits = (page: Page) => page.locator('[data-visit-id]');
const shown = (page: Page) => visits(page).first().waitFor();

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.waitForLoadState('networkidle');
}

/** The thread with somebody, and its card of times. */
const openThread = (name: string) => async (page: Page) => {
  await page
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('article').last().waitFor();
};

/** Clicks through the sheet and the page of the stand-in, as `tests/e2e/sync.e2e.ts` does, until the first sync is over. */
async function connectCalendar(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect a calendar' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Google Calendar/ })
    .click();
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: /Allow/ }).click();
  await page
    .getByText(/In step · /)
    .first()
    .waitFor({ timeout: 60_000 });
}

const week = `/calendar?view=week&date=${tuesday}`;
const team = `/calendar?view=team&date=${tuesday}`;

const pictures: Picture[] = [
  { name: 'sign-in' },
  { name: 'hub', role: 'receptionist', path: '/calendar?view=team' },
  { name: 'week-light', role: 'clinician', path: week, prepare: shown },
  { name: 'week-dark', role: 'clinician', path: week, options: dark, prepare: shown },
  { name: 'team', role: 'receptionist', path: team, prepare: shown },
  { name: 'list', role: 'receptionist', path: '/list', prepare: shown },
  { name: 'availability', role: 'clinician', path: '/availability' },
  { name: 'practice', role: 'admin', path: '/practice' },
  {
    name: 'practice-messages',
    role: 'admin',
    path: '/practice/messages',
    prepare: (page) => page.locator('iframe').waitFor(),
  },
  { name: 'sync', role: 'clinician', path: '/sync', prepare: connectCalendar },
  { name: 'day-phone', role: 'clinician', path: `/calendar?date=${tuesday}`, options: phone, prepare: shown },
  { name: 'visits-phone', role: 'patient', path: '/visits', options: phone, prepare: shown },
  { name: 'messages', role: 'clinician', path: '/messages', prepare: openThread('Oliver') },
  { name: 'messages-phone', role: 'patient', path: '/messages', options: phone, prepare: openThread('Okafor') },
  { name: 'week-arabic', role: 'clinician', path: week, options: { locale: 'ar' }, prepare: shown },
  {
    name: 'booking',
    role: 'receptionist',
    path: week,
    prepare: async (page) => {
      await shown(page);
      await page.keyboard.press('n');
      await page.getByRole('dialog').waitFor();
      await press(page, 'Next free time');
      await page.locator('button[data-loading]').waitFor({ state: 'detached' });
    },
  },
];

/** With a session of the auth service put where the app looks for one, so that every language is entered alike. */
async function signIn(page: Page, stack: Stack, role: Role): Promise<void> {
  const account = stack.accounts.find((candidate) => candidate.role === role);
  if (!account) throw new Error(`the demo practice has no ${role}`);
  const answer = await fetch(`${stack.api_url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  if (!answer.ok) throw new Error(`${account.email} cannot sign in: ${answer.status}`);
  await page.addInitScript(`localStorage.setItem('careslot-session', ${JSON.stringify(await answer.text())})`);
}

async function take(browser: Browser, stack: Stack, picture: Picture): Promise<void> {
  const { name, role, path: address = '/', options, prepare } = picture;
  const watched = await openPage(browser, { ...desktop, reducedMotion: 'reduce', ...options });
  const { page } = watched;
  // The session is put into every frame; the one that shows a mail has no storage, which is the point of it.
  watched.expectErrors(/localStorage.*sandboxed/);
  if (role) await signIn(page, stack, role);
  await page.goto(stack.web_url + address);
  await page.getByRole('main').waitFor();
  await page.waitForLoadState('networkidle');
  await prepare?.(page);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
  await watched.close();
  console.log(`${folder}/${name}.png`);
}

mkdirSync(folder, { recursive: true });
const running = await startStack();
const browser = await launchBrowser();
try {
  for (const picture of pictures) await take(browser, running.stack, picture);
} finally {
  await browser.close();
  await running.stop();
}
