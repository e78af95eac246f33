/** The inbox as somebody uses it who plays the patient's phone. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openPage } from '../../tests/support/browser.ts';
import { createProfiles } from '../../tests/support/profiles.ts';
import { createTwilioSandbox } from '../sandboxes/twilio/sandbox.ts';
import { createMessages } from './messages.ts';
import { createInboxRoutes } from './routes.ts';

const browser = createProfiles();
afterAll(() => browser.close());

const person = '+447700900102';

async function opened() {
  const messages = createMessages();
  const twilio = createTwilioSandbox({ now: () => new Date(), messages });
  const routes = createInboxRoutes({ messages, reply: twilio.receive });
  const server = http.createServer((request, response) => void routes(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const content = new TextEncoder().encode('BEGIN:VCALENDAR');
  const attachments = [{ name: 'invite.ics', type: 'application/ics', method: 'REQUEST', content }];
  const html = '<!doctype html><title>Mail</title><p>Tuesday at 10:30</p><script>document.title = "ran"</script>';
  messages.add({ channel: 'email', via: 'SMTP', to: 'a@example.test', subject: 'Your appointment', html, attachments });
  messages.add({ channel: 'sms', via: 'Twilio', to: person, text: 'Reply C to confirm', status: 'delivered' });
  messages.add({ channel: 'push', via: 'Web Push', to: 'Browser okafor', subject: 'Pushed', url: 'https://x.example' });
  const watched = await openPage(browser, { viewport: { width: 390, height: 800 } });
  onTestFinished(async () => {
    await watched.close();
    server.closeAllConnections();
    server.close();
  });
  await watched.page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inbox`);
  return { ...watched, messages };
}

test('it is accessible and fits a phone, in light and dark', async () => {
  const { page } = await opened();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('the phone answers with one press or with words, and only its own conversation stays in view', async () => {
  const { page, messages } = await opened();
  await page.getByRole('button', { name: 'C', exact: true }).press('Enter');
  await expect
    .poll(() => page.getByRole('listitem').filter({ hasText: 'They answered' }).allInnerTexts())
    .toHaveLength(1);
  expect(new URL(page.url()).searchParams.get('to')).toBe(person);
  expect(await page.getByRole('article').count()).toBe(1);
  await page.getByRole('textbox', { name: `Answer as ${person}` }).fill('stop');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('You have successfully been unsubscribed').waitFor();
  expect(messages.list({ channel: 'sms' }).map(({ text }) => text)).toEqual([
    expect.stringContaining('unsubscribed'),
    'stop',
    'C',
    'Reply C to confirm',
  ]);
  await page.getByRole('link', { name: 'All (' }).click();
  await page.getByRole('combobox', { name: 'Recipient' }).selectOption('a@example.test');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
  expect(await page.getByRole('article').count()).toBe(1);
});

test('the HTML of a mail is shown and runs nothing', async () => {
  const { page, expectErrors } = await opened();
  // The browser says that it blocked the script of the mail.
  expectErrors(/Blocked script execution|Content Security Policy|content security policy/);
  await page.getByRole('link', { name: 'See the HTML part' }).click();
  await page.getByText('Tuesday at 10:30').waitFor();
  expect(await page.title()).toBe('Mail');
});
