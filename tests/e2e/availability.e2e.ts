/**
 * Hours as a clinician sets them, and what becomes of them for patients: week, days off, imports, preview, unsaved work.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, openPage, type WatchedPage } from '../support/browser.ts';
import { signIn } from '../support/clients.ts';
import { settled, signedIn } from '../support/enter.ts';
import { createPractice, type Practice, weekly } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
const zone = 'Europe/Berlin';
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let patient: Awaited<ReturnType<Practice['patient']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let admin: Awaited<ReturnType<Practice['member']>>;
const open: WatchedPage[] = [];

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: zone, min_notice_minutes: 0 });
  clinician = await practice.clinician({ name: 'Cora Clinician', hours: [] });
  patient = await practice.patient([clinician.clinician_id]);
  desk = await practice.member('receptionist');
  admin = await practice.member('admin');
});
beforeEach(async () => {
  await sql`delete from public.clinician_availability where clinician_id = ${clinician.clinician_id}`;
  await sql`delete from public.clinician_date_overrides where clinician_id = ${clinician.clinician_id}`;
  await practice.clear();
});
afterEach(() => closePages(open));
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const giveHours = async (hours = weekly('09:00', '17:00')) => {
  for (const row of hours) {
    await sql`insert into public.clinician_availability ${sql({ clinician_id: clinician.clinician_id, timezone: zone, ...row })}`;
  }
};
const storedHours = async () =>
  (
    await sql<{ day_of_week: number; hours: string }[]>`
      select day_of_week, string_agg(to_char(start_time, 'HH24:MI') || '-' || to_char(end_time, 'HH24:MI'), ' ' order by start_time) as hours
      from public.clinician_availability where clinician_id = ${clinician.clinician_id} group by 1 order by 1`
  ).map((row) => `${row.day_of_week} ${row.hours}`);
const storedDays = async () =>
  (
    await sql<{ day: string }[]>`
      select override_date || ' ' || override_type || coalesce(' ' || to_char(start_time, 'HH24:MI'), '') as day
      from public.clinician_date_overrides where clinician_id = ${clinician.clinician_id} order by 1`
  ).map((row) => row.day);

type Options = { path?: string; width?: number; height?: number };
async function enter(
  person: { email: string; password: string },
  { path = '/availability', width = 1440, height = 1000 }: Options = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, { viewport: { width, height }, timezoneId: zone });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, person);
  await page.goto(stack.web_url + path);
  await page.getByRole('heading', { name: 'Availability', level: 1 }).waitFor();
  await page.getByRole('heading', { level: 2 }).first().waitFor();
  return watched;
}
const from = (page: Page, day: string, number = 1): Locator => page.getByLabel(`${day}, hours ${number}, from`);
const until = (page: Page, day: string, number = 1): Locator => page.getByLabel(`${day}, hours ${number}, until`);
const said = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).first().waitFor();
async function save(page: Page) {
  await page.getByRole('button', { name: 'Save hours' }).click();
  await said(page, 'The hours are saved.');
}
/** A date of the clinician's clock, some days ahead. */
const dayAhead = (days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(Date.now() + days * 86_400_000));
/** The next such weekday (0 = Sunday) at least two days ahead. */
function nextDay(weekday: number): string {
  let ahead = 2;
  while (new Date(`${dayAhead(ahead)}T12:00:00Z`).getUTCDay() !== weekday) ahead += 1;
  return dayAhead(ahead);
}
const cell = (page: Page, date: string): Locator => page.locator(`[role="gridcell"][data-date="${date}"]`);
/** Shows the month of a date. */
async function showMonth(page: Page, date: string) {
  const url = new URL(page.url());
  url.searchParams.set('month', date.slice(0, 7));
  await page.goto(url.href);
  await cell(page, date).waitFor();
}
test('a week with a lunch break, copied to the working days, is what patients are offered', async () => {
  const { page } = await enter(clinician);
  await page.getByText('No hours yet').waitFor();
  await page.getByRole('button', { name: 'Add hours on Monday' }).click();
  expect(await from(page, 'Monday').evaluate((input) => input === document.activeElement)).toBe(true);
  await from(page, 'Monday').fill('08:00');
  await page.getByRole('button', { name: 'Add a break on Monday' }).click();
  expect(await until(page, 'Monday').inputValue()).toBe('12:00');
  expect(await from(page, 'Monday', 2).inputValue()).toBe('13:00');
  await page.getByRole('button', { name: 'Copy Monday to other days' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy Monday' });
  expect(await dialog.getByRole('checkbox', { name: 'Friday' }).isChecked()).toBe(true);
  await dialog.getByRole('checkbox', { name: 'Friday' }).uncheck();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await save(page);
  const day = '08:00-12:00 13:00-17:00';
  expect(await storedHours()).toEqual([1, 2, 3, 4].map((weekday) => `${weekday} ${day}`));

  await page.getByRole('button', { name: 'What patients see' }).click();
  const monday = nextDay(1);
  const label = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  const shown = page.getByRole('list', { name: `Free times on ${label.format(new Date(`${monday}T12:00:00Z`))}` });
  await shown.waitFor();
  const texts = await shown.getByRole('listitem').allTextContents();

  // A real patient asks the same, the way the booking page does.
  const answer = await (await signIn(patient)).rpc('available_slots', {
    clinician_id: clinician.clinician_id,
    range_start: `${monday}T00:00:00+00:00`,
    range_end: `${monday}T23:00:00+00:00`,
    appointment_type: await page.getByLabel('Kind of visit').inputValue(),
    location_type: 'in_person',
  });
  if (answer.error) throw answer.error;
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  expect(texts).toEqual(answer.data.map((slot) => clock.format(new Date(slot.slot_start))));
  expect(texts.length).toBeGreaterThan(5);
  await page.getByText('No hours on this day').first().waitFor();
});

test('[AV2] hours past midnight say on which day they end, and are kept', async () => {
  await giveHours([{ day_of_week: 6, start_time: '10:00', end_time: '14:00' }]);
  const { page } = await enter(clinician);
  await from(page, 'Saturday').fill('22:00');
  await until(page, 'Saturday').fill('06:00');
  await page.getByText('Ends on Sunday').waitFor();
  await save(page);
  expect(await storedHours()).toEqual(['6 22:00-06:00']);
});

test('what is wrong stands beside it, and saving leads to the first of it', async () => {
  await giveHours();
  const { page } = await enter(clinician);
  await page.getByRole('button', { name: 'Add hours on Tuesday' }).click();
  await from(page, 'Tuesday', 2).fill('16:00');
  await until(page, 'Tuesday', 2).fill('18:00');
  await page.getByText('Overlaps with 16:00 – 18:00.').waitFor();
  await page.getByRole('button', { name: 'Save hours' }).click();
  expect(await from(page, 'Tuesday').evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await storedHours()).toContain('2 09:00-17:00');
  await page.getByRole('button', { name: 'Remove hours 2 on Tuesday' }).click();
  await page.getByText('Not saved yet').waitFor({ state: 'hidden' });
});

test('somebody else saved first: it says so, keeps what was typed, and can save over it', async () => {
  await giveHours();
  const watched = await enter(clinician);
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await until(page, 'Monday').fill('16:00');
  await sql`update public.clinician_availability set end_time = '12:00' where clinician_id = ${clinician.clinician_id} and day_of_week = 5`;
  await page.getByRole('button', { name: 'Save hours' }).click();
  await page.getByRole('alert').filter({ hasText: 'Somebody else changed these hours' }).waitFor();
  expect(await until(page, 'Monday').inputValue()).toBe('16:00');
  expect(await storedHours()).toContain('1 09:00-17:00');
  await page.getByRole('button', { name: 'Save mine instead' }).click();
  await said(page, 'The hours are saved.');
  expect(await storedHours()).toEqual([1, 2, 3, 4, 5].map((day) => `${day} 09:00-${day === 1 ? '16:00' : '17:00'}`));
});

test('visits that would lie outside new hours are counted, and can be looked at', async () => {
  await giveHours();
  const tuesday = nextDay(2);
  await practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: new Date(`${tuesday}T14:30:00Z`),
    scheduled_end: new Date(`${tuesday}T15:00:00Z`),
  });
  const { page } = await enter(clinician);
  await until(page, 'Tuesday').fill('12:00');
  const warning = page.getByRole('status').filter({ hasText: '1 booked visit would lie outside the new hours' });
  await warning.getByText('Pat Patient').waitFor();
  expect(await warning.getByRole('link', { name: 'Show them in the list' }).getAttribute('href')).toContain(
    `from=${tuesday}&to=${tuesday}`,
  );
  await save(page);
});

test('a day off for several days, with a note; taking it away can be undone', async () => {
  await giveHours();
  const [first, last] = [dayAhead(30), dayAhead(32)];
  const { page } = await enter(clinician);
  await showMonth(page, first);
  await cell(page, first).click();
  await page.getByRole('button', { name: 'Add a day off or other hours' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Until').fill(last);
  await dialog.getByLabel('Note').fill('Skiing');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await said(page, '3 days are saved.');
  const vacation = [30, 31, 32].map((ahead) => `${dayAhead(ahead)} vacation`);
  expect(await storedDays()).toEqual(vacation);
  expect(await cell(page, first).getAttribute('aria-label')).toContain('Vacation, all day');

  await page
    .getByRole('region', { name: 'Days off and other hours' })
    .getByRole('button', { name: /^Remove / })
    .click();
  await said(page, '3 days are as usual again.');
  expect(await storedDays()).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(storedDays).toEqual(vacation);
});

test('days that already differ are replaced only when somebody says so', async () => {
  await giveHours();
  const [first, last] = [dayAhead(30), dayAhead(31)];
  await sql`insert into public.clinician_date_overrides ${sql({ clinician_id: clinician.clinician_id, override_date: first, override_type: 'conference' })}`;
  const { page } = await enter(clinician);
  await showMonth(page, last);
  await cell(page, last).click();
  await page.getByRole('button', { name: 'Add a day off or other hours' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('From').fill(first);
  await dialog.getByText('1 of these days already differs').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Tick this to replace').waitFor();
  expect(await storedDays()).toEqual([`${first} conference`]);
  await dialog.getByRole('checkbox', { name: 'Replace it' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(storedDays).toEqual([`${first} vacation`, `${last} vacation`]);
});

test('a calendar file is looked through before anything is written', async () => {
  await giveHours();
  const [first, second] = [dayAhead(40), dayAhead(41)];
  const compact = (date: string) => date.replaceAll('-', '');
  const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
  const file = (...lines: string[]) => ({
    name: 'days.ics',
    mimeType: 'text/calendar',
    buffer: Buffer.from(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n')),
  });
  const { page } = await enter(clinician);
  await page.getByRole('button', { name: 'From a file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Days off from a calendar file' });
  await dialog.getByLabel('Calendar file').setInputFiles(file('nonsense'));
  await dialog.getByRole('alert').filter({ hasText: 'line 2 cannot be read' }).waitFor();
  await dialog
    .getByLabel('Calendar file')
    .setInputFiles(
      file(
        ...event('SUMMARY:Team day', `DTSTART;VALUE=DATE:${compact(first)}`),
        ...event('SUMMARY:Training', `DTSTART:${compact(second)}T140000`, `DTEND:${compact(second)}T160000`),
        ...event('SUMMARY:Endless', 'DTSTART;VALUE=DATE:20261201', 'RRULE:FREQ=SECONDLY'),
      ),
    );
  await dialog.getByText('Line 11, Endless').waitFor();
  await dialog.getByRole('checkbox', { name: /Team day/ }).waitFor();
  expect(await storedDays()).toEqual([]);
  await dialog.getByRole('button', { name: 'Add 2 days off' }).click();
  await said(page, '2 days are saved.');
  expect(await storedDays()).toEqual([`${first} holiday`, `${second} holiday 14:00`]);
});

test('national holidays: the country of the practice, public ones, what is there already is not ticked', async () => {
  await giveHours();
  const nextYear = Number(dayAhead(0).slice(0, 4)) + 1;
  const labourDay = `${nextYear}-05-01`;
  await sql`insert into public.clinician_date_overrides ${sql({ clinician_id: clinician.clinician_id, override_date: labourDay, override_type: 'conference' })}`;
  const { page } = await enter(clinician);
  await page.getByRole('button', { name: 'National holidays' }).click();
  const dialog = page.getByRole('dialog', { name: 'National holidays' });
  await dialog.getByLabel('Years').selectOption('next');
  expect(await dialog.getByLabel('Country').inputValue()).toBe('DE');
  const existing = dialog.getByRole('checkbox', { name: new RegExp(`1 May ${nextYear}`) });
  expect(await existing.isChecked()).toBe(false);
  await dialog.getByLabel('State or region').selectOption('BY');
  await dialog.getByRole('checkbox', { name: new RegExp(`6 Jan ${nextYear}`) }).waitFor();
  await dialog.getByRole('button', { name: /^Add \d+ days off$/ }).click();
  await said(page, /days are saved/);
  const days = await storedDays();
  expect(days).toContain(`${nextYear}-12-25 holiday`);
  expect(days).toContain(`${nextYear}-01-06 holiday`);
  expect(days).toContain(`${labourDay} conference`);
});

describe('unsaved work', () => {
  test('tabs and the back button ask first; staying keeps it, leaving leaves', async () => {
    await giveHours();
    const { page } = await enter(clinician);
    await page.getByRole('link', { name: 'List' }).first().click();
    await page.waitForURL(/\/list/);
    await page.goBack();
    await until(page, 'Monday').fill('16:00');
    await page.getByRole('link', { name: 'List' }).first().click();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await until(page, 'Monday').inputValue()).toBe('16:00');

    await page.goForward();
    await question.waitFor();
    expect(page.url()).toContain('/availability');
    await question.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.waitForURL(/\/list/);
    expect(await storedHours()).toContain('1 09:00-17:00');
  });

  test('closing the tab asks too, but only while something is unsaved', async () => {
    await giveHours();
    const { page } = await enter(clinician);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual([]);
    await until(page, 'Monday').fill('16:00');
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    expect(await until(page, 'Monday').inputValue()).toBe('17:00');
  });

  test('the front desk chooses the clinician, and is asked before switching away', async () => {
    await giveHours();
    const second = await practice.clinician({ name: 'Second Clinician' });
    const { page } = await enter(desk, { path: `/availability?clinician=${clinician.clinician_id}` });
    await until(page, 'Monday').fill('16:00');
    await page.getByLabel('Clinician', { exact: true }).selectOption(second.clinician_id);
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Leave', exact: true })
      .click();
    await page.waitForURL(new RegExp(second.clinician_id));
    expect(await until(page, 'Monday').inputValue()).toBe('17:00');
    await until(page, 'Monday').fill('15:00');
    await save(page);
    await page.getByText('The clinician or an admin can change this.').waitFor();
  });
});

test('an admin sets the minimum notice; the preview says what is too soon', async () => {
  await giveHours(weekly('00:00', '00:00', [0, 1, 2, 3, 4, 5, 6]));
  const { page } = await enter(admin, { path: `/availability?section=preview&clinician=${clinician.clinician_id}` });
  await page.getByLabel('Patients book at least this long ahead').selectOption('4320');
  await said(page, 'The minimum notice is saved.');
  await page.getByText('Too soon: patients book at least 3 days ahead').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect
    .poll(async () => {
      const [row] =
        await sql`select min_notice_minutes from public.practices where practice_id = ${practice.practice_id}`;
      return row?.min_notice_minutes;
    })
    .toBe(0);
});

test('the keyboard alone: days in the grid, a stretch with Shift, the form, and back', async () => {
  await giveHours();
  const { page } = await enter(clinician, { path: '/availability?month=2027-03' });
  const grid = page.getByRole('grid', { name: 'Days of March 2027' });
  await grid.waitFor();
  await page.getByRole('button', { name: 'Next month' }).focus();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-date'));
  expect(await focused()).toBe('2027-03-01');
  for (const key of ['ArrowDown', 'ArrowRight', 'End', 'Home', 'PageDown', 'PageUp']) await page.keyboard.press(key);
  await expect.poll(focused).toBe('2027-03-08');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await grid.getByRole('gridcell', { selected: true }).count()).toBe(3);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  expect(await dialog.getByLabel('Until').inputValue()).toBe('2027-03-10');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(storedDays).toEqual(['08', '09', '10'].map((day) => `2027-03-${day} vacation`));
});

describe('nothing in the way of anybody, in both themes', () => {
  test.each([
    ['desk', 1440, 900],
    ['phone', 390, 844],
  ] as const)('at %s size', async (_name, width, height) => {
    await giveHours();
    await sql`insert into public.clinician_date_overrides ${sql({ clinician_id: clinician.clinician_id, override_date: dayAhead(5), override_type: 'sick_leave', reason: 'A rather long note about a day on which somebody cannot come' })}`;
    const { page } = await enter(clinician, { path: '/availability?section=hours', width, height });
    await until(page, 'Monday').fill('09:10');
    await page.getByRole('button', { name: 'More about hours 1 on Tuesday' }).click();
    await settled(page);
    expect(await accessibilityViolations(page), 'hours with an error').toEqual([]);
    await page.getByRole('button', { name: 'Copy Tuesday to other days' }).click();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'copy').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Days off', exact: true }).click();
    await page.getByRole('button', { name: 'Add a day off or other hours' }).click();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'day off').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await accessibilityViolations(page), 'month').toEqual([]);
    await page.getByRole('button', { name: 'National holidays' }).click();
    await page.getByRole('group', { name: /days found/ }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'holidays').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'What patients see' }).click();
    await page.getByText(/free times in the next two weeks/).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'preview').toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways).toBe(false);
  });
});
