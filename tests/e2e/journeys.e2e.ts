/** The main job in a real browser: sign in, see the week, book, move by drag, be refused, cancel, see another's change live. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { signIn } from '../support/clients.ts';
import { settled, signedIn } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { account, stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
const open: WatchedPage[] = [];

/** A Tuesday at least a week ahead, so that nothing lies in the past and the demo's present does not matter. */
const tuesday = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
})();
const at = (time: string) => `${tuesday}T${time}:00+00:00`;

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  clinician = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
  desk = await practice.member('receptionist', 'Remy Receptionist');
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

const visit = (start: string, end: string, status = 'confirmed') =>
  practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: at(start),
    scheduled_end: at(end),
    status,
  });
const stored = async (id: string) => {
  const [row] = await sql<
    { scheduled_start: Date; scheduled_end: Date; status: string; cancellation_reason: string | null }[]
  >`
    select scheduled_start, scheduled_end, status, cancellation_reason from public.appointments where appointment_id = ${id}`;
  return row;
};

async function enter(
  person: { email: string; password: string },
  path = `/calendar?view=week&date=${tuesday}`,
): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC' });
  open.push(watched);
  await signedIn(watched.page, person);
  await watched.page.goto(stack.web_url + path);
  await watched.page.getByRole('region', { name: /Calendar of/ }).waitFor();
  await settled(watched.page);
  return watched;
}
/** The newest six-digit code in the local inbox for an address. */
async function codeFor(email: string): Promise<string | undefined> {
  const inbox = (await (await fetch(`${stack.web_url}/inbox.json`)).json()) as { to: string; text: string }[];
  return inbox.find((mail) => mail.to.includes(email))?.text.match(/\b\d{6}\b/)?.[0];
}
const block = (page: Page, id: string) => page.locator(`[data-visit-id="${id}"]`);

/** Drags a visit by the given minutes: half an hour is as high as the distance between two half-hour lines. */
async function dragByMinutes(page: Page, id: string, minutes: number) {
  const from = await block(page, id).boundingBox();
  if (!from) throw new Error('the visit is not on the page');
  const { scheduled_start, scheduled_end } = (await stored(id)) ?? {};
  if (!scheduled_start || !scheduled_end) throw new Error('the visit is not in the database');
  const length = (scheduled_end.getTime() - scheduled_start.getTime()) / 60_000;
  const pixels = (minutes / length) * (from.height + 1);
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + pixels / 2, { steps: 6 });
  await page.mouse.move(x, y + pixels, { steps: 6 });
  await page.mouse.up();
}

test('a wrong password is said in words, the right one opens the page that was asked for', async () => {
  const watched = await openPage(browser, { timezoneId: 'UTC' });
  open.push(watched);
  const { page } = watched;
  watched.expectErrors(/status of 400/);
  await page.goto(`${stack.web_url}/calendar?view=list&date=${tuesday}`);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(desk.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not-it');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/password/i);
  await page.getByRole('textbox', { name: 'Password' }).fill(desk.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'List', exact: true, pressed: true }).waitFor();
  expect(page.url()).toContain(`date=${tuesday}`);
});

test('one click signs a demo person in, and out again', async () => {
  const watched = await openPage(browser);
  open.push(watched);
  const { page } = watched;
  await page.goto(stack.web_url);
  await page.getByRole('button', { name: account('clinician').full_name }).click();
  await page.getByRole('region', { name: /Calendar of/ }).waitFor();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a code from the e-mail signs in', async () => {
  const watched = await openPage(browser);
  open.push(watched);
  const { page } = watched;
  await page.goto(stack.web_url);
  await page.getByRole('button', { name: /code by e-mail/ }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(desk.email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByRole('textbox', { name: 'Code from the e-mail' }).waitFor();
  await expect.poll(() => codeFor(desk.email)).toMatch(/^\d{6}$/);
  await page.getByRole('textbox', { name: 'Code from the e-mail' }).fill((await codeFor(desk.email)) ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // The front desk's first view is everybody's day.
  await page.getByRole('region', { name: 'Clinicians side by side' }).waitFor();
});

test('the front desk books a free time for a patient without a login', async () => {
  const { page } = await enter(desk);
  await page.getByRole('button', { name: 'New appointment' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New appointment' });
  await dialog.getByRole('textbox', { name: 'Patient' }).fill('Paula');
  await page.getByRole('option', { name: /Paula Paper/ }).click();
  await dialog.getByLabel('Date').fill(tuesday);
  await dialog.getByRole('radio', { name: '10:30' }).check();
  await dialog.getByRole('button', { name: 'Book', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /10:30.*Paula Paper.*Confirmed/ }).waitFor();
  const rows = await sql`select 1 from public.appointments where practice_id = ${practice.practice_id}
    and scheduled_start = ${at('10:30')} and status = 'confirmed' and booked_by = ${desk.profile_id}`;
  expect(rows).toHaveLength(1);
});

test('booking works with the keyboard alone', async () => {
  const { page } = await enter(desk);
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'New appointment' });
  await dialog.waitFor();
  await dialog.getByRole('textbox', { name: 'Patient' }).focus();
  await page.keyboard.type('Paula');
  await page.getByRole('option', { name: /Paula Paper/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const day = dialog.getByRole('button', { name: 'Next free time' });
  await day.focus();
  await page.keyboard.press('Enter');
  // Choosing a day moves the focus to its times; space takes the one in focus, Enter sends the form.
  const firstTime = dialog.getByRole('radio').first();
  await firstTime.waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const [made] =
    await sql`select count(*)::int as n from public.appointments where practice_id = ${practice.practice_id}`;
  expect(made?.n).toBe(1);
});

test('a visit is moved by drag, and by Alt and an arrow key', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter(clinician);
  await block(page, id).waitFor();
  await dragByMinutes(page, id, 120);
  await expect
    .poll(async () => (await stored(id))?.scheduled_start.toISOString())
    .toBe(new Date(at('12:00')).toISOString());
  await page.getByRole('button', { name: /12:00.*Paula Paper/ }).waitFor();
  await block(page, id).focus();
  for (let step = 0; step < 2; step++) await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await stored(id))?.scheduled_start.toISOString())
    .toBe(new Date(at('13:00')).toISOString());
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.visitId))
    .toBe(id);
});

test('a move onto another visit goes back, says why and offers the next three free times', async () => {
  const id = await visit('10:00', '10:30');
  const other = await practice.patientWithoutLogin([clinician.clinician_id], 'Oscar Other');
  await practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: other.patient_id,
    scheduled_start: at('12:00'),
    scheduled_end: at('12:30'),
  });
  const watched = await enter(clinician);
  const { page } = watched;
  watched.expectErrors(/status of 409/);
  await block(page, id).waitFor();
  await dragByMinutes(page, id, 120);
  const dialog = page.getByRole('dialog', { name: 'The visit was not moved' });
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('alert').textContent()).toMatch(/taken/i);
  expect(new Date((await stored(id))?.scheduled_start ?? 0).toISOString()).toBe(new Date(at('10:00')).toISOString());
  await dialog.getByRole('button', { name: /12:30/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  await expect
    .poll(async () => (await stored(id))?.scheduled_start.toISOString())
    .toBe(new Date(at('12:30')).toISOString());
});

test('a visit is cancelled with a reason', async () => {
  const id = await visit('11:00', '11:30');
  const { page } = await enter(desk);
  await block(page, id).click();
  const drawer = page.getByRole('complementary');
  await drawer.getByRole('button', { name: 'Cancel visit' }).click();
  await drawer.getByRole('textbox', { name: /Reason/ }).fill('Feeling better');
  await drawer.getByRole('button', { name: 'Cancel visit' }).click();
  await expect.poll(async () => (await stored(id))?.status).toBe('cancelled');
  expect((await stored(id))?.cancellation_reason).toBe('Feeling better');
});

test('a request is confirmed, started and completed from its details', async () => {
  const id = await visit('14:00', '14:30', 'requested');
  const { page } = await enter(clinician);
  await block(page, id).click();
  for (const [button, status] of [
    ['Confirm', 'confirmed'],
    ['Start', 'in_progress'],
    ['Complete', 'completed'],
  ] as const) {
    await page.getByRole('complementary').getByRole('button', { name: button, exact: true }).click();
    await expect.poll(async () => (await stored(id))?.status).toBe(status);
  }
});

test('what one browser changes, the other shows without being asked', async () => {
  const { page: watching } = await enter(clinician);
  const { page: acting } = await enter(desk);
  const client = await signIn(desk);
  const { error } = await client.rpc('book_appointment', {
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    slot_start: at('15:00'),
    slot_end: at('15:30'),
    appointment_type: 'follow_up',
    location_type: 'phone',
  });
  expect(error).toBeNull();
  // Well below the slow poll of a minute: this is the live channel.
  await watching.getByRole('button', { name: /15:00.*Paula Paper/ }).waitFor({ timeout: 8000 });
  const shown = acting.getByRole('button', { name: /15:00.*Paula Paper/ });
  await shown.waitFor({ timeout: 8000 });
  await shown.click();
  const drawer = acting.getByRole('complementary');
  await drawer.getByRole('button', { name: 'Cancel visit' }).click();
  await drawer.getByRole('textbox', { name: /Reason/ }).fill('Called in sick');
  await drawer.getByRole('button', { name: 'Cancel visit' }).click();
  // A week hides what will not take place, and says how many.
  await watching.getByRole('button', { name: /15:00.*Paula Paper/ }).waitFor({ state: 'hidden', timeout: 8000 });
});
