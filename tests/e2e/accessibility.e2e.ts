/** axe (WCAG 2.2 A and AA) on every page and opened dialog, in both themes, at desk and phone size: nothing is found. */
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, openPage, type WatchedPage } from '../support/browser.ts';
import { follow, settled, signedIn } from '../support/enter.ts';
import { createProfiles } from '../support/profiles.ts';
import { account, stack } from '../support/stack.ts';

const browser = createProfiles();
const open: WatchedPage[] = [];
afterEach(() => closePages(open));
afterAll(() => browser.close());

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

async function enter(role: 'receptionist' | 'clinician' | 'patient', path: string, size: keyof typeof sizes) {
  const watched = await openPage(browser, { viewport: sizes[size], hasTouch: size === 'phone' });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, account(role));
  await page.goto(stack.web_url + path);
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
  return page;
}
describe('in both themes', () => {
  test('the sign-in page', async () => {
    const watched = await openPage(browser);
    open.push(watched);
    await watched.page.goto(stack.web_url);
    await watched.page.getByRole('heading', { name: 'Try the demo practice' }).waitFor();
    expect(await accessibilityViolations(watched.page)).toEqual([]);
  });

  test('the calendar by day, week, month and list, the keyboard help, a page that does not exist', async () => {
    const page = await enter('clinician', '/calendar', 'desk');
    for (const view of ['day', 'week', 'month', 'list']) {
      await follow(page, `/calendar?view=${view}&date=${day(3)}`);
      const button = { name: new RegExp(`^${view}$`, 'i'), pressed: true };
      await page.getByRole('button', button).waitFor();
      await page.locator('section[data-settled]').waitFor();
      await settled(page);
      expect(await accessibilityViolations(page), view).toEqual([]);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'keyboard help').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await follow(page, '/nowhere');
    await page.getByRole('link', { name: 'Go to the start page' }).waitFor();
    expect(await accessibilityViolations(page), 'no such page').toEqual([]);
  });

  test('the day on a phone', async () => {
    const page = await enter('receptionist', `/calendar?date=${day(3)}`, 'phone');
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test.each(['desk', 'phone'] as const)('the booking form at %s size', async (size) => {
    const page = await enter('receptionist', '/calendar', size);
    await page.getByRole('button', { name: 'New appointment' }).first().click();
    await page.getByRole('dialog', { name: 'New appointment' }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog)).toEqual([]);
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'with errors shown').toEqual([]);
  });

  test.each(['desk', 'phone'] as const)('the details of a visit at %s size', async (size) => {
    const page = await enter('clinician', `/calendar?view=list&date=${day(3)}`, size);
    const visit = page.locator('[data-visit-id]').first();
    await visit.waitFor();
    await visit.click();
    await page.getByRole(size === 'phone' ? 'dialog' : 'complementary').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, size === 'phone' ? inDialog : undefined)).toEqual([]);
  });

  test.each(['desk', 'phone'] as const)('the visits of a patient at %s size', async (size) => {
    const page = await enter('patient', '/', size);
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
