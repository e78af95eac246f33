/**
 * Calendar sync as a clinician lives it, on a stack of its own whose schedule runs and whose database wakes the worker: connect on
 * the provider's page, book, move and delete "on the phone", decide, sign in again, disconnect. What is promised within
 * five seconds is measured.
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { phone, signIn } from '../functions/person.ts';
import { accessibilityViolations, closePages, inDialog, openPage, type WatchedPage } from '../support/browser.ts';
import { settled, sizes } from '../support/enter.ts';
import { createProfiles } from '../support/profiles.ts';
import { type RunningStack, startStack } from '../support/stack-process.ts';

const soon = { timeout: 5_000, interval: 50 };
const patience = { timeout: 30_000, interval: 100 };
const browser = createProfiles();
let running: RunningStack;
const open: WatchedPage[] = [];
beforeAll(async () => {
  running = await startStack();
}, 240_000);
afterEach(() => closePages(open));
afterAll(async () => {
  await browser.close();
  await running?.stop();
});

const doctorOf = (name: string) => {
  const login = running.stack.accounts.find(({ email }) => email.startsWith(`${name}@`));
  if (!login) throw new Error(`no ${name} in the demo practice`);
  return login;
};

async function enter(login: { email: string; password: string }, path: string, options = {}): Promise<Page> {
  const { stack } = running;
  const watched = await openPage(browser, { timezoneId: 'UTC', ...options });
  open.push(watched);
  // A calendar that has just lost its grant by itself cannot be asked any more; the button may be pressed all the same.
  watched.expectErrors(/status of 422 .*calendar-sync/);
  const session = await fetch(`${stack.api_url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email: login.email, password: login.password }),
  });
  await watched.page.addInitScript(
    `localStorage.getItem('careslot-session') ?? localStorage.setItem('careslot-session', ${JSON.stringify(await session.text())})`,
  );
  await watched.page.goto(stack.web_url + path);
  await watched.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
  return watched.page;
}

/** Clicks through the sheet and the provider's own page. */
async function connect(page: Page, provider: RegExp, account: string, agree: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Connect a calendar' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: provider }).click();
  await page.getByRole('radio', { name: account }).check();
  await page.getByRole('button', { name: agree }).click();
  await page.getByRole('main').getByText('is connected. The first sync begins by itself.').waitFor();
}

const service = async <T>(path: string): Promise<T[]> => {
  const { api_url, secret_key } = running.stack;
  const headers = { apikey: secret_key, authorization: `Bearer ${secret_key}` };
  return (await (await fetch(`${api_url}/rest/v1/${path}`, { headers })).json()) as T[];
};
const time = (instant: string) => new Date(instant).toISOString().slice(11, 16);

test('from connecting to disconnecting, with Google', async () => {
  const login = doctorOf('okafor');
  const doctor = await signIn(login, running.stack);
  const person = await phone('google', running.stack);
  const page = await enter(login, '/sync');
  await connect(page, /^Google Calendar/, person.email, /Allow/);
  await page
    .getByText(/In step · /)
    .first()
    .waitFor({ timeout: 60_000 });
  const [connection] = await service<{ connection_id: string; user_id: string }>(
    `calendar_sync_connections?account_email=eq.${person.email}&select=connection_id,user_id`,
  );
  if (!connection) throw new Error('no connection');
  const waiting = () =>
    service(`sync_jobs?connection_id=eq.${connection.connection_id}&status=in.(pending,running)&select=job_id`);
  await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(0);
  const known = new Set((await person.events()).map(({ id }) => id));

  // Booked here, there within five seconds.
  const slots = (
    await doctor.rpc('next_free_slots', {
      clinician_id: connection.user_id,
      after: new Date(Date.now() + 2 * 86_400_000).toISOString(),
      count: 40,
    })
  ).body as unknown as { slot_start: string; slot_end: string }[];
  const day = ({ slot_start }: { slot_start: string }) => slot_start.slice(0, 10);
  const first = slots.find((one) => slots.some((other) => other !== one && day(other) === day(one)));
  const later = slots.findLast((one) => first && one !== first && day(one) === day(first));
  const [care] = await service<{ patient_id: string }>(
    `care_relationships?clinician_id=eq.${connection.user_id}&select=patient_id&limit=1`,
  );
  if (!first || !later || !care) throw new Error('no free times');
  const booked = await doctor.rpc('book_appointment', {
    clinician_id: connection.user_id,
    patient_id: care.patient_id,
    slot_start: first.slot_start,
    slot_end: first.slot_end,
    appointment_type: 'follow_up',
    location_type: 'in_person',
  });
  const visit = String(booked.body.appointment_id);
  const made = async () => (await person.events()).find(({ id }) => !known.has(id));
  await expect.poll(made, soon).toBeDefined();
  const event = await made();

  // Moved there, shown here within five seconds, without anybody asking.
  const list = await enter(login, `/calendar?view=list&date=${first.slot_start.slice(0, 10)}&zone=UTC`);
  const row = list.locator(`[data-visit-id="${visit}"]`).first();
  await expect.poll(() => row.textContent(), patience).toContain(time(first.slot_start));
  await person.change(String(event?.id), { start: { dateTime: later.slot_start }, end: { dateTime: later.slot_end } });
  await expect.poll(() => row.textContent(), soon).toContain(time(later.slot_start));

  // Deleted there: nothing is cancelled, the clinician is asked.
  await person.remove(String(event?.id));
  await page.getByRole('heading', { name: 'Your decision' }).waitFor();
  const restore = page.getByRole('button', { name: /Put it back into the calendar/ });
  await restore.click();
  await expect.poll(made, soon).toBeDefined();
  await restore.waitFor({ state: 'detached' });

  // The grant is taken away there: a banner everywhere, one button, and in step again.
  await person.revoke();
  await page.getByRole('button', { name: 'Sync now' }).first().click();
  await page.getByText('Needs you: sign in again').waitFor({ timeout: 30_000 });
  await list.getByText(/needs you to sign in again/).waitFor({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await page.getByRole('radio', { name: person.email }).check();
  await page.getByRole('button', { name: /Allow/ }).click();
  await page
    .getByText(/In step · /)
    .first()
    .waitFor({ timeout: 60_000 });

  // Disconnected: our events are gone there, and everything of it is gone here.
  await page.getByRole('button', { name: 'Settings' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  const sheet = page.getByRole('dialog', { name: /^Disconnect / });
  await sheet.getByRole('radio', { name: 'Remove them from that calendar' }).check();
  await sheet.getByRole('button', { name: 'Disconnect' }).click();
  await sheet.waitFor({ state: 'detached', timeout: 60_000 });
  expect(await service(`calendar_sync_connections?account_email=eq.${person.email}&select=connection_id`)).toEqual([]);
  await expect
    .poll(async () => (await person.events()).filter(({ id }) => String(id).startsWith('cs')).length, patience)
    .toBe(0);
});

test('Outlook keeps in step in the same way', async () => {
  const login = doctorOf('brenner');
  const person = await phone('microsoft', running.stack);
  const page = await enter(login, '/sync');
  await connect(page, /^Microsoft 365/, person.email, /Accept/);
  await page
    .getByText(/In step · /)
    .first()
    .waitFor({ timeout: 60_000 });
  await expect.poll(async () => (await person.events()).length, { timeout: 60_000, interval: 200 }).toBeGreaterThan(5);
  const before = await person.events();
  const [connection] = await service<{ connection_id: string }>(
    `calendar_sync_connections?account_email=eq.${person.email}&select=connection_id`,
  );
  const [link] = await service<{ appointment_id: string }>(
    `calendar_event_links?connection_id=eq.${connection?.connection_id}&external_event_id=eq.${encodeURIComponent(String(before.at(-1)?.id))}&select=appointment_id`,
  );
  const doctor = await signIn(login, running.stack);
  await expect
    .poll(
      async () =>
        (
          await service(
            `sync_jobs?connection_id=eq.${connection?.connection_id}&status=in.(pending,running)&select=job_id`,
          )
        ).length,
      { timeout: 60_000 },
    )
    .toBe(0);
  await doctor.rpc('cancel_appointment', { appointment_id: link?.appointment_id });
  await expect.poll(async () => (await person.events()).some(({ id }) => id === before.at(-1)?.id), soon).toBe(false);
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('on the page and in its dialogs at %s size', async (size) => {
    const page = await enter(doctorOf('okafor'), '/sync', sizes[size]);
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Connect a calendar' }).first().click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'connecting').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).first().click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'settings').toEqual([]);
  });
});
