/** Which messages a person wants, chosen by themselves. */
import { afterAll, afterEach, expect, test } from 'vitest';
import { accessibilityViolations, closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { signedIn } from '../support/enter.ts';
import { createPractice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
const open: WatchedPage[] = [];
afterEach(() => closePages(open));
afterAll(() => browser.close());

test('channels and quiet hours are kept; half a pair of times is refused in words; axe finds nothing, in both themes', async () => {
  const practice = await createPractice(sql);
  const { clinician_id } = await practice.clinician();
  const patient = await practice.patient([clinician_id]);
  const watched = await openPage(browser, { viewport: { width: 390, height: 844 } });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, patient);
  await page.goto(`${stack.web_url}/account`);
  const section = page.getByRole('form', { name: 'Messages to you' });
  await section.getByRole('switch', { name: /^Text messages/ }).uncheck({ force: true });
  await section.getByLabel('From').fill('22:00');
  await section.getByRole('button', { name: 'Save messages' }).click();
  await section.getByText('Quiet hours need both times.').waitFor();
  await expect.poll(() => section.getByLabel('Until').evaluate((field) => field === document.activeElement)).toBe(true);
  await section.getByLabel('Until').fill('07:00');
  await section.getByRole('button', { name: 'Save messages' }).click();
  const kept = () => sql`
    select email_enabled, sms_enabled, quiet_from, quiet_until from public.notification_preferences
    where profile_id = ${patient.profile_id}`;
  await expect
    .poll(kept)
    .toEqual([{ email_enabled: true, sms_enabled: false, quiet_from: '22:00:00', quiet_until: '07:00:00' }]);
  await page.reload();
  await expect.poll(() => section.getByRole('switch', { name: /^Text messages/ }).isChecked()).toBe(false);
  expect(await section.getByLabel('From').inputValue()).toBe('22:00');
  expect(await accessibilityViolations(page)).toEqual([]);
});
