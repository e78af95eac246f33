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
  options?: BrowserContextOptions;
  prepare?(page: Page): Promise<unknown>;
}

/** The coming week has visits still to come, whatever day it is today. */
async function nextWeek(page: Page): Promise<void> {
  await press(page, 'Next week');
  await visits(page).first().waitFor();
}

/** The coming Tuesday: a full day in the demo practice. */
async function nextTuesday(page: Page): Promise<void> {
  const days = (2 - new Date().getUTCDay() + 7) % 7 || 7;
  for (let day = 0; day < days; day++) await press(page, 'Next day');
  await visits(page).first().waitFor();
}

const visits = (page: Page) => page.locator('[data-visit-id]');

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.waitForLoadState('networkidle');
}

const pictures: Picture[] = [
  { name: 'sign-in' },
  { name: 'week-light', role: 'clinician', prepare: nextWeek },
  { name: 'week-dark', role: 'clinician', options: { colorScheme: 'dark' }, prepare: nextWeek },
  { name: 'day-phone', role: 'clinician', options: phone, prepare: nextTuesday },
  {
    name: 'booking',
    role: 'receptionist',
    prepare: async (page) => {
      await nextWeek(page);
      await press(page, 'New appointment');
      await page.getByRole('dialog').waitFor();
      await press(page, 'Next free time');
    },
  },
];

async function signIn(page: Page, stack: Stack, role: Role): Promise<void> {
  const account = stack.accounts.find((candidate) => candidate.role === role);
  if (!account) throw new Error(`the demo practice has no ${role}`);
  await page.getByLabel(/e-?mail/i).fill(account.email);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: /^sign in$/i }).click();
  await page.getByRole('button', { name: 'Today', exact: true }).first().waitFor();
  await page.waitForLoadState('networkidle');
}

async function take(browser: Browser, stack: Stack, { name, role, options, prepare }: Picture): Promise<void> {
  const watched = await openPage(browser, { ...desktop, reducedMotion: 'reduce', ...options });
  const { page } = watched;
  await page.goto(stack.web_url);
  await page.getByRole('main').waitFor();
  if (role) await signIn(page, stack, role);
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
