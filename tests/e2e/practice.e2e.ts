/**
 * Practice admin in a real browser: inviting, roles, types, closures, rules and the audit trail, and who may not.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import { readFile } from 'node:fs/promises';
import papaparse from 'papaparse';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, openPage, type WatchedPage } from '../support/browser.ts';
import { enter, follow, settled, sizes } from '../support/enter.ts';
import { createPractice, type Login, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let admin: Awaited<ReturnType<Practice['member']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let patient: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
const open: WatchedPage[] = [];
/** Far enough ahead that the present does not matter. */
const tuesday = nextWeekday(2, 8);

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'Europe/London' });
  admin = await practice.member('admin', 'Ada Admin');
  desk = await practice.member('receptionist', 'Remy Receptionist');
  clinician = await practice.clinician({ name: 'Cora Clinician' });
  patient = await practice.patientWithoutLogin([clinician.clinician_id], 'Paula Paper');
});
afterEach(() => closePages(open));
afterAll(async () => {
  await browser.close();
  await sql.end();
});

async function as(person: Login, path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const watched = await enter(browser, person, path, { timezoneId: 'Europe/London', ...options });
  open.push(watched);
  return watched;
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const dialogOf = (page: Page) => page.getByRole('dialog');
/** Sentences of the trail; the buttons beside them repeat the words for screen readers. */
const told = (page: Page, words: RegExp) => page.getByRole('paragraph').filter({ hasText: words });
const row = async <T>(rows: Promise<readonly T[]>): Promise<T | undefined> => (await rows)[0];

/** The newest six-digit code in the local inbox for an address. */
async function codeFor(email: string): Promise<string | undefined> {
  const inbox = (await (await fetch(`${stack.web_url}/inbox.json`)).json()) as { to: string; text: string }[];
  return inbox.find((mail) => mail.to.includes(email))?.text.match(/\b\d{6}\b/)?.[0];
}

test('somebody new is invited, signs in with the code from the mail, accepts and works at the desk', async () => {
  const email = `new.desk.${practice.practice_id.slice(0, 8)}@example.test`;
  const { page } = await as(admin, '/practice/members');
  await page.getByRole('button', { name: 'Invite somebody' }).first().click();
  await dialogOf(page).getByRole('textbox', { name: 'E-mail' }).fill(email);
  await dialogOf(page).getByRole('textbox', { name: 'Name (optional)' }).fill('Nora New');
  await dialogOf(page).getByRole('button', { name: 'Send invitation' }).click();
  await page.getByText(`Invited: ${email}`).waitFor();
  await page.getByRole('list', { name: 'Open invitations' }).getByText('Nora New').waitFor();
  await expect.poll(() => codeFor(email)).toMatch(/^\d{6}$/);

  const guest = await openPage(browser, { timezoneId: 'Europe/London' });
  open.push(guest);
  await guest.page.goto(stack.web_url);
  await guest.page.getByRole('button', { name: /code by e-mail/ }).click();
  await guest.page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await guest.page.getByRole('button', { name: 'Send me a code' }).click();
  const code = guest.page.getByRole('textbox', { name: 'Code from the e-mail' });
  await code.waitFor();
  await code.fill((await codeFor(email)) ?? '');
  await guest.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await guest.page.getByText(/invites you to join as Front desk/).waitFor();
  await settled(guest.page);
  expect(await accessibilityViolations(guest.page)).toEqual([]);
  await guest.page.getByRole('button', { name: /^Accept/ }).click();
  await guest.page.waitForURL((url) => url.pathname === '/calendar');
  await guest.page.getByRole('button', { name: 'New appointment' }).first().waitFor();
  await guest.page.getByText(/invites you to join/).waitFor({ state: 'detached' });
  const member = await row(sql<{ role: string; full_name: string; active: boolean }[]>`
    select m.role, m.active, p.full_name from public.practice_members m join public.profiles p using (profile_id)
    where m.practice_id = ${practice.practice_id} and p.email = ${email}`);
  expect(member).toEqual({ role: 'receptionist', full_name: 'Nora New', active: true });
});

test('the admin invites, and is still signed in as themselves; an invitation is revoked', async () => {
  const email = `gone.${practice.practice_id.slice(0, 8)}@example.test`;
  const { page } = await as(admin, '/practice/members?open=new');
  await dialogOf(page).getByRole('textbox', { name: 'E-mail' }).fill(email);
  await dialogOf(page).getByRole('button', { name: 'Send invitation' }).click();
  await page.getByRole('button', { name: `Revoke the invitation of ${email}` }).click();
  await page.getByText(`The invitation of ${email} is revoked.`).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Account of Ada Admin' }).waitFor();
  const revoked = await row(sql<{ revoked: boolean }[]>`
    select revoked_at is not null as revoked from public.practice_invitations where email = ${email}`);
  expect(revoked).toEqual({ revoked: true });
});

test('the last admin keeps the role, whoever gets it as well may lose it again', async () => {
  const watched = await as(admin, `/practice/members?open=${admin.profile_id}`);
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await dialogOf(page).getByRole('button', { name: 'Deactivate' }).click();
  await dialogOf(page).getByRole('alert').waitFor();
  expect(await dialogOf(page).getByRole('alert').textContent()).toMatch(/at least one active admin/);
  await page.keyboard.press('Escape');
  const roles = async () =>
    (
      await sql<{ role: string }[]>`
        select role from public.practice_members where profile_id = ${desk.profile_id} and active order by role`
    ).map(({ role }) => role);
  for (const wanted of [['admin', 'receptionist'], ['receptionist']]) {
    await page.getByRole('button', { name: /Remy Receptionist/ }).click();
    await dialogOf(page).getByRole('checkbox', { name: 'Practice admin' }).click();
    await dialogOf(page).getByRole('button', { name: 'Save' }).click();
    await dialogOf(page).waitFor({ state: 'hidden' });
    await expect.poll(roles).toEqual(wanted);
  }
});

test('a new type with its length and instructions is there for whoever books next', async () => {
  const { page } = await as(admin, '/practice/types');
  await page.getByRole('button', { name: 'Add a type' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Travel vaccination');
  await dialog.getByRole('textbox', { name: 'Usual length' }).fill('45');
  await dialog.getByRole('textbox', { name: 'Preparation instructions' }).fill('Bring your vaccination card.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Move up: Travel vaccination' }).click();
  await expect
    .poll(() => page.getByRole('list', { name: 'Appointment types' }).getByRole('listitem').nth(8).textContent())
    .toContain('Travel vaccination');
  const stored = () =>
    row(sql`select appointment_type, default_duration_minutes, position from public.appointment_types
      where practice_id = ${practice.practice_id} and name = 'Travel vaccination'`);
  await expect
    .poll(stored)
    .toEqual({ appointment_type: 'travel_vaccination', default_duration_minutes: 45, position: 9 });
  await page.goto(`${stack.web_url}/calendar?new=1`);
  const booking = page.getByRole('dialog', { name: 'New appointment' });
  await booking.getByRole('combobox', { name: 'Kind of visit' }).selectOption({ label: 'Travel vaccination' });
  await expect.poll(() => booking.getByText(/Bring your vaccination card/).count()).toBeGreaterThan(0);
});

test('a closure counts the visits that are booked, takes the times away and is undone', async () => {
  const start = `${tuesday}T10:00:00Z`;
  const visit = await practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: start,
    scheduled_end: `${tuesday}T10:30:00Z`,
  });
  const closures = () => sql`select reason from public.practice_closures where practice_id = ${practice.practice_id}`;
  const { page } = await as(admin, '/practice/closures?open=new');
  const dialog = dialogOf(page);
  await dialog.getByLabel('First day').fill(tuesday);
  await dialog.getByRole('textbox', { name: 'Reason (optional)' }).fill('Staff training');
  await dialog.getByText(/1 visit is booked in this time/).waitFor();
  const link = await dialog.getByRole('link', { name: 'Show these visits' }).getAttribute('href');
  expect(link).toBe(`/list?from=${tuesday}&to=${tuesday}&status=requested,confirmed`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await closures()).toEqual([{ reason: 'Staff training' }]);

  await page.goto(`${stack.web_url}/calendar?new=1`);
  const booking = page.getByRole('dialog', { name: 'New appointment' });
  await booking.getByLabel('Date', { exact: true }).fill(tuesday);
  await booking.getByText(/No free time on Tuesday/).waitFor();

  await page.goto(`${stack.web_url}/practice/closures`);
  await page.getByRole('button', { name: /Staff training/ }).click();
  await dialogOf(page).getByRole('button', { name: 'Remove' }).click();
  await expect.poll(closures).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(closures).toEqual([{ reason: 'Staff training' }]);
  await page.getByRole('button', { name: /Staff training/ }).waitFor();
  await sql`delete from public.practice_closures where practice_id = ${practice.practice_id}`;
  await sql`delete from public.appointments where appointment_id = ${visit}`;
});

test('rules are saved in exact minutes; whoever leaves with unsaved changes is asked', async () => {
  const { page } = await as(admin, '/practice/rules');
  await page.getByRole('textbox', { name: 'Minimum notice' }).fill('2');
  await page.getByRole('combobox', { name: 'Unit of: Minimum notice' }).selectOption('days');
  await page.getByText('Patients can book until 2 days before a visit begins.').waitFor();
  await page.getByRole('link', { name: 'Closures' }).click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay here' }).click();
  expect(page.url()).toContain('/practice/rules');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The rules are saved.').waitFor();
  const stored = await row(sql<{ min_notice_minutes: number }[]>`
    select min_notice_minutes from public.practices where practice_id = ${practice.practice_id}`);
  expect(stored).toEqual({ min_notice_minutes: 2880 });
  await page.getByRole('link', { name: 'Closures' }).click();
  await heading(page, 'Closures').waitFor();
});

test('the trail is filtered by patient and person and exported whole', async () => {
  const other = await practice.patientWithoutLogin([clinician.clinician_id], 'Oscar Other');
  for (const [index, who] of [patient, other, patient].entries()) {
    await practice.visit({
      clinician_id: clinician.clinician_id,
      patient_id: who.patient_id,
      scheduled_start: `${tuesday}T1${index + 1}:00:00Z`,
      scheduled_end: `${tuesday}T1${index + 1}:30:00Z`,
    });
  }
  const { page } = await as(admin, '/practice/audit');
  await told(page, /booked a visit for Oscar Other/)
    .first()
    .waitFor();
  await page.getByRole('textbox', { name: 'Patient' }).fill('Oscar');
  await page.getByRole('option', { name: /Oscar Other/ }).click();
  await expect.poll(() => told(page, /booked a visit for Paula Paper/).count()).toBe(0);
  expect(new URL(page.url()).searchParams.get('patient')).toBe(other.patient_id);
  await page
    .getByRole('button', { name: /^What changed/ })
    .first()
    .click();
  await page.getByRole('row', { name: /^Patient .*Oscar Other/ }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'What' }).selectOption('appointment');
  await page.getByRole('combobox', { name: 'Action' }).selectOption('created');
  await page.waitForURL(/action=created/);
  await page
    .getByText(/booked a visit for Paula Paper/)
    .first()
    .waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as CSV' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  const { data } = papaparse.parse<Record<string, string>>(csv.replace(/^\uFEFF/, '').trim(), { header: true });
  const [total] = await sql<{ n: number }[]>`select count(*)::int as n from public.audit_events
    where practice_id = ${practice.practice_id} and entity = 'appointment' and action = 'created'`;
  expect(data).toHaveLength(total?.n ?? -1);
  expect(data.filter((line) => /booked a visit for Oscar Other/.test(line['What happened'] ?? ''))).toHaveLength(1);
  expect(data[0]?.['Time (UTC)']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(download.suggestedFilename()).toMatch(/^audit-trail-.*\.csv$/);
});

test('the front desk cannot open the pages, and is told who can', async () => {
  const { page } = await as(desk, '/practice/rules');
  await page.getByText('Only practice admins can open this page').waitFor();
  await page.getByText('If something has to be changed here, ask Ada Admin.').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  await settled(page);
  expect(await accessibilityViolations(page)).toEqual([]);
});

/**
 * Tab until the element with that name has the focus, at the speed of a person: a dialog's focus trap settles a Tab out
 * of a field with parts (day, month, year) a moment after the key, and overtakes whoever tabs faster.
 */
async function tabTo(page: Page, name: RegExp, most = 60) {
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab', { delay: 120 });
    const text = await page.evaluate(() => {
      const at = document.activeElement;
      return (
        at?.getAttribute('aria-label') ?? (at as HTMLInputElement | null)?.labels?.[0]?.textContent ?? at?.textContent
      );
    });
    if (text && name.test(text.trim())) return;
  }
  throw new Error(`${name} is not reached by Tab`);
}

test('a closure is made with the keyboard alone, and the focus comes back', async () => {
  const { page } = await as(admin, '/practice/members');
  await heading(page, 'Members').waitFor();
  await tabTo(page, /^Closures$/);
  await page.keyboard.press('Enter');
  await heading(page, 'Closures').waitFor();
  await tabTo(page, /^Add a closure$/);
  await page.keyboard.press('Enter');
  await dialogOf(page).waitFor();
  // The dialog takes the focus to its first field once it has come to rest.
  await settled(page);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('date');
  await tabTo(page, /^Reason/);
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await dialogOf(page).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /By keyboard/ }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.slice(0, 40));
  await expect.poll(focused).toBe('Add a closure');
  await sql`delete from public.practice_closures where practice_id = ${practice.practice_id}`;
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('every section and dialog at %s size', async (size) => {
    const { page } = await as(admin, '/practice/rules', { ...sizes[size] });
    const states = [
      ['/practice/rules', 'Rules'],
      ['/practice/members', 'Members'],
      [`/practice/members?open=${clinician.clinician_id}`, 'Members'],
      ['/practice/members?open=new', 'Members'],
      ['/practice/types', 'Appointment types'],
      ['/practice/types?open=follow_up', 'Appointment types'],
      ['/practice/closures', 'Closures'],
      ['/practice/closures?open=new', 'Closures'],
      ['/practice/audit', 'Audit trail'],
      ...(size === 'phone' ? [['/practice', 'Practice']] : []),
    ] as const;
    for (const [path, title] of states) {
      await follow(page, path);
      // Behind an open dialog the page is hidden from roles.
      await page.locator('main h1', { hasText: title }).waitFor();
      const dialog = path.includes('open=');
      if (dialog) await dialogOf(page).waitFor();
      await settled(page);
      expect(await accessibilityViolations(page, dialog ? inDialog : undefined), path).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, `${path} is not wider than the screen`).toBeLessThanOrEqual(0);
    }
  });
});
