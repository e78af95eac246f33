/** What a patient does with their own visits: see, prepare, request, move, cancel, take them along. */
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, inDialog, type WatchedPage } from '../support/browser.ts';
import { enter, settled, sizes } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';

const sql = database();
const browser = createProfiles();
const open: WatchedPage[] = [];
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let patient: Awaited<ReturnType<Practice['patient']>>;

const tuesday = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
})();
const at = (time: string) => `${tuesday}T${time}:00+00:00`;

beforeAll(async () => {
  practice = await createPractice(sql, {
    timezone: 'UTC',
    phone: '+44 20 7946 0000',
    min_notice_minutes: 60,
    cancellation_notice_minutes: 24 * 60,
  });
  clinician = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
});
beforeEach(async () => {
  patient = await practice.patient([clinician.clinician_id], 'Petra Patient');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

async function asPatient(size: keyof typeof sizes, options = {}): Promise<{ page: Page; watched: WatchedPage }> {
  const watched = await enter(browser, patient, '/', { ...sizes[size], ...options });
  open.push(watched);
  await watched.page.getByRole('heading', { name: 'My visits' }).waitFor();
  return { page: watched.page, watched };
}
const stored = async () => {
  const rows = await sql<{ status: string; scheduled_start: Date; cancellation_reason: string | null }[]>`
    select status, scheduled_start, cancellation_reason from public.appointments
    where patient_id = ${patient.patient_id} order by created_at desc`;
  return rows[0];
};
const visit = (start: Date | string, minutes = 30, more = {}) =>
  practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: new Date(start),
    scheduled_end: new Date(new Date(start).getTime() + minutes * 60_000),
    ...more,
  });

test('on a phone a patient books, moves and cancels a visit', async () => {
  const { page } = await asPatient('phone');
  await page.getByRole('button', { name: 'Book a visit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Date').fill(tuesday);
  await dialog.getByRole('radio', { name: '11:30' }).check();
  await dialog.getByRole('button', { name: 'Book', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect((await stored())?.status).toBe('confirmed');

  const card = page.getByRole('region', { name: 'Your next visit' });
  await card.getByText(/^11:30/).waitFor();
  await card.getByRole('button', { name: 'Change or cancel' }).click();
  await dialog.getByRole('button', { name: /^Move|^Reschedule/ }).click();
  await dialog.getByLabel('Date').fill(tuesday);
  await dialog.getByRole('radio', { name: '14:00' }).check();
  await dialog.getByRole('button', { name: /Move/ }).last().click();
  await expect
    .poll(async () => (await stored())?.scheduled_start.toISOString())
    .toBe(new Date(at('14:00')).toISOString());

  await dialog.getByRole('button', { name: 'Cancel visit' }).click();
  await dialog.getByRole('button', { name: 'Cancel visit' }).click();
  await expect.poll(async () => (await stored())?.status).toBe('cancelled');
});

test('a type that needs a confirmation is a request, and the page says what that means', async () => {
  await sql`update public.appointment_types set auto_confirm = false where practice_id = ${practice.practice_id} and appointment_type = 'phone_call'`;
  const { page } = await asPatient('desk');
  await page.getByRole('button', { name: 'Book a visit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: /Type|Kind/ }).selectOption({ label: 'Phone call' });
  await dialog.getByLabel('Date').fill(tuesday);
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('button', { name: 'Send the request' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('The practice has not confirmed it yet.', { exact: false }).waitFor();
  expect((await stored())?.status).toBe('requested');
});

test('the file for the own calendar holds the same instants, a neutral title and nothing about the reason', async () => {
  await visit(at('10:00'), 45, { appointment_type: 'medication_review' });
  const { page } = await asPatient('desk');
  await page.getByRole('button', { name: 'Add to calendar' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Calendar file (.ics)' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  if (!component) throw new Error('the file has no event');
  const event = new ICAL.Event(component);
  expect(event.startDate.toJSDate().toISOString()).toBe(new Date(at('10:00')).toISOString());
  expect(event.endDate.toJSDate().toISOString()).toBe(new Date(at('10:45')).toISOString());
  expect(event.summary).toMatch(/^Appointment, Practice /);
  expect(text).not.toMatch(/medication|Cora|Petra/i);
});

test('too late to change: said beforehand, with the number to call', async () => {
  await visit(new Date(Date.now() + 3 * 3_600_000));
  const { page } = await asPatient('phone');
  await page.getByText('It is too late to change this visit online.').first().waitFor();
  expect(await page.getByRole('link', { name: /^Call Practice/ }).getAttribute('href')).toBe('tel:+442079460000');
});

test('a video visit can be joined from a quarter of an hour before, with one press', async () => {
  const link = 'https://meet.example.org/cora';
  const id = await visit(new Date(Date.now() + 10 * 60_000), 30, { location_type: 'video' });
  await sql`update public.appointments set video_call_link = ${link} where appointment_id = ${id}`;
  const { page } = await asPatient('phone');
  const join = page.getByRole('link', { name: /Join/ });
  await join.waitFor();
  expect(await join.getAttribute('href')).toBe(link);
});

test('a stranger to every practice is told what to do', async () => {
  await sql`delete from public.care_relationships where patient_id = ${patient.patient_id}`;
  const { page } = await asPatient('phone');
  await page.getByText('No practice knows you under this address yet').waitFor();
  expect(await page.getByRole('button', { name: 'Book a visit' }).count()).toBe(0);
});

describe('axe finds nothing, in both themes', () => {
  test.each(['desk', 'phone'] as const)('on the own visits at %s size', async (size) => {
    await visit(at('10:00'), 30, { location_type: 'video' });
    await visit(at('15:00'));
    const { page } = await asPatient(size, {});
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add to calendar' }).click();
    await page.getByRole('button', { name: 'Calendar file (.ics)' }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'with the calendars open').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change or cancel' }).click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page, inDialog), 'with the details open').toEqual([]);
  });
});
