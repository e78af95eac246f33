/** The phone as somebody uses it who tries the demo: alone, and with Careslot connected to its calendar. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { signIn } from '../../../tests/functions/person.ts';
import { openPage } from '../../../tests/support/browser.ts';
import { createProfiles } from '../../../tests/support/profiles.ts';
import { startStack } from '../../../tests/support/stack-process.ts';
import { createOutside } from '../../outside.ts';

const soon = { timeout: 5_000, interval: 50 };
const patience = { timeout: 60_000, interval: 200 };
const browser = createProfiles();
afterAll(() => browser.close());

async function opened(address: string): Promise<Page> {
  const watched = await openPage(browser, { viewport: { width: 390, height: 800 }, timezoneId: 'UTC' });
  onTestFinished(() => watched.close());
  await watched.page.goto(address);
  return watched.page;
}

async function alone() {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outside = createOutside(address);
  server.on(
    'request',
    (request, response) => void outside.handlerOf(request.url?.split('?')[0] ?? '')?.(request, response),
  );
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${address}/sandbox/phone?zone=UTC`;
}

async function add(page: Page, title: string, more: { weekly?: boolean; time?: string } = {}): Promise<void> {
  const form = page.getByRole('region', { name: 'New event' });
  await form.getByLabel('Title').fill(title);
  await form.getByLabel('Time', { exact: true }).fill(more.time ?? '10:00');
  if (more.weekly) await form.getByLabel('Every week, 8 times').check();
  await form.getByRole('button', { name: 'Add event' }).press('Enter');
  await page.getByRole('status').waitFor();
}

const change = async (page: Page, title: string, button: string) => {
  const item = page.getByRole('listitem').filter({ hasText: title }).first();
  await item.locator('summary').press('Enter');
  await item.getByRole('button', { name: `${button}: ${title}` }).press('Enter');
  await page.getByRole('status').waitFor();
};

for (const service of ['gmail', 'outlook'])
  test(`it is accessible, fits a phone and does what a calendar app does (${service})`, async () => {
    const page = await opened(await alone());
    await page.getByLabel('Calendar', { exact: true }).selectOption({ label: `amara.okafor@${service}.test` });
    await page.getByRole('button', { name: 'Show' }).click();
    await add(page, 'Cello <lesson>', { weekly: true });
    const items = (title: string) => page.getByRole('listitem').filter({ hasText: title });
    expect(await items('Cello <lesson>').count()).toBe(2);
    await add(page, 'Dentist', { time: '14:00' });
    await change(page, 'Dentist', 'Copy');
    expect(await items('Dentist').count()).toBe(2);
    await change(page, 'Dentist', 'Decline');
    expect(await items('Dentist').filter({ hasText: 'Declined' }).count()).toBe(1);
    await items('Dentist').last().locator('summary').click();
    await items('Dentist').last().getByLabel('Time', { exact: true }).fill('16:30');
    await items('Dentist').last().getByRole('button', { name: 'Move: Dentist' }).click();
    await page.getByText('16:30–17:30', { exact: true }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator('summary').first().click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.reload();
    await change(page, 'Dentist', 'Delete');
    expect(await items('Dentist').count()).toBe(1);
    await page.getByRole('button', { name: 'Too many requests (429)' }).click();
    await page.getByText(/^Trouble until/).waitFor();
    await page.getByRole('button', { name: 'End the trouble' }).click();
    await page.getByText(/^Everything works/).waitFor();
  });

test('a form of another site is refused, and a mistake is said in words', async () => {
  const address = (await alone()).replace(/\?.*/, '');
  const post = (headers: Record<string, string>) =>
    fetch(`${address}/add`, { method: 'POST', headers, body: new URLSearchParams({ title: 'x', minutes: '30' }) });
  expect((await post({ origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const answer = await post({});
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('Please give a date and a time.');
});

test('what is added on the phone takes time in Careslot, and moving our event there moves the visit', async () => {
  const { stack, stop } = await startStack();
  onTestFinished(stop);
  const login = stack.accounts.find(({ email }) => email.startsWith('okafor@'));
  if (!login) throw new Error('no okafor in the demo practice');
  const email = 'amara.okafor@gmail.test';
  const doctor = await signIn(login, stack);
  await doctor.connect('google', email);
  const headers = { apikey: stack.secret_key, authorization: `Bearer ${stack.secret_key}` };
  const rows = async <T>(path: string) =>
    (await (await fetch(`${stack.api_url}/rest/v1/${path}`, { headers })).json()) as T[];
  const [connection] = await rows<{ connection_id: string }>(
    `calendar_sync_connections?account_email=eq.${email}&select=connection_id`,
  );
  const ours = `connection_id=eq.${connection?.connection_id}`;
  const busy = async () => (await rows(`external_busy_times?${ours}&select=*`)).length;
  const links = () =>
    rows<{ appointment_id: string; external_event_id: string }>(
      `calendar_event_links?${ours}&external_event_id=not.is.null&select=appointment_id,external_event_id`,
    );
  await expect
    .poll(async () => (await rows(`sync_jobs?${ours}&status=in.(pending,running)&select=job_id`)).length, patience)
    .toBe(0);
  await expect.poll(async () => (await links()).length, patience).toBeGreaterThan(0);

  const page = await opened(`${stack.web_url}/sandbox/phone?zone=UTC&calendar=${encodeURIComponent(email)}`);
  const before = await busy();
  await add(page, 'Cello lesson', { time: '04:00' });
  await expect.poll(busy, soon).toBe(before + 1);

  const known = new Set((await links()).map(({ external_event_id }) => external_event_id));
  const item = page.getByRole('listitem').filter({ hasText: 'Appointment' }).last();
  await item.locator('summary').click();
  const id = await item.locator('form[action$="/move"] input[name="id"]').inputValue();
  expect(known).toContain(id);
  const visit = (await links()).find(({ external_event_id }) => external_event_id === id)?.appointment_id;
  const starts = async () =>
    (await rows<{ scheduled_start: string }>(`appointments?appointment_id=eq.${visit}&select=scheduled_start`))[0]
      ?.scheduled_start ?? '';
  const [free] = (
    await doctor.rpc('next_free_slots', {
      clinician_id: (
        await rows<{ clinician_id: string }>(`appointments?appointment_id=eq.${visit}&select=clinician_id`)
      )[0]?.clinician_id,
      after: new Date(Date.now() + 3 * 86_400_000).toISOString(),
      count: 1,
    })
  ).body as unknown as { slot_start: string }[];
  if (!free) throw new Error('no free time');
  const [date = '', time = ''] = new Date(free.slot_start).toISOString().split('T');
  await item.getByLabel('Date', { exact: true }).fill(date);
  await item.getByLabel('Time', { exact: true }).fill(time.slice(0, 5));
  await item.getByRole('button', { name: 'Move: Appointment' }).click();
  await expect.poll(async () => Date.parse(await starts()), soon).toBe(Date.parse(free.slot_start));
});
