/** Links of messages, opened by somebody who is not signed in: nothing happens before a button is pressed. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, launchBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
let browser: Browser;
let practice: Practice;
let clinician_id: string;
const open: WatchedPage[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  practice = await createPractice(sql, {
    timezone: 'Europe/Zurich',
    min_notice_minutes: 0,
    cancellation_notice_minutes: 60,
    phone: '+41 44 555 01 00',
  });
  ({ clinician_id } = await practice.clinician());
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(() => browser.close());

async function visit(
  timezone = 'Europe/Zurich',
  locale = 'en',
): Promise<{ id: string; links: Record<string, string> }> {
  const { patient_id } = await practice.patientWithoutLogin([clinician_id]);
  const email = `reader-${randomUUID()}@example.test`;
  await sql`update public.profiles set email = ${email}, timezone = ${timezone}, locale = ${locale} where profile_id = ${patient_id}`;
  const start = `${nextWeekday(1, 7)}T10:00:00Z`;
  const id = await practice.visit({
    clinician_id,
    patient_id,
    scheduled_start: start,
    scheduled_end: start.replace('10:00', '10:30'),
    status: 'confirmed',
  });
  await sql`
    update public.appointment_reminders set run_after = now() - interval '1 minute', scheduled_for = now() - interval '1 minute'
    where appointment_id = ${id} and delivery_method = 'email' and recipient_id = ${patient_id}`;
  const headers = { apikey: stack.secret_key, 'content-type': 'application/json' };
  await fetch(`${stack.functions_url}/reminders`, { method: 'POST', headers, body: '{}' });
  const mails = (await (await fetch(`${stack.web_url}/inbox.json?to=${email}`)).json()) as { text: string }[];
  const links = [...(mails[0]?.text ?? '').matchAll(/^(.+):\n(\S+\/v\/\S+)$/gm)];
  return { id, links: Object.fromEntries(links.map(([, label = '', href = '']) => [label, href])) };
}
const statusOf = async (id: string) =>
  (
    await sql<{ status: string; attending: boolean; start: Date }[]>`
    select status, attendance_confirmed_at is not null as attending, scheduled_start as start
    from public.appointments where appointment_id = ${id}`
  )[0];

async function follow(href: string | undefined, options: BrowserContextOptions = {}): Promise<Page> {
  const watched = await openPage(browser, options);
  open.push(watched);
  await watched.page.goto(href ?? '');
  return watched.page;
}
const show = (page: Page) => page.getByRole('button', { name: 'Show the appointment' });

describe('[NT21] [NT22] [NT23] a link of a message', () => {
  test('confirms, with the time in the reader’s zone and in the practice’s', async () => {
    const { id, links } = await visit('Asia/Tokyo');
    const page = await follow(links['I will come']);
    await show(page).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/\d\d:\d\d|Practice [0-9a-f]/);
    expect(await statusOf(id)).toMatchObject({ attending: false });
    await show(page).click();
    await page.getByText('Zurich').first().waitFor();
    expect(await page.locator('main').textContent()).toMatch(/Tokyo/);
    await page.getByRole('button', { name: 'I will come' }).click();
    await page.getByRole('status').filter({ hasText: 'Thank you' }).waitFor();
    expect(await statusOf(id)).toMatchObject({ attending: true, status: 'confirmed' });
  });

  test('is for nobody else: no search engine, no referrer, and in the language of whom it was written to', async () => {
    const { links } = await visit('Europe/Zurich', 'es');
    const page = await follow(Object.values(links)[0], { viewport: { width: 390, height: 844 } });
    await show(page).click();
    await page.getByRole('term').filter({ hasText: 'Cuándo' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    const meta = (name: string) => page.locator(`meta[name="${name}"]`).getAttribute('content');
    expect([await meta('robots'), await meta('referrer')]).toEqual(['noindex', 'no-referrer']);
    // Nothing was chosen on this device: the next page speaks the browser's language again.
    await page.goto(`${stack.web_url}/sign-in`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('cancels by keyboard alone, and says so when it is opened again', async () => {
    const { id, links } = await visit();
    const page = await follow(links.Cancel, { viewport: { width: 390, height: 844 } });
    await show(page).focus();
    await page.keyboard.press('Enter');
    const cancel = page.getByRole('button', { name: 'Cancel the appointment' });
    await cancel.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'is cancelled' }).waitFor();
    expect(await statusOf(id)).toMatchObject({ status: 'cancelled' });
    await page.reload();
    await show(page).click();
    await page.getByRole('status').filter({ hasText: 'This appointment is cancelled' }).waitFor();
  });

  test('moves to another free time; the old links then say to use the newest message', async () => {
    const { id, links } = await visit();
    const before = await statusOf(id);
    const page = await follow(links['Choose another time']);
    await show(page).click();
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Move it to this time' }).click();
    await page.getByRole('status').filter({ hasText: 'Your appointment has been moved' }).waitFor();
    expect((await statusOf(id))?.start).not.toEqual(before?.start);
    const old = await follow(links.Cancel);
    await show(old).click();
    await old.getByRole('status').filter({ hasText: 'Please use the newest message' }).waitFor();
  });

  test('that nobody signed is not valid, and says what to do', async () => {
    const watched = await openPage(browser);
    open.push(watched);
    watched.expectErrors(/Failed to load resource/);
    await watched.page.goto(`${stack.web_url}/v/local~AAAA`);
    await watched.page.getByRole('heading', { name: 'This link is not valid' }).waitFor();
  });
});

test('axe finds nothing, in both themes, before and after the step', async () => {
  const { links } = await visit();
  for (const label of ['Cancel', 'Choose another time', 'Add to calendar']) {
    const page = await follow(links[label], label === 'Cancel' ? { viewport: { width: 390, height: 844 } } : {});
    await show(page).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await show(page).click();
    await page.getByRole('term').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  }
});
