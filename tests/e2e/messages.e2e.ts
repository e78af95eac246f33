/**
 * Messages and cards between two people in two browsers and two zones: offered, accepted, countered, gone, withdrawn.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, type WatchedPage } from '../support/browser.ts';
import { type Client, signIn } from '../support/clients.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { instant, nextWeekday } from '../support/time.ts';

const sql = database();
const browser = createProfiles();
const open: WatchedPage[] = [];
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patient']>>;
let doctor: Client;
let conversation: string;

const here = 'America/New_York';
const there = 'Europe/Madrid';
const tuesday = nextWeekday(2, 9, here);
const at = (time: string) => instant(`${tuesday}T${time}`, here);
const option = (from: string, until: string) => ({ start: at(from), end: at(until) });
const three = () => [option('09:00', '09:30'), option('10:00', '10:30'), option('14:00', '14:30')];

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: here });
  clinician = await practice.clinician({ name: 'Cora Clinician', timezone: here });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  doctor = await signIn(clinician);
});
beforeEach(async () => {
  patient = await practice.patient([clinician.clinician_id], 'Petra Patient');
  conversation = await threadOf(patient.patient_id);
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

async function threadOf(patient_id: string): Promise<string> {
  const { data, error } = await doctor.rpc('start_conversation', { clinician_id: clinician.clinician_id, patient_id });
  if (error) throw error;
  return (data as { conversation_id: string }).conversation_id;
}
async function offer(more: Record<string, unknown> = {}, thread = conversation): Promise<string> {
  const { data, error } = await doctor.rpc('offer_times', {
    conversation_id: thread,
    time_options: three(),
    appointment_type: 'follow_up',
    location_type: 'in_person',
    ...more,
  });
  if (error) throw error;
  return (data as { slot_id: string }).slot_id;
}
const cardIn = (page: Page) => page.getByRole('article').last();
const card = async (slot_id: string) => {
  const [row] = await sql<{ status: string; appointment_id: string | null }[]>`
    select status, appointment_id from public.appointment_time_slots where slot_id = ${slot_id}`;
  return row;
};
const visits = () => sql<{ scheduled_start: Date; status: string; conversation_id: string | null }[]>`
  select scheduled_start, status, conversation_id from public.appointments where patient_id = ${patient.patient_id}`;

async function openThread(
  person: { email: string; password: string },
  options: BrowserContextOptions,
  thread = conversation,
): Promise<{ page: Page; watched: WatchedPage }> {
  const watched = await enter(browser, person, `/messages?thread=${thread}`, options);
  open.push(watched);
  await watched.page.getByRole('log').waitFor();
  return { page: watched.page, watched };
}
const inMadrid = (size: keyof typeof sizes): BrowserContextOptions => ({ ...sizes[size], timezoneId: there });
const inNewYork = (size: keyof typeof sizes): BrowserContextOptions => ({ ...sizes[size], timezoneId: here });

test('a clinician offers times, a patient in another zone accepts one, and both have it at once', async () => {
  const { page: theirs } = await openThread(clinician, inNewYork('desk'));
  const { page: own } = await openThread(patient, inMadrid('desk'));
  await theirs.getByRole('button', { name: 'Send form' }).click();
  await theirs.getByRole('menuitem', { name: 'Offer appointment times' }).click();
  const sheet = theirs.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Suggest times' }).click();
  await sheet.getByText('Chosen: 3 of 5').waitFor();
  await sheet.getByRole('button', { name: 'Offer 3 times' }).click();
  await sheet.waitFor({ state: 'hidden' });
  await cardIn(theirs)
    .getByText(/Waiting for Petra Patient/)
    .waitFor();

  // Without being asked, the other browser shows the card, on its own clock and on the practice's.
  await cardIn(own).getByText('Waiting for your answer').waitFor();
  await cardIn(own)
    .getByText(/Kept for you until/)
    .waitFor();
  await cardIn(own)
    .getByText(/in New York/)
    .first()
    .waitFor();
  await cardIn(own).getByRole('radio').nth(1).check();
  await cardIn(own)
    .getByRole('button', { name: /^Accept / })
    .click();
  await cardIn(own).getByText('Accepted', { exact: true }).waitFor();
  await cardIn(theirs).getByText('Accepted', { exact: true }).waitFor();

  const [booked, ...more] = await visits();
  expect(more).toEqual([]);
  expect(booked).toMatchObject({ status: 'confirmed', conversation_id: conversation });
  const held = await sql`select 1 from public.slot_holds where held_by = ${patient.patient_id} and expires_at > now()`;
  expect(held.length, 'the other times are free again').toBe(0);
  await cardIn(own).getByRole('button', { name: 'Open appointment' }).click();
  await own.getByRole('dialog').getByText('Confirmed').first().waitFor();

  // Cancelled later, the thread says so on both sides, and nothing reopens.
  await sql`update public.appointments set status = 'cancelled' where patient_id = ${patient.patient_id}`;
  await theirs
    .getByRole('log')
    .getByText(/^Appointment cancelled:/)
    .waitFor();
  await own
    .getByRole('log')
    .getByText(/^Appointment cancelled:/)
    .waitFor();
  expect(await cardIn(theirs).getByText('Accepted', { exact: true }).count()).toBe(1);
});

test('on a phone a patient suggests other times, and the front desk takes one of them', async () => {
  await offer();
  const { page: own } = await openThread(patient, inMadrid('phone'));
  const { page: theirs } = await openThread(desk, inNewYork('desk'));
  await cardIn(own).getByRole('button', { name: 'Suggest other times' }).click();
  const sheet = own.getByRole('dialog');
  await sheet.getByLabel('Date').fill(tuesday);
  await sheet.getByRole('checkbox', { name: /^17:00/ }).check();
  await sheet.getByRole('textbox', { name: /suit you|words/ }).fill('After lunch is better');
  await sheet.getByRole('button', { name: 'Suggest 1 time' }).click();
  await sheet.waitFor({ state: 'hidden' });

  const suggested = cardIn(theirs);
  await suggested.getByText('After lunch is better').waitFor();
  await theirs.getByText('Answered with other times').waitFor();
  await suggested.getByRole('button', { name: /^Accept .*11:00/ }).click();
  await cardIn(own).getByText('Accepted', { exact: true }).waitFor();
  expect(await visits()).toMatchObject([{ scheduled_start: new Date(at('11:00')), status: 'confirmed' }]);
});

test('with the keyboard alone: asked for in words, offered, accepted', async () => {
  const { page: own } = await openThread(patient, inMadrid('desk'));
  const press = (page: Page, ...keys: string[]) =>
    keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  const tabTo = async (page: Page, name: RegExp | string) => {
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        return (
          element?.getAttribute('aria-label') ??
          (element as HTMLInputElement | null)?.labels?.[0]?.textContent ??
          element?.textContent ??
          ''
        );
      });
    for (let count = 0; count < 60; count++) {
      const label = await focused();
      if (typeof name === 'string' ? label.trim() === name : name.test(label)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the focus never came to ${name}; it is on "${await focused()}"`);
  };
  await own.getByRole('textbox', { name: /^Message to/ }).focus();
  await tabTo(own, 'Ask for an appointment');
  await press(own, 'Enter');
  await own.getByRole('dialog').waitFor();
  await tabTo(own, /When would suit you/);
  await own.keyboard.type('Mornings, please');
  await tabTo(own, 'Send');
  await press(own, 'Enter');
  await own.getByRole('dialog').waitFor({ state: 'hidden' });
  await cardIn(own).getByText('Mornings, please').waitFor();

  const { page: theirs } = await openThread(clinician, inNewYork('desk'));
  await theirs.getByRole('textbox', { name: /^Message to/ }).focus();
  for (let count = 0; count < 40; count++) {
    if (await cardIn(theirs).evaluate((element) => element.contains(document.activeElement))) break;
    await press(theirs, 'Shift+Tab');
  }
  await tabTo(theirs, 'Offer times');
  await press(theirs, 'Enter');
  await theirs.getByRole('dialog').waitFor();
  await tabTo(theirs, 'Suggest times');
  await press(theirs, 'Enter');
  await theirs.getByText('Chosen: 3 of 5').waitFor();
  await tabTo(theirs, 'Suggest 3 times');
  await press(theirs, 'Enter');
  await theirs.getByRole('dialog').waitFor({ state: 'hidden' });

  await cardIn(own).getByText('Waiting for your answer').waitFor();
  await own.getByRole('textbox', { name: /^Message to/ }).focus();
  for (let count = 0; count < 40; count++) {
    if (await own.evaluate(() => document.activeElement?.getAttribute('type') === 'radio')) break;
    await press(own, 'Shift+Tab');
  }
  await press(own, 'Space');
  await tabTo(own, /^Accept /);
  await press(own, 'Enter');
  await cardIn(own).getByText('Accepted', { exact: true }).waitFor();
  // What was done is said, and the focus has stayed in the card.
  await own
    .getByRole('status')
    .filter({ hasText: /^Accepted\. .* is now an appointment\.$/ })
    .waitFor();
  expect(await cardIn(own).evaluate((element) => element.contains(document.activeElement))).toBe(true);
  expect((await visits()).length).toBe(1);
});

test('a time that somebody else takes is gone at once; who is too late is told what is left', async () => {
  const slot = await offer();
  const { page: own, watched } = await openThread(patient, inMadrid('desk'));
  const other = await practice.patient([clinician.clinician_id], 'Oscar Other');
  const take = async (from: string, until: string) => {
    const { error } = await doctor.rpc('book_appointment', {
      clinician_id: clinician.clinician_id,
      patient_id: other.patient_id,
      slot_start: at(from),
      slot_end: at(until),
      appointment_type: 'follow_up',
      location_type: 'in_person',
    });
    if (error) throw error;
  };
  await cardIn(own).getByRole('radio').nth(2).waitFor();
  await take('09:00', '09:30');
  await cardIn(own).getByText('No longer free').waitFor();
  expect(await cardIn(own).getByRole('radio').nth(0).isDisabled()).toBe(true);

  // Between the look and the click: the connection for live messages is down and somebody is faster.
  await cardIn(own).getByRole('radio').nth(1).check();
  await own.context().setOffline(true);
  await take('10:00', '10:30');
  watched.expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch|409/);
  await own.route('**/rpc/conversation_messages', (route) => route.abort());
  await own.context().setOffline(false);
  await cardIn(own)
    .getByRole('button', { name: /^Accept / })
    .click();
  const alert = cardIn(own).getByRole('alert');
  await alert.getByText('Taken a moment ago.').waitFor();
  await own.unroute('**/rpc/conversation_messages');
  watched.expectErrors(/ERR_FAILED/);
  expect(await alert.getByRole('button').count()).toBeGreaterThanOrEqual(1);
  expect((await card(slot))?.status).toBe('pending');
  await cardIn(own).getByRole('radio', { name: /20:00/ }).check();
  await cardIn(own)
    .getByRole('button', { name: /^Accept / })
    .click();
  await cardIn(own).getByText('Accepted', { exact: true }).waitFor();
  expect(await visits()).toMatchObject([{ scheduled_start: new Date(at('14:00')) }]);
});

test('declined with a reason, withdrawn, and ended by the clock: the card says so on both sides', async () => {
  const first = await offer();
  const { page: own } = await openThread(patient, inMadrid('desk'));
  const { page: theirs } = await openThread(clinician, inNewYork('desk'));
  await cardIn(own).getByRole('button', { name: 'Decline' }).click();
  await cardIn(own)
    .getByRole('textbox', { name: /Reason/ })
    .fill('I am away');
  await cardIn(own).getByRole('button', { name: 'Decline' }).click();
  await cardIn(theirs).getByText('Declined', { exact: true }).waitFor();
  await cardIn(theirs)
    .getByText(/I am away/)
    .waitFor();
  expect((await card(first))?.status).toBe('declined');

  await offer();
  await cardIn(own).getByText('Waiting for your answer').waitFor();
  await cardIn(theirs).getByRole('button', { name: 'Withdraw' }).click();
  await cardIn(theirs).getByRole('button', { name: 'Withdraw' }).click();
  await cardIn(own).getByText('Withdrawn', { exact: true }).waitFor();
  await expect.poll(() => cardIn(own).getByRole('radio').count()).toBe(0);

  const last = await offer({ expires_at: new Date(Date.now() + 4_000).toISOString() });
  await cardIn(own).getByText('Waiting for your answer').waitFor();
  // The next reader writes down what the clock has decided.
  await expect
    .poll(async () => {
      await doctor.rpc('read_conversation', { conversation_id: conversation });
      return (await card(last))?.status;
    })
    .toBe('expired');
  await cardIn(own).getByText('Expired', { exact: true }).waitFor();
});

test('words arrive by themselves, are counted, read and marked as read; a draft outlives a reload', async () => {
  const { page: theirs } = await openThread(clinician, inNewYork('desk'));
  const watched = await enter(browser, patient, '/visits', inMadrid('phone'));
  open.push(watched);
  const own = watched.page;
  await theirs.getByRole('textbox', { name: /^Message to/ }).fill('How are you today?');
  await theirs.keyboard.press('Enter');
  await theirs.getByRole('log').getByText('How are you today?').waitFor();
  const tab = own.getByRole('navigation').getByRole('link', { name: /Messages/ });
  const unread = own.getByRole('navigation').getByText('1 unread conversation');
  await unread.waitFor({ state: 'attached' });
  await tab.click();
  await own.getByRole('link', { name: /Cora Clinician/ }).click();
  await own.getByRole('log').getByText('How are you today?').waitFor();
  await theirs.getByText('Read', { exact: true }).waitFor();
  await expect.poll(() => unread.count()).toBe(0);

  const field = own.getByRole('textbox', { name: /^Message to/ });
  await field.fill('Better, but');
  await own.reload();
  await own.getByRole('log').waitFor();
  expect(await field.inputValue()).toBe('Better, but');

  // Without a connection it waits, visibly, and goes out once when sent again.
  await field.fill('Better, thank you');
  watched.expectErrors(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket/);
  await own.context().setOffline(true);
  await own.getByRole('button', { name: 'Send', exact: true }).click();
  await own
    .getByRole('log')
    .getByText(/^Not sent/)
    .waitFor();
  await own.context().setOffline(false);
  await own.getByRole('log').getByRole('button', { name: 'Try again' }).click();
  await theirs.getByRole('log').getByText('Better, thank you').waitFor();
  const rows =
    await sql`select 1 from public.messages where conversation_id = ${conversation} and body = 'Better, thank you'`;
  expect(rows.length).toBe(1);
});

test('what a screen reader hears of a card: title, state, type, place, and every time on both clocks', async () => {
  await offer({ note: 'Please come fasting', hold: true });
  const { page } = await openThread(patient, inMadrid('desk'));
  await cardIn(page).getByRole('radio').first().waitFor();
  const heard = await cardIn(page).ariaSnapshot();
  expect(heard).toMatch(/heading "Times for: Follow-up with Dr\. Cora Clinician"/);
  expect(heard).toContain('Waiting for your answer');
  expect(heard).toContain('In person');
  expect(heard).toContain('Please come fasting');
  expect(heard).toMatch(/group "Which time suits you\?"/);
  const times = ['15:00', '16:00', '20:00'];
  for (const [index, time] of times.entries()) {
    const name =
      (await cardIn(page)
        .getByRole('radio')
        .nth(index)
        .evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent)) ?? '';
    expect(name).toMatch(/^Tuesday,? \d+ \w+/);
    expect(name).toContain(time);
    expect(name).toMatch(/New York/);
  }
  expect(heard).toMatch(/button "Suggest other times"/);
  expect(heard).toMatch(/button "Decline"/);
});

test('a thread of others does not exist, whether its id is guessed or known', async () => {
  await offer();
  const other = await practice.patient([clinician.clinician_id], 'Oscar Other');
  const watched = await enter(browser, other, `/messages?thread=${conversation}`, inMadrid('desk'));
  open.push(watched);
  watched.expectErrors(/404/);
  await watched.page.getByText('This conversation cannot be shown').waitFor();
  expect(await watched.page.getByRole('article').count()).toBe(0);
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('in threads, cards and their forms at %s size', async (size) => {
    await offer({ hold: true });
    const { page } = await openThread(patient, { ...inMadrid(size) });
    await cardIn(page).getByRole('radio').first().waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'a card that waits').toEqual([]);
    await cardIn(page).getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByText('Please choose a time.').waitFor();
    expect(await accessibilityViolations(page), 'no time chosen').toEqual([]);
    await cardIn(page).getByRole('button', { name: 'Suggest other times' }).click();
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    expect(await accessibilityViolations(page, inDialog), 'other times').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    const { page: theirs } = await openThread(desk, { ...inNewYork(size) });
    await settled(theirs);
    expect(await accessibilityViolations(theirs), 'the practice’s side').toEqual([]);
    await theirs.getByRole('button', { name: 'Send form' }).click();
    await theirs.getByRole('menuitem', { name: 'Offer appointment times' }).click();
    await theirs.getByRole('dialog').getByRole('checkbox').first().waitFor();
    expect(await accessibilityViolations(theirs, inDialog), 'offering times').toEqual([]);
  });
});
