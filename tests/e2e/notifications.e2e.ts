/** What a person is told inside the app and by push, and the private addresses of their calendar, on the real stack. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessibilityViolations, closePages, launchBrowser, type WatchedPage } from '../support/browser.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Login, type Practice } from '../support/factory.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { nextWeekday } from '../support/time.ts';

const sql = database();
let browser: Browser;
let practice: Practice;
let clinician_id: string;
const open: WatchedPage[] = [];
const tuesday = nextWeekday(2, 8);

beforeAll(async () => {
  browser = await launchBrowser();
  practice = await createPractice(sql, { timezone: 'UTC' });
  ({ clinician_id } = await practice.clinician({ name: 'Cora Clinician' }));
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

async function as(person: Login, path: string, options: BrowserContextOptions = {}) {
  const watched = await enter(browser, person, path, options);
  open.push(watched);
  return watched;
}

/** A patient with a confirmed visit, who has been told nothing yet. */
async function patientWithVisit() {
  const patient = await practice.patient([clinician_id], 'Paula Patient');
  const visit = await practice.visit({
    clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: `${tuesday}T10:00:00Z`,
    scheduled_end: `${tuesday}T10:30:00Z`,
    status: 'confirmed',
  });
  await sql`delete from public.notification_outbox where recipient_id = ${patient.patient_id}`;
  await sql`delete from public.notifications where recipient_id = ${patient.patient_id}`;
  return { patient, visit };
}
type Told = Awaited<ReturnType<typeof patientWithVisit>>;

/** As the triggers do: a row of the outbox, which the database spreads into the inbox. */
const tell = ({ patient, visit }: Told, kind: string) => sql`
  insert into public.notification_outbox (event_key, recipient_id, kind, appointment_id, payload)
  values (${randomUUID()}, ${patient.patient_id}, ${kind}, ${visit},
    ${sql.json({ appointment_id: visit, start: `${tuesday}T10:00:00Z`, end: `${tuesday}T10:30:00Z` })})`;
const unreadOf = async ({ patient }: Told) =>
  (await sql`select from public.notifications where recipient_id = ${patient.patient_id} and read_at is null`).length;

test('[NT16] what happens is counted at once, read by keyboard, and opens the visit', async () => {
  const told = await patientWithVisit();
  const { page } = await as(told.patient, '/messages');
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
  await tell(told, 'visit_confirmed');
  await tell(told, 'visit_moved');
  const bell = page.getByRole('button', { name: 'Notifications, 2 unread' });
  await bell.waitFor();
  await bell.press('Enter');
  const list = page.getByRole('list', { name: 'Notifications' });
  await list.getByText('Appointment moved').waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await expect.poll(() => bell.evaluate((element) => element === document.activeElement)).toBe(true);
  await bell.press('Enter');
  await list.getByRole('button', { name: /^Mark as read: Appointment confirmed/ }).press('Enter');
  await expect.poll(() => unreadOf(told)).toBe(1);
  await list.getByRole('link', { name: /Appointment moved/ }).press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(new URL(page.url()).search).toBe(`?visit=${told.visit}`);
  await expect.poll(() => unreadOf(told)).toBe(0);
});

test('on a phone everything is marked as read in a sheet', async () => {
  const told = await patientWithVisit();
  await tell(told, 'visit_confirmed');
  await tell(told, 'visit_moved');
  const { page } = await as(told.patient, '/messages', sizes.phone);
  await page.getByRole('button', { name: 'Notifications, 2 unread' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark all as read' }).tap();
  await expect.poll(() => unreadOf(told)).toBe(0);
});

test('[IC12] [IC13] a calendar address is made, answers with the visit, and stops when it is ended', async () => {
  const told = await patientWithVisit();
  const { page } = await as(told.patient, '/account');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Kitchen tablet');
  await page.getByRole('button', { name: 'Make a calendar address' }).click();
  const address = await page.getByRole('textbox', { name: 'Address', exact: true }).inputValue();
  expect(await page.getByRole('link', { name: 'Open in calendar' }).getAttribute('href')).toMatch(
    /^webcal:\/\/.*\.ics$/,
  );
  const read = await fetch(address);
  expect([read.status, await read.text()]).toEqual([200, expect.stringContaining('BEGIN:VEVENT')]);
  await page.reload();
  await page.getByText(/^Last read/).waitFor();
  expect(await page.content()).not.toContain(address.split('/').at(-1));
  await page.getByRole('button', { name: 'End the address: Kitchen tablet' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End the address' }).click();
  await page.getByText('Kitchen tablet', { exact: true }).waitFor({ state: 'detached' });
  expect((await fetch(address)).status).toBe(404);
});

test('addresses that get nothing are named, and another browser’s push is ended', async () => {
  const { patient } = await patientWithVisit();
  const phone = `+4479${String(randomUUID().replace(/\D/g, '')).padEnd(8, '0').slice(0, 8)}`;
  await sql`update public.profiles set phone = ${phone} where profile_id = ${patient.patient_id}`;
  await sql`insert into public.notification_blocks (delivery_method, address, reason) values ('sms', ${phone}, 'opted_out')`;
  await sql`
    insert into public.push_subscriptions (profile_id, endpoint, p256dh, auth, user_agent)
    values (${patient.patient_id}, ${`https://push.example.test/${randomUUID()}`}, 'key', 'secret', 'Mozilla/5.0 (iPhone) Safari/605')`;
  const { page } = await as(patient, '/account');
  await page.getByRole('list', { name: 'Addresses that get nothing' }).getByText(phone).waitFor();
  await page.getByRole('button', { name: 'Remove Safari, iPhone' }).click();
  const left = async () =>
    (await sql`select from public.push_subscriptions where profile_id = ${patient.patient_id}`).length;
  await expect.poll(left).toBe(0);
  await sql`delete from public.notification_blocks where address = ${phone}`;
});

test('signing out ends this browser’s push', async () => {
  const { patient } = await patientWithVisit();
  const rows = () => sql<{ subscription_id: string }[]>`
    select subscription_id from public.push_subscriptions where profile_id = ${patient.patient_id} order by user_agent`;
  await sql`
    insert into public.push_subscriptions (profile_id, endpoint, p256dh, auth, user_agent)
    select ${patient.patient_id}, 'https://push.example.test/' || gen_random_uuid(), 'key', 'secret', agent
    from unnest(array['1 this', '2 other']) agent`;
  const [here, elsewhere] = await rows();
  const { page } = await as(patient, '/visits');
  await page.evaluate(
    ([key, id]) => localStorage.setItem(String(key), String(id)),
    [`careslot-push-${patient.patient_id}`, here?.subscription_id],
  );
  await page.getByRole('button', { name: /Paula Patient/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  expect(await rows()).toEqual([elsewhere]);
});

test('a push that arrives at the worker is shown', async () => {
  const { patient, visit } = await patientWithVisit();
  const { page } = await as(patient, '/visits', { serviceWorkers: 'allow', permissions: ['notifications'] });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const url = `${stack.web_url}/visits?visit=${visit}`;
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: stack.web_url,
    registrationId: await registered,
    data: JSON.stringify({ title: 'Your appointment', body: 'Tue 10:00', url, tag: `visit-${visit}` }),
  });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const all = await registration.getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, url: (data as { url: string }).url }));
    });
  await expect.poll(shown).toEqual([{ title: 'Your appointment', body: 'Tue 10:00', tag: `visit-${visit}`, url }]);
});

test('axe finds nothing, in both themes: settings, an open bell, an address that was just made', async () => {
  const told = await patientWithVisit();
  await tell(told, 'visit_moved');
  for (const [size, colorScheme] of [
    ['desk', 'light'],
    ['phone', 'dark'],
  ] as const) {
    const { page } = await as(told.patient, '/account', { ...sizes[size], colorScheme });
    await page.getByRole('button', { name: 'Make a calendar address' }).click();
    await page.getByRole('textbox', { name: 'Address', exact: true }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('list', { name: 'Notifications' }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
  }
});
