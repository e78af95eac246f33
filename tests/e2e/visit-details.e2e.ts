/** The details of a visit: beside the page on a desk, from below on a phone; what they tell and what can be done there. */
import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { settled, signedIn } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patient']>>;
const open: WatchedPage[] = [];

const tuesday = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
})();
const at = (time: string) => `${tuesday}T${time}:00+00:00`;

beforeAll(async () => {
  practice = await createPractice(sql, {
    timezone: 'UTC',
    phone: '+44 20 7946 0100',
    cancellation_notice_minutes: 24 * 60,
  });
  clinician = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  patient = await practice.patient([clinician.clinician_id], 'Petra Patient');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const visitFrom = (start: Date | string, end: Date | string, more = {}) =>
  practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: start,
    scheduled_end: end,
    ...more,
  });
const visit = (start: string, end: string) => visitFrom(at(start), at(end));
const stored = async (id: string) => {
  const [row] = await sql<{ status: string; scheduled_start: Date; version: number }[]>`
    select status, scheduled_start, version from public.appointments where appointment_id = ${id}`;
  if (!row) throw new Error('the visit is not in the database');
  return { ...row, scheduled_start: row.scheduled_start.toISOString() };
};

async function enter(
  person: { email: string; password: string },
  path = `/calendar?view=week&date=${tuesday}`,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC', ...options });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, person);
  await page.goto(stack.web_url + path);
  await page.getByRole('main').waitFor();
  await settled(page);
  return watched;
}
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
const block = (page: Page, id: string) => page.locator(`[data-visit-id="${id}"]`);
const panelOf = (page: Page) => page.getByRole('complementary', { name: /^(Visit|Move the visit|Cancel the visit)$/ });
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return element?.dataset.visitId ?? element?.textContent;
  });

test('beside the calendar: the focus goes there and comes back, and the calendar stays in use', async () => {
  const first = await visit('10:00', '10:30');
  const second = await visit('11:00', '11:30');
  const { page } = await enter(desk);
  // Who presses before the calendar has come to rest loses the focus, because the visits are drawn once more.
  await page.locator('section[data-settled]').waitFor();
  await block(page, first).waitFor();
  await settled(page);
  await block(page, first).press('Enter');
  await panelOf(page).getByText('10:00–10:30').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await expect.poll(() => focused(page)).toBe('Visit');
  await block(page, second).click();
  await panelOf(page).getByText('11:00–11:30').waitFor();
  await page.keyboard.press('Escape');
  await panelOf(page).waitFor({ state: 'hidden' });
  await expect.poll(() => focused(page)).toBe(second);
});

test('Escape leaves a form for the visit first', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter(desk);
  await block(page, id).click();
  await panelOf(page).getByRole('button', { name: 'Cancel visit' }).click();
  await panelOf(page).getByRole('textbox', { name: 'Reason' }).fill('No');
  await page.keyboard.press('Escape');
  await panelOf(page).getByRole('button', { name: 'Move…' }).waitFor();
  await expect.poll(() => focused(page)).toBe('Visit');
});

test('moving by the form can be undone; the history tells of both in words', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter(desk);
  await block(page, id).click();
  const panel = panelOf(page);
  await panel.getByRole('button', { name: 'Move…' }).click();
  await panel.getByRole('button', { name: 'Move the visit' }).click();
  await panel.getByRole('alert').waitFor();
  expect(await panel.getByRole('alert').textContent()).toBe('Please choose a time.');
  await panel.getByRole('radio', { name: '15:30' }).check();
  await panel.getByRole('button', { name: 'Move the visit' }).click();
  await expect.poll(async () => (await stored(id)).scheduled_start).toBe(new Date(at('15:30')).toISOString());
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await stored(id)).scheduled_start).toBe(new Date(at('10:00')).toISOString());
  await panel.getByRole('button', { name: 'History' }).click();
  await panel.getByText(/Remy Receptionist moved the visit from .*15:30 to .*10:00\./).waitFor();
  await panel.getByText(/Remy Receptionist moved the visit from .*10:00 to .*15:30\./).waitFor();
  await panel.getByText(/The system booked the visit for/).waitFor();
});

test('what somebody else has changed is said, kept from being overwritten, and shown on request', async () => {
  const id = await visit('10:00', '10:30');
  const watched = await enter(desk);
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await block(page, id).click();
  const panel = panelOf(page);
  await panel.getByRole('button', { name: 'Cancel visit' }).click();
  await panel.getByRole('textbox', { name: 'Reason' }).fill('Ill');
  // Past the live channel: the page does not know yet.
  await page.context().route('**/rest/v1/appointments?*', (route) => route.abort());
  watched.expectErrors(/ERR_FAILED/);
  await sql`update public.appointments set title = 'Moved to room 3', version = version where appointment_id = ${id}`;
  await panel.getByRole('button', { name: 'Cancel visit' }).click();
  await panel.getByRole('alert').waitFor();
  expect(await panel.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('Ill');
  expect((await stored(id)).status).toBe('confirmed');
  await page.context().unroute('**/rest/v1/appointments?*');
  await panel.getByRole('button', { name: 'Show the current state' }).click();
  await panel.getByText('Moved to room 3').waitFor();
});

test('a video call opens a quarter of an hour before, and says when until then', async () => {
  const soon = new Date(Date.now() + 10 * 60_000);
  const later = new Date(Date.now() + 40 * 60_000);
  const link = 'https://video.example.test/room';
  const id = await visitFrom(soon, new Date(soon.getTime() + 15 * 60_000), { location_type: 'video' });
  const next = await visitFrom(later, new Date(later.getTime() + 15 * 60_000), { location_type: 'video' });
  await sql`update public.appointments set video_call_link = ${link} where practice_id = ${practice.practice_id}`;
  const { page } = await enter(desk, `/calendar?view=day&visit=${id}`);
  const join = panelOf(page).getByRole('link', { name: 'Join the video call' });
  await join.waitFor();
  expect(await join.getAttribute('href')).toBe(link);
  await page.goto(`${stack.web_url}/calendar?view=day&visit=${next}`);
  await panelOf(page)
    .getByText(/You can join (on .* )?from \d\d:\d\d\./)
    .waitFor();
  expect(await join.count()).toBe(0);
});

test('a visit of a series says which one it is and leads to the others', async () => {
  const ids = [await visit('10:00', '10:30'), await visit('11:00', '11:30'), await visit('12:00', '12:30')];
  await sql`update public.appointments set series_id = ${randomUUID()} where practice_id = ${practice.practice_id}`;
  const { page } = await enter(desk, `/calendar?view=week&date=${tuesday}&visit=${ids[1]}`);
  const panel = panelOf(page);
  await panel.getByText('Visit 2 of 3 in a series').waitFor();
  await panel.getByRole('button', { name: 'All visits of the series' }).click();
  await panel.getByRole('button', { name: /12:00, Confirmed/ }).click();
  await panel.getByText('Visit 3 of 3 in a series').waitFor();
  expect(page.url()).toContain(`visit=${ids[2]}`);
});

test('a patient who is too late gets a number to call', async () => {
  const soon = new Date(Math.ceil((Date.now() + 3 * 3_600_000) / 1_800_000) * 1_800_000);
  const id = await visitFrom(soon, new Date(soon.getTime() + 30 * 60_000));
  const { page } = await enter(patient, `/visits?visit=${id}`, phone);
  const sheet = page.getByRole('dialog');
  const call = sheet.getByRole('link', { name: 'Call the practice: +44 20 7946 0100' });
  await call.waitFor();
  expect(await call.getAttribute('href')).toBe('tel:+442079460100');
  expect(await sheet.getByRole('button', { name: 'Cancel visit' }).count()).toBe(0);
});

describe('axe finds nothing, in both themes', () => {
  test.each([
    ['beside the calendar', {}],
    ['on a tablet', { viewport: { width: 768, height: 1024 } }],
    ['on a phone', phone],
  ] as const)('%s: facts, history, moving, cancelling', async (_where, options) => {
    const id = await visit('10:00', '10:30');
    const { page } = await enter(desk, `/calendar?view=day&date=${tuesday}&visit=${id}`, { ...options });
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByText(/The system booked the visit/).waitFor();
    expect(await accessibilityViolations(page), 'facts').toEqual([]);
    await page.getByRole('button', { name: 'Move…' }).click();
    await page.getByRole('radio').first().waitFor();
    expect(await accessibilityViolations(page), 'moving').toEqual([]);
    await page.getByRole('button', { name: 'Move the visit' }).click();
    await page.getByText('Please choose a time.').waitFor();
    expect(await accessibilityViolations(page), 'no time chosen').toEqual([]);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Cancel visit' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).waitFor();
    await page.getByRole('button', { name: 'Cancel visit' }).click();
    await page.getByText('Please give a reason.').waitFor();
    expect(await accessibilityViolations(page), 'cancelling').toEqual([]);
  });
});
