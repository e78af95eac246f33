/**
 * Booking in a real browser: any clinician, series with clashes, overbooking, video links, keyboard alone, a patient's
 * phone, a time kept while the form is filled in.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, type WatchedPage } from '../support/browser.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let cora: Awaited<ReturnType<Practice['clinician']>>;
let dan: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let paula: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
let other: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
const open: WatchedPage[] = [];

const room = 'https://video.example.test/cora';
/** Tuesdays from at least a week ahead on. */
const tuesday = nextWeekday(2, 8);
const week = (n: number) => new Date(Date.parse(tuesday) + n * 7 * 86_400_000).toISOString().slice(0, 10);
const at = (time: string, day = tuesday) => `${day}T${time}:00.000Z`;

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  cora = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
  dan = await practice.clinician({ name: 'Dan Doctor', timezone: 'UTC' });
  await sql`update public.clinicians set video_link = ${room} where clinician_id = ${cora.clinician_id}`;
  desk = await practice.member('receptionist', 'Remy Receptionist');
  paula = await practice.patientWithoutLogin([cora.clinician_id], 'Paula Paper');
  other = await practice.patientWithoutLogin([cora.clinician_id], 'Oscar Other');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const taken = (time: string, until: string, day = tuesday) =>
  practice.visit({
    clinician_id: cora.clinician_id,
    patient_id: other.patient_id,
    scheduled_start: at(time, day),
    scheduled_end: at(until, day),
  });
interface Row {
  clinician_id: string;
  scheduled_start: Date;
  series_id: string | null;
  overbooked: boolean;
  overbook_reason: string | null;
  video_call_link: string | null;
  description: string | null;
  status: string;
}
const rowsOf = (patientId: string) => sql<Row[]>`
  select clinician_id, scheduled_start, series_id, overbooked, overbook_reason, video_call_link, description, status
  from public.appointments where patient_id = ${patientId} order by scheduled_start`;

type Options = Parameters<typeof enter>[3];
async function openDialog(options: Options = {}, path?: string): Promise<{ watched: WatchedPage; dialog: Locator }> {
  const query = `/calendar?new=1&view=day&date=${tuesday}&clinician=${cora.clinician_id}`;
  const watched = await enter(browser, desk, path ?? query, options);
  open.push(watched);
  const dialog = watched.page.getByRole('dialog', { name: 'New appointment' });
  await dialog.getByRole('radio').first().waitFor();
  return { watched, dialog };
}
async function choosePaula(page: Page, dialog: Locator) {
  await dialog.getByRole('textbox', { name: 'Patient' }).fill('Paula');
  await page.getByRole('option', { name: /Paula Paper/ }).click();
}
const time = (dialog: Locator, text: string) => dialog.getByRole('radio', { name: new RegExp(`^${text}`) });
const book = (dialog: Locator) => dialog.getByRole('button', { name: 'Book', exact: true }).click();
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    return element?.labels?.[0]?.textContent || element?.getAttribute('aria-label') || element?.textContent || '';
  });

test('any clinician: each time says who, and who is free gets the visit', async () => {
  await taken('10:00', '10:30');
  const { watched, dialog } = await openDialog();
  await choosePaula(watched.page, dialog);
  await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Any clinician');
  await dialog.getByRole('radio', { name: '10:30, Dr. Cora Clinician or Dr. Dan Doctor' }).waitFor();
  await dialog.getByRole('radio', { name: '10:00, Dr. Dan Doctor' }).check();
  await dialog.getByText('With Dr. Dan Doctor.').waitFor();
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  expect(await rowsOf(paula.patient_id)).toMatchObject([
    { clinician_id: dan.clinician_id, scheduled_start: new Date(at('10:00')) },
  ]);
});

test('the next free time of any clinician is found weeks ahead', async () => {
  const closed = await sql<{ closure_id: string }[]>`
    insert into public.practice_closures (practice_id, during, reason)
    values (${practice.practice_id}, tstzrange(${at('00:00')}, ${at('00:00', week(5))}), 'Works') returning closure_id`;
  try {
    const watched = await enter(browser, desk, `/calendar?new=1&view=day&date=${tuesday}`);
    open.push(watched);
    const dialog = watched.page.getByRole('dialog', { name: 'New appointment' });
    await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Any clinician');
    await dialog.getByRole('button', { name: 'Next free time' }).click();
    await dialog.getByRole('radio', { name: '09:00, Dr. Cora Clinician or Dr. Dan Doctor' }).waitFor();
    expect(await dialog.getByLabel('Date').inputValue()).toBe(week(5));
    await expect.poll(() => focused(watched.page)).toContain('09:00');
  } finally {
    await sql`delete from public.practice_closures where closure_id = ${closed[0]?.closure_id ?? ''}`;
  }
});

test('a weekly series: one clash moved, one left out, the rest booked in one go', async () => {
  await taken('10:00', '10:30', week(1));
  await taken('10:00', '10:30', week(2));
  const { watched, dialog } = await openDialog();
  await choosePaula(watched.page, dialog);
  await time(dialog, '10:00').check();
  await dialog.getByRole('combobox', { name: 'Repeats' }).selectOption('Every week');
  await dialog.getByLabel('Number of visits').fill('4');
  await dialog.getByRole('button', { name: 'Check the dates' }).click();
  await dialog.getByText(/2 dates clash/).waitFor();
  expect(await dialog.getByText('Another visit, 10:00–10:30.').count()).toBe(2);
  expect(await rowsOf(paula.patient_id)).toEqual([]);
  const clashes = dialog.getByRole('group', { name: /What about/ });
  await clashes.nth(0).getByRole('radio', { name: /10:30/ }).check();
  await clashes.nth(1).getByRole('radio', { name: 'Leave it out' }).check();
  await dialog.getByRole('button', { name: 'Book 3 visits' }).click();
  await dialog.getByRole('heading', { name: '3 visits booked, 1 date left out' }).waitFor();
  const rows = await rowsOf(paula.patient_id);
  expect(rows.map((row) => row.scheduled_start.toISOString())).toEqual([
    at('10:00'),
    at('10:30', week(1)),
    at('10:00', week(3)),
  ]);
  expect(new Set(rows.map((row) => row.series_id)).size).toBe(1);
  expect(rows.every((row) => row.series_id && !row.overbooked && row.status === 'confirmed')).toBe(true);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

test('overbooking tells what it clashes with, and keeps the reason', async () => {
  await taken('10:00', '10:30');
  const { watched, dialog } = await openDialog();
  await choosePaula(watched.page, dialog);
  await dialog.getByRole('button', { name: 'Another time…' }).click();
  await dialog.getByLabel('Time', { exact: true }).fill('10:00');
  await dialog.getByText('Another visit, 10:00–10:30.').waitFor();
  await book(dialog);
  await expect.poll(() => focused(watched.page)).toContain('Why at a time that is not free?');
  expect(await rowsOf(paula.patient_id)).toEqual([]);
  await dialog.getByRole('textbox', { name: /Why at a time/ }).fill('Emergency');
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  expect(await rowsOf(paula.patient_id)).toMatchObject([{ overbooked: true, overbook_reason: 'Emergency' }]);
});

test('a video visit: the clinician’s room, another link, or none for now', async () => {
  const { watched, dialog } = await openDialog();
  const { page } = watched;
  const again = async () => {
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'New appointment' }).first().click();
    await dialog.getByRole('radio').first().waitFor();
  };
  await choosePaula(page, dialog);
  await dialog.getByRole('combobox', { name: 'Where' }).selectOption('Video');
  await dialog.getByRole('radio', { name: /The clinician's own room/ }).waitFor();
  await time(dialog, '09:00').check();
  await book(dialog);
  await again();
  await choosePaula(page, dialog);
  await dialog.getByRole('combobox', { name: 'Where' }).selectOption('Video');
  await dialog.getByRole('radio', { name: 'Another link' }).check();
  await dialog.getByRole('textbox', { name: 'Address of the video call' }).fill('https://meet.example.test/x');
  await time(dialog, '10:00').check();
  await book(dialog);
  await again();
  await choosePaula(page, dialog);
  await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Dr. Dan Doctor');
  await dialog.getByRole('combobox', { name: 'Where' }).selectOption('Video');
  await dialog.getByRole('radio', { name: /Without a link for now/ }).waitFor();
  await time(dialog, '11:00').check();
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  const rows = await rowsOf(paula.patient_id);
  expect(rows.map((row) => row.video_call_link)).toEqual([room, 'https://meet.example.test/x', null]);
});

test('a time taken meanwhile: nothing typed is lost, the next free time is one press away', async () => {
  const { watched, dialog } = await openDialog();
  watched.expectErrors(/status of 409|ERR_FAILED/);
  // Without a hold: else nobody could take it.
  await watched.page.route('**/rpc/hold_slot', (route) => route.abort());
  await choosePaula(watched.page, dialog);
  await dialog.getByRole('textbox', { name: /Reason for the visit/ }).fill('Knee');
  await time(dialog, '10:00').check();
  await taken('10:00', '10:30');
  await book(dialog);
  const alert = dialog.getByRole('alert');
  await alert.getByRole('button', { name: /10:30/ }).click();
  await expect.poll(() => focused(watched.page)).toBe('Book');
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  expect(await rowsOf(paula.patient_id)).toMatchObject([
    { scheduled_start: new Date(at('10:30')), description: 'Knee', overbooked: false },
  ]);
});

test('what was typed is not lost by one key, and a refused form goes to what is missing', async () => {
  const { watched, dialog } = await openDialog();
  const { page } = watched;
  await book(dialog);
  await expect.poll(() => focused(page)).toBe('Patient');
  await choosePaula(page, dialog);
  // Choosing the patient asks for the times anew; until they are there, the day is what can be chosen.
  await dialog.getByRole('radio').first().waitFor();
  await book(dialog);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Discard this appointment?' });
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await question.waitFor({ state: 'hidden' });
  expect(await dialog.getByRole('textbox', { name: 'Patient' }).inputValue()).toBe('Paula Paper');
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Discard' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

/** Tabs on until the element in focus has that name; a keyboard has no other way. */
async function tabTo(page: Page, name: RegExp) {
  for (let presses = 0; presses < 60; presses++) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name}; the focus is on "${await focused(page)}"`);
}

test('a series is booked with the keyboard alone', async () => {
  const { watched, dialog } = await openDialog();
  const { page } = watched;
  await tabTo(page, /^Patient$/);
  await page.keyboard.type('Paula');
  await page.getByRole('option', { name: /Paula Paper/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  // The days are one stop, with arrow keys between them.
  await tabTo(page, /free times?$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /^Repeats/);
  await page.keyboard.type('Every week');
  await tabTo(page, /^Number of visits/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await dialog.getByText(/No date clashes/).waitFor();
  await tabTo(page, /^Book 3 visits$/);
  await page.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: '3 visits booked' }).waitFor();
  await tabTo(page, /^Done$/);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const wednesday = (n: number) => new Date(Date.parse(week(n)) + 86_400_000).toISOString().slice(0, 10);
  const rows = await rowsOf(paula.patient_id);
  expect(rows.map((row) => row.scheduled_start.toISOString())).toEqual([0, 1, 2].map((n) => at('09:30', wednesday(n))));
});

test('a patient books with any of their clinicians on a phone, and says why', async () => {
  const person = await practice.patient([cora.clinician_id, dan.clinician_id], 'Petra Patient');
  const watched = await enter(browser, person, '/', sizes.phone);
  open.push(watched);
  const { page } = watched;
  await page.getByRole('button', { name: 'Book a visit' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New appointment' });
  await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Any clinician');
  await dialog.getByLabel('Date').fill(tuesday);
  await dialog.getByRole('radio', { name: /^11:30/ }).check();
  await dialog.getByRole('radio', { name: 'Dr. Dan Doctor', exact: true }).check();
  await dialog.getByRole('textbox', { name: /anything we should know/ }).fill('My knee again');
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  expect(await rowsOf(person.patient_id)).toMatchObject([
    { clinician_id: dan.clinician_id, scheduled_start: new Date(at('11:30')), description: 'My knee again' },
  ]);
});

test('[BK4, BK6] a time is kept for the person who fills in the form, and comes back when they leave', async () => {
  const anna = await practice.patient([cora.clinician_id], 'Anna Slow');
  const ben = await practice.patient([cora.clinician_id], 'Ben Quick');
  const formOf = async ({ page }: WatchedPage) => {
    await page.getByRole('button', { name: 'Book a visit' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New appointment' });
    await dialog.getByLabel('Date').fill(tuesday);
    await dialog.getByRole('group', { name: /Free times on Tuesday/ }).waitFor();
    await time(dialog, '09:00').waitFor();
    return dialog;
  };
  const kept = (dialog: Locator) => dialog.getByText(/^Kept for you until \d\d:\d\d\.$/);
  const alive = async () => {
    const rows = await sql<{ slot_start: Date }[]>`
      select slot_start from public.slot_holds where held_by = ${anna.patient_id} and expires_at > now()`;
    return rows.map((row) => row.slot_start.toISOString());
  };
  const [slow, quick] = await Promise.all([enter(browser, anna), enter(browser, ben, '/', sizes.phone)]);
  open.push(slow, quick);
  const others = await formOf(quick);
  let dialog = await formOf(slow);
  /** Each kind of place is looked up anew. */
  const benSees = async (place: string, times: number) => {
    await others.getByRole('combobox', { name: 'Where' }).selectOption(place);
    await expect
      .poll(async () => [await time(others, '09:00').count(), await time(others, '10:00').count()], { message: place })
      .toEqual([1, times]);
  };
  const choose = async () => {
    await time(dialog, '10:00').check();
    await kept(dialog).waitFor();
    expect(await alive()).toEqual([at('10:00')]);
  };
  await benSees('In person', 1);
  await choose();
  await benSees('Video', 0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await slow.page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(alive).toEqual([]);
  await benSees('Phone', 1);

  // A page that goes away gives back as well.
  dialog = await formOf(slow);
  await choose();
  await slow.page.reload();
  await expect.poll(alive).toEqual([]);

  dialog = await formOf(slow);
  await choose();
  await book(dialog);
  await dialog.waitFor({ state: 'hidden' });
  expect(await rowsOf(anna.patient_id)).toMatchObject([
    { scheduled_start: new Date(at('10:00')), status: 'confirmed' },
  ]);
  expect(await alive()).toEqual([]);
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('every step is accessible at %s size', async (size) => {
    await taken('10:00', '10:30', week(1));
    const { watched, dialog } = await openDialog(sizes[size]);
    const { page } = watched;
    const clean = async (step: string) => {
      await settled(page);
      // The page behind has tests of its own.
      expect(await accessibilityViolations(page, inDialog), step).toEqual([]);
    };
    await clean('the form');
    await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Any clinician');
    await dialog.getByRole('radio', { name: /^10:00, / }).check();
    await dialog.getByRole('combobox', { name: 'Where' }).selectOption('Video');
    await dialog.getByRole('radio', { name: 'Another link' }).check();
    await book(dialog);
    await clean('any clinician, with errors');
    await dialog.getByRole('radio', { name: /own room|Without a link/ }).check();
    await dialog.getByRole('combobox', { name: 'Clinician' }).selectOption('Dr. Cora Clinician');
    await choosePaula(page, dialog);
    await time(dialog, '10:00').check();
    await dialog.getByRole('combobox', { name: 'Repeats' }).selectOption('Every week');
    await dialog.getByLabel('Number of visits').fill('3');
    await clean('repeating');
    await dialog.getByRole('button', { name: 'Check the dates' }).click();
    await dialog.getByText(/1 date clashes/).waitFor();
    await dialog.getByRole('button', { name: /^Book/ }).click();
    await dialog.getByRole('radio', { name: 'Another time…' }).check();
    await clean('the dates, one undecided, with its search');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Keep editing' }).waitFor();
    await clean('the question before discarding');
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await dialog.getByRole('radio', { name: 'Leave it out' }).check();
    await dialog.getByRole('button', { name: 'Book 2 visits' }).click();
    await dialog.getByRole('heading', { name: /2 visits booked/ }).waitFor();
    await clean('the report');
  });
});
