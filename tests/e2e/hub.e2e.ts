/** The frame every member of staff lives in: today's figures, the rooms, the way to a new visit, one's own settings. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, type WatchedPage } from '../support/browser.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Practice, weekly } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';

const sql = database();
const browser = createProfiles();
const open: WatchedPage[] = [];
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let admin: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patientWithoutLogin']>>;

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  clinician = await practice.clinician({
    name: 'Cora Clinician',
    timezone: 'UTC',
    hours: weekly('00:00', '00:00', [0, 1, 2, 3, 4, 5, 6]),
  });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  admin = await practice.member('admin', 'Ada Admin');
  patient = await practice.patientWithoutLogin([clinician.clinician_id], 'Paula Paper');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const visit = (minutes: number, more = {}) =>
  practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: inMinutes(minutes),
    scheduled_end: inMinutes(minutes + 10),
    ...more,
  });
async function as(person: { email: string; password: string }, path = '/', options = {}) {
  const watched = await enter(browser, person, path, { ...sizes.desk, ...options });
  open.push(watched);
  return watched.page;
}

test('today in one line: visits, requests, video calls and who comes next, kept true as things change', async () => {
  // Near midnight "in 20 minutes" is tomorrow: then the day's figures have nothing to count yet.
  const lastHour = new Date().getUTCHours() === 23;
  await visit(20, { location_type: 'video' });
  await visit(35 + 24 * 60, { status: 'requested' });
  const page = await as(desk);
  const today = page.getByRole('region', { name: 'Today', exact: true });
  await today.getByRole('link', { name: /1 request waiting/ }).waitFor();
  if (!lastHour) {
    await today.getByRole('link', { name: /1 visit/ }).waitFor();
    await today.getByRole('link', { name: /1 video call/ }).waitFor();
    await today.getByText('Paula Paper').waitFor();
    await today.getByText(/in (19|20) min/).waitFor();
  }
  await visit(60 + 24 * 60, { status: 'requested' });
  await today.getByRole('link', { name: /2 requests waiting/ }).waitFor({ timeout: 8000 });
});

test('"requests waiting" leads to exactly those in the list', async () => {
  await visit(24 * 60, { status: 'requested' });
  await visit(26 * 60);
  const page = await as(desk);
  await page.getByRole('link', { name: /1 request waiting/ }).click();
  await page.waitForURL(/\/list\?.*status=requested/);
  await expect.poll(() => page.locator('[data-visit-id]').count()).toBe(1);
});

test('the rooms are links of one navigation; what somebody may not enter is not there', async () => {
  const page = await as(desk);
  const rooms = page.getByRole('navigation', { name: 'Main' });
  await rooms.waitFor();
  expect(await rooms.getByRole('link').allTextContents()).toEqual(['Calendar', 'List', 'Messages', 'Availability']);
  await rooms.getByRole('link', { name: 'List' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/list/);
  expect(await rooms.getByRole('link', { name: 'List' }).getAttribute('aria-current')).toBe('page');
  await expect.poll(() => page.title()).toBe('List · Careslot');
  await page.goBack();
  await page.waitForURL(/\/calendar|\/$/);
  const boss = await as(admin);
  await boss.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Practice' }).waitFor();
});

test('N opens a new appointment from any room, and the address says so', async () => {
  const page = await as(desk, '/list');
  await page.getByRole('button', { name: 'New appointment' }).first().waitFor();
  await page.keyboard.press('n');
  await page.getByRole('dialog', { name: 'New appointment' }).waitFor();
  expect(page.url()).toContain('new=1');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).not.toContain('new=1');
});

test('on a phone the rooms stand at the bottom, with the new appointment between them', async () => {
  const page = await as(clinician, '/', sizes.phone);
  const rooms = page.getByRole('navigation', { name: 'Main' });
  await rooms.waitFor();
  const box = await rooms.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(840);
  for (const link of await rooms.getByRole('link').all()) {
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await rooms.getByRole('button', { name: 'New appointment' }).click();
  await page.getByRole('dialog', { name: 'New appointment' }).waitFor();
});

test('language, name and clock are one’s own: Spanish at once, Arabic from right to left, and kept', async () => {
  const page = await as(desk, '/account');
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Español' });
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
  await page.getByRole('navigation').getByRole('link', { name: 'Calendario' }).waitFor();
  await page.getByRole('combobox', { name: 'Idioma' }).selectOption({ label: 'العربية' });
  await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  await page.reload();
  await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  const [profile] = await sql`select locale from public.profiles where profile_id = ${desk.profile_id}`;
  expect(profile?.locale).toBe('ar');
});

test('an empty name is refused with the focus in the field; a good one is kept', async () => {
  const page = await as(clinician, '/account');
  const name = page.getByRole('textbox', { name: 'Full name' });
  await name.fill(' ');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Please enter your name.').waitFor();
  expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
  await name.fill('Cora Clínica');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  const [profile] = await sql`select full_name from public.profiles where profile_id = ${clinician.profile_id}`;
  expect(profile?.full_name).toBe('Cora Clínica');
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('in the frame and the settings at %s size', async (size) => {
    await visit(20);
    const page = await as(admin, '/account', { ...sizes[size] });
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /Account of/ }).click();
    await settled(page);
    expect(await accessibilityViolations(page), 'with the menu open').toEqual([]);
  });

  test('in Arabic, mirrored', async () => {
    const page = await as(admin, '/account');
    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'العربية' });
    await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
    await page.getByRole('navigation').getByRole('link').first().click();
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
