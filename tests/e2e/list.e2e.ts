/**
 * The list of visits in a real browser: find, select, confirm and cancel many, take along as a file; desktop, phone, keyboard.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import { readFile } from 'node:fs/promises';
import papaparse from 'papaparse';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, openPage, type WatchedPage } from '../support/browser.ts';
import { signedIn } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let cora: Awaited<ReturnType<Practice['clinician']>>;
let dan: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
const patients = new Map<string, string>();
const open: WatchedPage[] = [];

/** Within the four weeks that the list shows by itself. */
const tuesday = nextWeekday(2, 8);
const at = (time: string, date = tuesday) => `${date}T${time}:00+00:00`;
const names = ['Paula Paper', 'Oscar Other', 'Quentin Quick', '=HYPERLINK("x")', 'Rita "Rex", Jr.'] as const;
type Name = (typeof names)[number];

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  cora = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
  dan = await practice.clinician({ name: 'Dan Doctor', timezone: 'UTC' });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  for (const name of names) {
    const { patient_id } = await practice.patientWithoutLogin([cora.clinician_id, dan.clinician_id], name);
    patients.set(name, patient_id);
  }
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

type Wish = { status?: string; clinician?: string; type?: string; place?: string; date?: string };
const visit = (name: Name, start: string, end: string, wish: Wish = {}) =>
  practice.visit({
    clinician_id: wish.clinician ?? cora.clinician_id,
    patient_id: patients.get(name) ?? '',
    scheduled_start: at(start, wish.date),
    scheduled_end: at(end, wish.date),
    status: wish.status ?? 'confirmed',
    appointment_type: wish.type ?? 'follow_up',
    location_type: wish.place ?? 'in_person',
  });
const statusOf = async (id: string) => {
  const [row] = await sql<{ status: string; cancellation_reason: string | null }[]>`
    select status, cancellation_reason from public.appointments where appointment_id = ${id}`;
  return row;
};

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };

async function enter(path = '/list', options: BrowserContextOptions = {}, who = desk): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC', acceptDownloads: true, ...options });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, who);
  await page.goto(stack.web_url + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return watched;
}
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
/** The name at the head of the visit's details. */
const details = (page: Page, name: string) => page.locator('p').filter({ hasText: name });
/** A condition that comes true in a while; longer than the default, because two cores may be busy. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 15_000 });
/** The patients in the list, from top to bottom. */
const shown = (page: Page) => page.locator('[data-visit-id] a').allTextContents();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

describe('finding', () => {
  beforeEach(async () => {
    await visit('Paula Paper', '09:00', '09:30', { status: 'requested', place: 'video' });
    await visit('Oscar Other', '09:00', '09:30', { clinician: dan.clinician_id, type: 'routine_checkup' });
    await visit('Quentin Quick', '11:00', '11:30', { status: 'cancelled' });
  });

  test('filters narrow the list, stand in the address, and the back button takes them back', async () => {
    const { page } = await enter();
    await row(page, 'Oscar Other').waitFor();
    await eventually(async () => (await shown(page)).toSorted()).toEqual(['Oscar Other', 'Paula Paper']);
    await page.getByRole('button', { name: /^Status/ }).click();
    await page.getByRole('checkbox', { name: 'Cancelled' }).check();
    await row(page, 'Quentin Quick').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clinician' }).click();
    await page.getByRole('checkbox', { name: 'Dr. Dan Doctor' }).check();
    await eventually(() => shown(page)).toEqual(['Oscar Other']);
    expect(page.url()).toContain(`clinician=${dan.clinician_id}`);
    await page.goBack();
    await eventually(() => shown(page)).toHaveLength(3);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Requests waiting' }).click();
    await eventually(() => shown(page)).toEqual(['Paula Paper']);
    expect(new URL(page.url()).searchParams.get('status')).toBe('requested');
    // Shared with a colleague, the address shows the same.
    const address = new URL(page.url());
    const { page: other } = await enter(address.pathname + address.search);
    await eventually(() => shown(other)).toEqual(['Paula Paper']);
  });

  test('a patient is found by words in any order, and signs in the search do no harm', async () => {
    const { page } = await enter();
    const search = page.getByRole('searchbox', { name: 'Search patients' });
    await search.fill('other osc');
    await eventually(() => shown(page)).toEqual(['Oscar Other']);
    await search.fill('*),or(status.eq.cancelled');
    await page.getByText('No visit matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await eventually(() => shown(page)).toHaveLength(2);
    expect(await search.inputValue()).toBe('');
    expect(new URL(page.url()).search).toBe('');
  });

  test('a clinician sees their own visits and no choice of clinician', async () => {
    const { page } = await enter('/list', {}, dan);
    await row(page, 'Oscar Other').waitFor();
    await eventually(() => shown(page)).toEqual(['Oscar Other']);
    // The others of the same row of headings and of the same row of filters are there.
    await page.getByRole('columnheader', { name: 'Patient' }).waitFor();
    await page.getByRole('button', { name: /^Status/ }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Clinician' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Clinician' }).count()).toBe(0);
  });
});

describe('many at once', () => {
  test('two requests are confirmed, one visit is cancelled, and a refused one is told with its reason', async () => {
    const first = await visit('Paula Paper', '09:00', '09:30', { status: 'requested' });
    const second = await visit('Oscar Other', '10:00', '10:30', { status: 'requested' });
    const third = await visit('Quentin Quick', '11:00', '11:30');
    const watched = await enter();
    const { page } = watched;
    watched.expectErrors(/status of 409/);
    await row(page, 'Paula Paper').getByRole('checkbox').click();
    await row(page, 'Oscar Other')
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByRole('heading', { name: '2 visits confirmed.' }).waitFor();
    expect([(await statusOf(first))?.status, (await statusOf(second))?.status]).toEqual(['confirmed', 'confirmed']);
    await page.getByRole('button', { name: 'Close the report' }).click();

    // Somebody else changes one of them while the order to cancel is on its way.
    await page.route('**/rpc/cancel_appointment', async (route) => {
      if (route.request().postData()?.includes(second)) {
        await sql`update public.appointments set title = 'Changed meanwhile' where appointment_id = ${second}`;
      }
      await route.continue();
    });
    await row(page, 'Oscar Other').getByRole('checkbox').click();
    await row(page, 'Quentin Quick').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Cancel visits…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel 2 visits' });
    await dialog.getByRole('textbox', { name: 'Reason for cancelling' }).fill('Clinic closed');
    await dialog.getByRole('button', { name: 'Cancel 2 visits' }).click();
    const report = page.getByRole('region', { name: 'What was done' });
    await report.getByRole('heading', { name: '1 visit cancelled.' }).waitFor();
    expect(await report.getByRole('listitem').textContent()).toMatch(
      /Oscar Other.*10:00.*changed this visit in the meantime/,
    );
    expect(await statusOf(third)).toEqual({ status: 'cancelled', cancellation_reason: 'Clinic closed' });
    expect((await statusOf(second))?.status).toBe('confirmed');
    // What was not done stays selected, and can be looked at from the report.
    await eventually(() => row(page, 'Oscar Other').getAttribute('aria-selected')).toBe('true');
    await report.getByRole('link', { name: /Open the visit of Oscar Other/ }).click();
    await details(page, 'Oscar Other').waitFor();
    expect(page.url()).toContain(`visit=${second}`);
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('the keyboard alone finds, selects and confirms', async () => {
    const first = await visit('Paula Paper', '09:00', '09:30', { status: 'requested' });
    const second = await visit('Oscar Other', '10:00', '10:30', { status: 'requested' });
    const { page } = await enter();
    await row(page, 'Paula Paper').waitFor();
    await page.getByRole('searchbox').focus();
    for (let step = 0; step < 30 && !(await focused(page)).includes('Paula Paper'); step++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await eventually(() => focused(page)).toContain('Oscar Other');
    await page.keyboard.press('Shift+Space');
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    for (let step = 0; step < 40 && (await focused(page)) !== 'Confirm'; step++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await eventually(() => focused(page)).toBe('2 visits confirmed.');
    expect([(await statusOf(first))?.status, (await statusOf(second))?.status]).toEqual(['confirmed', 'confirmed']);
    await row(page, 'Oscar Other').focus();
    await page.keyboard.press('Enter');
    await details(page, 'Oscar Other').waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => focused(page)).toContain('Oscar Other');
    expect(page.url()).not.toContain('visit=');
  });
});

test('the exported file holds what the list shows, and nothing a spreadsheet would run', async () => {
  await visit('=HYPERLINK("x")', '09:00', '09:30', { place: 'video' });
  await visit('Rita "Rex", Jr.', '10:00', '10:45', { status: 'requested', clinician: dan.clinician_id });
  await visit('Paula Paper', '11:00', '11:30', { status: 'cancelled' });
  const { page } = await enter();
  await row(page, 'Rita').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^visits-practice-[0-9a-f]+-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFFappointment_id,status,date,')).toBe(true);
  const { data } = papaparse.parse<Record<string, string>>(text.slice(1), { header: true, skipEmptyLines: true });
  expect(data).toMatchObject([
    {
      status: 'confirmed',
      date: tuesday,
      start_time: '09:00',
      end_time: '09:30',
      timezone: 'UTC',
      start: `${tuesday}T09:00:00.000Z`,
      duration_minutes: '30',
      patient: `'=HYPERLINK("x")`,
      clinician: 'Dr. Cora Clinician',
      location_type: 'video',
    },
    { status: 'requested', patient: 'Rita "Rex", Jr.', clinician: 'Dr. Dan Doctor', duration_minutes: '45' },
  ]);
});

test('a long list is read to its end while scrolling, and stays where it is when something changes', async () => {
  await sql`
    insert into public.appointments (practice_id, clinician_id, patient_id, scheduled_start, scheduled_end, status,
      appointment_type, location_type)
    select ${practice.practice_id}, ${cora.clinician_id}, ${patients.get('Paula Paper') ?? ''},
      ${at('00:00')}::timestamptz + n * interval '30 minutes', ${at('00:00')}::timestamptz + (n + 1) * interval '30 minutes',
      'confirmed', 'follow_up', 'phone'
    from generate_series(1, 700) n`;
  const { page } = await enter('/list?dates=all');
  const grid = page.getByRole('grid', { name: 'Visits by date' });
  await eventually(() => grid.getAttribute('aria-rowcount')).toBe('701');
  expect(await page.locator('[data-visit-id]').count()).toBeLessThan(80);
  await page.locator('[data-visit-id]').first().focus();
  await eventually(async () => {
    await page.keyboard.press('End');
    return page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'));
  }).toBe('701');
  await page.getByText('That is all: 700 visits.').waitFor();

  // Somewhere in the middle; then a visit appears far above.
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  const firstInView = () =>
    grid.evaluate((element) => {
      const { top } = (element.parentElement as HTMLElement).getBoundingClientRect();
      const rows = [...element.querySelectorAll<HTMLElement>('[data-visit-id]')];
      const first = rows.find((each) => each.getBoundingClientRect().top > top + 90);
      return { id: first?.dataset.visitId, top: Math.round(first?.getBoundingClientRect().top ?? 0) };
    });
  const before = await firstInView();
  await visit('Oscar Other', '00:00', '00:30', { clinician: dan.clinician_id });
  await eventually(() => grid.getAttribute('aria-rowcount')).toBe('702');
  await eventually(firstInView).toEqual(before);
});

describe('on a phone', () => {
  test('visits are cards, filters a sheet, and several are chosen with the thumb', async () => {
    const id = await visit('Paula Paper', '09:00', '09:30', { status: 'requested' });
    await visit('Oscar Other', '10:00', '10:30', { clinician: dan.clinician_id });
    const { page } = await enter('/list', phone);
    await row(page, 'Oscar Other').waitFor();
    await page.getByRole('button', { name: 'Filters' }).tap();
    const sheet = page.getByRole('dialog', { name: 'Filters' });
    await sheet.getByRole('checkbox', { name: 'Dr. Cora Clinician' }).check();
    await sheet.getByRole('button', { name: 'Show 1 visit' }).tap();
    await eventually(() => shown(page)).toEqual(['Paula Paper']);
    await page.getByRole('button', { name: 'Filters, 1 in use' }).waitFor();
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    await row(page, 'Paula Paper').tap();
    expect(await row(page, 'Paula Paper').getAttribute('aria-selected')).toBe('true');
    await page.getByRole('button', { name: 'Confirm', exact: true }).tap();
    await page.getByRole('heading', { name: '1 visit confirmed.' }).waitFor();
    expect((await statusOf(id))?.status).toBe('confirmed');
    await page.getByRole('button', { name: 'Close the report' }).tap();
    await row(page, 'Paula Paper').tap();
    await details(page, 'Paula Paper').waitFor();
  });

  test('what is to be touched is large enough', async () => {
    await visit('Paula Paper', '09:00', '09:30');
    const { page } = await enter('/list', phone);
    await row(page, 'Paula Paper').waitFor();
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    const small = await page
      .locator('main button, main select, main input:not([type="checkbox"]), main [data-select]')
      .evaluateAll((all) =>
        all
          .map((element) => ({
            name: element.textContent || element.getAttribute('aria-label'),
            box: element.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.width > 1 && (box.height < 44 || box.width < 32))
          .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
      );
    expect(small).toEqual([]);
  });
});

describe('axe finds nothing, in both themes', () => {
  test.each([
    ['desktop', {}],
    ['phone', phone],
  ] as const)('%s: the list, a selection, the filters, nothing found', async (_size, options) => {
    await visit('Paula Paper', '09:00', '09:30', { status: 'requested' });
    await visit('Oscar Other', '10:00', '10:30', { status: 'cancelled' });
    const { page } = await enter('/list?status=all', { ...options });
    await row(page, 'Oscar Other').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    const select = page.getByRole('button', { name: 'Select', exact: true });
    if (await select.count()) await select.click();
    await row(page, 'Paula Paper').getByRole('checkbox').click();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel visits…' }).click();
    await page.getByRole('dialog').getByRole('textbox').waitFor();
    expect(await accessibilityViolations(page, inDialog)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page
      .getByRole('button', { name: /^(Status|Filters)/ })
      .first()
      .click();
    await page.getByRole('checkbox', { name: 'Requested' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('zzz');
    await page.getByText('No visit matches these filters').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
