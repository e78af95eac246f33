/** The front desk's day: clinicians side by side, visits handed over by drag and by keyboard, under the new one's rules. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { settled, signedIn } from '../support/enter.ts';
import { createPractice, type Practice, weekly } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let anna: Awaited<ReturnType<Practice['clinician']>>;
let bert: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
const open: WatchedPage[] = [];

/** A Tuesday at least a week ahead. */
const tuesday = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
})();
const at = (time: string) => `${tuesday}T${time}:00+00:00`;
const instant = (time: string) => new Date(at(time)).toISOString();

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  anna = await practice.clinician({ name: 'Anna Abbott', timezone: 'UTC' });
  bert = await practice.clinician({ name: 'Bert Busy', timezone: 'UTC', hours: weekly('09:00', '12:00') });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  patient = await practice.patientWithoutLogin([anna.clinician_id], 'Paula Paper');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const visit = (start: string, end: string) =>
  practice.visit({
    clinician_id: anna.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: at(start),
    scheduled_end: at(end),
  });
const stored = async (id: string) => {
  const [row] = await sql<{ clinician_id: string; scheduled_start: Date; overbooked: boolean }[]>`
    select clinician_id, scheduled_start, overbooked from public.appointments where appointment_id = ${id}`;
  if (!row) throw new Error('the visit is not in the database');
  return { clinician: row.clinician_id, start: row.scheduled_start.toISOString(), overbooked: row.overbooked };
};

async function enter(options: Parameters<typeof openPage>[1] = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC', ...options });
  open.push(watched);
  await signedIn(watched.page, desk);
  await watched.page.goto(`${stack.web_url}/calendar?view=team&date=${tuesday}`);
  await watched.page.getByRole('region', { name: 'Clinicians side by side' }).waitFor();
  await settled(watched.page);
  return watched;
}
const column = (page: Page, name: string) => page.getByRole('region', { name: `Dr. ${name}` });
const block = (page: Page, id: string) => page.locator(`[data-visit-id="${id}"]`);

/** Drags a visit into another column, and by so many minutes: half an hour is as high as a half-hour visit. */
async function dragTo(page: Page, id: string, name: string, minutes = 0) {
  const element = block(page, id);
  await element.waitFor();
  const [from, to] = [await element.boundingBox(), await column(page, name).boundingBox()];
  if (!from || !to) throw new Error('visit or column is not on the page');
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, y + minutes * ((from.height + 1) / 30), { steps: 10 });
  await page.mouse.up();
}

test('a visit dragged to a colleague is handed over, and undo brings it back', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter();
  await dragTo(page, id, 'Bert Busy', 30);
  await expect.poll(() => stored(id)).toMatchObject({ clinician: bert.clinician_id, start: instant('10:30') });
  await column(page, 'Bert Busy')
    .getByRole('button', { name: /10:30.*Paula Paper/ })
    .waitFor();
  await column(page, 'Anna Abbott')
    .getByRole('button', { name: /Paula Paper/ })
    .waitFor({ state: 'detached' });
  await page
    .getByText(/Handed over to Dr\. Bert Busy/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => stored(id)).toMatchObject({ clinician: anna.clinician_id, start: instant('10:00') });
  await column(page, 'Anna Abbott')
    .getByRole('button', { name: /10:00.*Paula Paper/ })
    .waitFor();
});

test('the hours of the new clinician decide: refused with their free times, one of which is taken', async () => {
  const id = await visit('14:00', '14:30');
  const watched = await enter();
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await dragTo(page, id, 'Bert Busy');
  const dialog = page.getByRole('dialog', { name: 'The visit was not moved' });
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('alert').textContent()).toMatch(/outside the hours/i);
  await dialog.getByText(/It stays with Dr\. Anna Abbott/).waitFor();
  expect(await stored(id)).toMatchObject({ clinician: anna.clinician_id, start: instant('14:00') });
  await column(page, 'Anna Abbott')
    .getByText(/Paula Paper/)
    .waitFor();
  const proposals = dialog.getByRole('group', { name: 'Next free' }).getByRole('button');
  expect(await proposals.count()).toBe(3);
  await proposals.first().click();
  await dialog.waitFor({ state: 'hidden' });
  // Bert ends at noon: the next free time is on another day.
  await expect.poll(async () => (await stored(id)).clinician).toBe(bert.clinician_id);
  expect((await stored(id)).start > instant('14:00')).toBe(true);
});

test('outside the hours with a reason it is overbooked', async () => {
  const id = await visit('14:00', '14:30');
  const watched = await enter();
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await dragTo(page, id, 'Bert Busy');
  const dialog = page.getByRole('dialog', { name: 'The visit was not moved' });
  await dialog.getByRole('button', { name: 'Book anyway…' }).click();
  await dialog.getByRole('textbox').fill('Bert knows the patient');
  await dialog.getByRole('button', { name: 'Book anyway', exact: true }).click();
  await expect
    .poll(() => stored(id))
    .toEqual({ clinician: bert.clinician_id, start: instant('14:00'), overbooked: true });
});

test('the keyboard alone hands over: preview, put back, keep; the focus stays with the visit', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter();
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.visitId);
  await block(page, id).waitFor();
  await block(page, id).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await column(page, 'Bert Busy')
    .getByRole('button', { name: /Paula Paper/ })
    .waitFor();
  await page.getByText(/Dr\. Bert Busy, .*Press Enter to keep it/).waitFor();
  await expect.poll(focused).toBe(id);
  await page.keyboard.press('Escape');
  await column(page, 'Anna Abbott')
    .getByRole('button', { name: /Paula Paper/ })
    .waitFor();
  expect(await stored(id)).toMatchObject({ clinician: anna.clinician_id });
  await expect.poll(focused).toBe(id);
  await page.keyboard.press('Alt+ArrowRight');
  await column(page, 'Bert Busy')
    .getByRole('button', { name: /Paula Paper/ })
    .waitFor();
  await expect.poll(focused).toBe(id);
  await page.keyboard.press('Alt+ArrowDown');
  await column(page, 'Bert Busy')
    .getByRole('button', { name: /10:30.*Paula Paper/ })
    .waitFor();
  await expect.poll(focused).toBe(id);
  await page.keyboard.press('Enter');
  await expect.poll(() => stored(id)).toMatchObject({ clinician: bert.clinician_id, start: instant('10:30') });
  await expect.poll(focused).toBe(id);
});

test('the details hand over too, and a click in a column books for that clinician', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter();
  await block(page, id).click();
  const panel = page.getByRole('complementary');
  await panel.getByRole('button', { name: 'Move…' }).click();
  await panel.getByRole('combobox', { name: 'Clinician' }).selectOption({ label: 'Dr. Bert Busy' });
  await panel.getByRole('radio', { name: '11:00' }).check();
  await panel.getByRole('button', { name: 'Move the visit' }).click();
  await expect.poll(() => stored(id)).toMatchObject({ clinician: bert.clinician_id, start: instant('11:00') });
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'hidden' });
  // 09:00 stands half an hour below the first opening, where the view begins.
  const box = await block(page, id).boundingBox();
  if (!box) throw new Error('the visit is not on the page');
  await page.mouse.click(box.x + box.width / 2, box.y - 2 * (box.height + 1));
  const booking = page.getByRole('dialog', { name: 'New appointment' });
  await expect.poll(() => booking.getByRole('combobox', { name: 'Clinician' }).inputValue()).toBe(bert.clinician_id);
});

test('the columns are a choice that the address keeps', async () => {
  const { page } = await enter();
  await page.getByRole('button', { name: 'Clinicians: 2 of 2' }).click();
  await page.getByRole('checkbox', { name: 'Dr. Bert Busy' }).uncheck();
  await column(page, 'Bert Busy').waitFor({ state: 'hidden' });
  expect(page.url()).toContain(`team=${anna.clinician_id}`);
  await page.reload();
  await page.getByRole('button', { name: 'Clinicians: 1 of 2' }).waitFor();
  await column(page, 'Anna Abbott').waitFor();
  expect(await column(page, 'Bert Busy').count()).toBe(0);
});

test('on a phone there is one clinician, and a switch to the others', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await column(page, 'Anna Abbott').waitFor();
  await block(page, id).waitFor();
  await page.getByRole('button', { name: 'Next clinician' }).waitFor();
  expect(await column(page, 'Bert Busy').count()).toBe(0);
  await page.getByRole('button', { name: 'Next clinician' }).click();
  await column(page, 'Bert Busy').waitFor();
  await column(page, 'Anna Abbott').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

describe('axe finds nothing, in both themes', () => {
  test('with columns, the choice of clinicians, a move in preview and a refusal', async () => {
    const id = await visit('10:00', '10:30');
    const watched = await enter({});
    const { page } = watched;
    watched.expectErrors(/status of 409/);
    await block(page, id).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clinicians: 2 of 2' }).click();
    await page.getByRole('checkbox', { name: 'Dr. Bert Busy' }).waitFor();
    expect(await accessibilityViolations(page), 'choice').toEqual([]);
    await page.keyboard.press('Escape');
    await block(page, id).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await column(page, 'Bert Busy')
      .getByRole('button', { name: /Paula Paper/ })
      .waitFor();
    expect(await accessibilityViolations(page), 'preview').toEqual([]);
    for (let step = 0; step < 5; step++) await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'The visit was not moved' }).getByRole('alert').waitFor();
    expect(await accessibilityViolations(page), 'refusal').toEqual([]);
    await page.getByRole('button', { name: 'Book anyway…' }).click();
    await page.getByRole('dialog').getByRole('textbox').waitFor();
    expect(await accessibilityViolations(page), 'overbooking').toEqual([]);
  });

  test('on a phone', async () => {
    const id = await visit('10:00', '10:30');
    const { page } = await enter({ viewport: { width: 390, height: 844 }, hasTouch: true });
    await block(page, id).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
