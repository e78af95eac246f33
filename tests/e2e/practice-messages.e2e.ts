/** Reminders and messages as admins, staff and patients see them, in a real browser on the real stack. */
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessibilityViolations, closePages, type WatchedPage } from '../support/browser.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Login, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let admin: Awaited<ReturnType<Practice['member']>>;
const open: WatchedPage[] = [];
/** Far enough ahead that the present does not matter. */
const tuesday = nextWeekday(2, 8);

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  admin = await practice.member('admin', 'Ada Admin');
});
afterEach(() => closePages(open));
afterAll(async () => {
  await browser.close();
  await sql.end();
});

async function as(person: Login, path: string, options: BrowserContextOptions = {}) {
  const watched = await enter(browser, person, path, options);
  open.push(watched);
  return watched;
}
const rules = () => sql<{ minutes_before: number; delivery_method: string; reminder_type: string; active: boolean }[]>`
  select minutes_before, delivery_method, reminder_type, active from public.practice_reminder_rules
  where practice_id = ${practice.practice_id} order by minutes_before`;

test('[R5] an admin adds a preset, adds a rule of their own, switches it off, and removes it', async () => {
  const { page } = await as(admin, '/practice/messages');
  await page.getByRole('button', { name: '15 minutes before, by text message, to the patient' }).click();
  await page.getByRole('switch', { name: 'Send: 15 minutes before, by text message, to the patient' }).waitFor();
  await page.getByRole('button', { name: 'Add a reminder' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'How long before the visit' }).fill('2');
  await dialog.getByRole('combobox', { name: 'To whom' }).selectOption('both');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const own = page.getByRole('switch', { name: 'Send: 2 hours before, by e-mail, to both' });
  await own.press('Space');
  await expect.poll(rules).toEqual([
    { minutes_before: 15, delivery_method: 'sms', reminder_type: '15_minutes', active: true },
    { minutes_before: 120, delivery_method: 'email', reminder_type: 'custom', active: false },
  ]);
  await page.getByRole('button', { name: '2 hours before, by e-mail, to both Switched off' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect.poll(async () => (await rules()).length).toBe(1);
});

test('an admin looks at a message in another language and sends it to themselves', async () => {
  const { page } = await as(admin, '/practice/messages');
  await page.getByTitle(/^E-mail: /).waitFor();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('es');
  await page.getByRole('button', { name: 'Plain text' }).click();
  await page
    .getByRole('region', { name: 'Plain text' })
    .getByText(/Practice /)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Send me a test' }).click();
  await page.getByText('Sent to your e-mail address.').waitFor();
  const inbox = async () => {
    const mails = (await (await fetch(`${stack.web_url}/inbox.json`)).json()) as { to: string }[];
    return mails.some(({ to }) => to.includes(admin.email));
  };
  await expect.poll(inbox).toBe(true);
});

test('[NT20] a patient says that they will come, and the front desk sees it', async () => {
  const clinician = await practice.clinician({ name: 'Cora Clinician' });
  const patient = await practice.patient([clinician.clinician_id], 'Paula Patient');
  const visit = await practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: `${tuesday}T10:00:00Z`,
    scheduled_end: `${tuesday}T10:30:00Z`,
  });
  const portal = await as(patient, `/visits?visit=${visit}`, sizes.phone);
  // The card behind says the same.
  const details = portal.page.getByRole('dialog');
  await details.getByRole('button', { name: 'I’ll be there' }).click();
  await details.getByText('You said you’ll be there').waitFor();
  const desk = await as(clinician, `/list?visit=${visit}`);
  await desk.page.getByText('Patient confirmed').waitFor();
  await desk.page.getByRole('button', { name: 'Messages' }).click();
  await desk.page
    .getByRole('list', { name: 'Messages' })
    .getByText('Reminder, by e-mail, to the patient')
    .first()
    .waitFor();
});

test.each(['desk', 'phone'] as const)('axe finds nothing, in both themes, at %s size', async (size) => {
  const { page } = await as(admin, '/practice/messages', sizes[size]);
  await page.getByRole('button', { name: 'Plain text' }).click();
  await settled(page);
  expect(await accessibilityViolations(page)).toEqual([]);
});
