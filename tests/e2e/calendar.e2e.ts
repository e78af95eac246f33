/**
 * The calendar in a real browser: views, drag with settling and undo, resize, booking by hand, preview, clocks, phone.
 * Over 300 lines: its journeys share one practice, one browser and the words for finding things on the page.
 */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, closePages, openPage, type WatchedPage } from '../support/browser.ts';
import { settled, signedIn } from '../support/enter.ts';
import { createPractice, type Practice } from '../support/factory.ts';
import { createProfiles } from '../support/profiles.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const browser = createProfiles();
let practice: Practice;
let clinician: Awaited<ReturnType<Practice['clinician']>>;
let desk: Awaited<ReturnType<Practice['member']>>;
let patient: Awaited<ReturnType<Practice['patientWithoutLogin']>>;
const open: WatchedPage[] = [];

/** A Tuesday at least a week ahead, so that nothing lies in the past. */
const tuesday = (() => {
  const day = new Date(Date.now() + 8 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
})();
const ahead = (days: number) =>
  new Date(Date.parse(`${tuesday}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const at = (time: string, date = tuesday) => `${date}T${time}:00+00:00`;
const iso = (time: string) => new Date(at(time)).toISOString();

beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'UTC' });
  clinician = await practice.clinician({ name: 'Cora Clinician', timezone: 'UTC' });
  desk = await practice.member('receptionist', 'Remy Receptionist');
  patient = await practice.patientWithoutLogin([clinician.clinician_id], 'Paula Paper');
});
afterEach(async () => {
  await closePages(open);
  await practice.clear();
  await sql`delete from public.practice_closures where practice_id = ${practice.practice_id}`;
});
afterAll(async () => {
  await browser.close();
  await sql.end();
});

const visit = (start: string, end: string, change: Record<string, unknown> = {}) =>
  practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start: at(start),
    scheduled_end: at(end),
    status: 'confirmed',
    ...change,
  });
const stored = async (id: string) => {
  const [row] = await sql<{ scheduled_start: Date; scheduled_end: Date; overbooked: boolean }[]>`
    select scheduled_start, scheduled_end, overbooked from public.appointments where appointment_id = ${id}`;
  if (!row) throw new Error('the visit is not in the database');
  return { start: row.scheduled_start.toISOString(), end: row.scheduled_end.toISOString(), overbooked: row.overbooked };
};

async function enter(
  query = `view=week&date=${tuesday}`,
  options: BrowserContextOptions = {},
  person: { email: string; password: string } = desk,
): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC', ...options });
  open.push(watched);
  const { page } = watched;
  await signedIn(page, person);
  await page.goto(`${stack.web_url}/calendar?${query}`);
  await page.locator('section[data-settled]').waitFor();
  // What is asked for last draws the visits once more, and who had the focus loses it.
  await settled(page);
  return watched;
}
const block = (page: Page, id: string) => page.locator(`[data-visit-id="${id}"]`);
const region = (page: Page) => page.getByRole('region', { name: /Calendar of/ });
const query = (page: Page) => new URL(page.url()).searchParams;

async function place(page: Page, id: string) {
  await block(page, id).waitFor();
  const box = await block(page, id).boundingBox();
  if (!box) throw new Error('the visit is not on the page');
  return box;
}
/** Half an hour is as high as the distance between two half-hour lines. */
const halfHour = 28;

/** Drags by minutes and stops before letting go. */
async function drag(page: Page, id: string, minutes: number) {
  const box = await place(page, id);
  const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + (minutes / 60) * halfHour, { steps: 6 });
  await page.mouse.move(x, y + (minutes / 30) * halfHour, { steps: 6 });
}

describe('dragging', () => {
  test('a visit settles on the nearest start, which is shown before it is let go, and can be undone', async () => {
    const id = await visit('10:00', '10:30');
    const { page } = await enter();
    await drag(page, id, 110);
    await page.getByText('12:00–12:30').waitFor();
    await page.mouse.up();
    await expect.poll(async () => (await stored(id)).start).toBe(iso('12:00'));
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await stored(id)).start).toBe(iso('10:00'));
    await region(page)
      .getByRole('button', { name: /10:00.*Paula Paper/ })
      .waitFor();
  });

  test('with Shift it keeps the five minutes; what cannot be booked asks for a reason', async () => {
    const id = await visit('10:00', '10:30');
    const watched = await enter();
    const { page } = watched;
    watched.expectErrors(/status of 409/);
    await page.keyboard.down('Shift');
    await drag(page, id, 110);
    await page.getByText('11:50–12:20').waitFor();
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const dialog = page.getByRole('dialog', { name: 'The visit was not moved' });
    await dialog.waitFor();
    expect((await stored(id)).start).toBe(iso('10:00'));
    await dialog
      .getByRole('button', { name: /anyway/i })
      .first()
      .click();
    await dialog.getByRole('textbox').fill('Comes by train');
    await dialog
      .getByRole('button', { name: /anyway/i })
      .last()
      .click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => stored(id)).toMatchObject({ start: iso('11:50'), overbooked: true });
  });

  test('an undo that comes too late is refused and says so', async () => {
    const id = await visit('10:00', '10:30');
    const watched = await enter();
    const { page } = watched;
    watched.expectErrors(/status of 409/);
    await drag(page, id, 120);
    await page.mouse.up();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    const other = await practice.patientWithoutLogin([clinician.clinician_id], 'Oscar Other');
    await visit('10:00', '10:30', { patient_id: other.patient_id });
    await page.getByRole('button', { name: 'Undo' }).click();
    const dialog = page.getByRole('dialog', { name: 'The visit was not moved' });
    await dialog.getByRole('alert').waitFor();
    expect((await stored(id)).start).toBe(iso('12:00'));
  });

  test('the lower edge makes it longer in steps of five minutes', async () => {
    const id = await visit('10:00', '11:00');
    const { page } = await enter();
    const box = await place(page, id);
    const [x, y] = [box.x + box.width / 2, box.y + box.height - 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + halfHour / 4, { steps: 4 });
    await page.mouse.move(x, y + (25 / 30) * halfHour, { steps: 4 });
    await page.getByText('10:00–11:25').waitFor();
    await page.mouse.up();
    await expect.poll(() => stored(id)).toMatchObject({ start: iso('10:00'), end: iso('11:25') });
  });
});

test('a stretch drawn on the grid opens the booking form with its times', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter();
  const box = await place(page, id);
  const x = box.x + box.width / 2;
  const y = box.y + 2 * halfHour + 4;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + halfHour, { steps: 4 });
  await page.mouse.move(x, y + 1.7 * halfHour, { steps: 4 });
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'New appointment' });
  await dialog.waitFor();
  expect(await dialog.getByLabel('Date').first().inputValue()).toBe(tuesday);
});

test('the arrows move a visit, the keyboard alone is enough', async () => {
  const id = await visit('10:00', '10:30');
  const { page } = await enter();
  await block(page, id).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await stored(id)).start).toBe(new Date(at('10:30', ahead(1))).toISOString());
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.visitId))
    .toBe(id);
});

test('letters change view and day, and show what is cancelled', async () => {
  await visit('10:00', '10:30', { status: 'cancelled', cancellation_reason: 'Ill' });
  const { page } = await enter();
  const cancelled = region(page).getByRole('button', { name: /10:00.*Paula Paper.*Cancelled/ });
  await page.getByRole('button', { name: 'Cancelled (1)', pressed: false }).waitFor();
  expect(await cancelled.count()).toBe(0);
  await page.keyboard.press('c');
  await cancelled.waitFor();
  expect(query(page).get('cancelled')).toBe('show');
  await page.getByRole('button', { name: 'Cancelled (1)', pressed: true }).click();
  await cancelled.waitFor({ state: 'detached' });
  for (const [key, view] of [
    ['d', 'Day'],
    ['m', 'Month'],
    ['l', 'List'],
    ['v', 'Team'],
    ['w', 'Week'],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole('button', { name: view, exact: true, pressed: true }).waitFor();
    expect(query(page).get('view')).toBe(view.toLowerCase());
  }
  await page.keyboard.press('j');
  expect(query(page).get('date')).toBe(ahead(7));
  await page.keyboard.press('k');
  expect(query(page).get('date')).toBe(tuesday);
});

describe('the preview', () => {
  test('comes with the mouse, stays under it, and goes with Escape', async () => {
    await sql`update public.profiles set phone = '+44 20 7946 0001' where profile_id = ${patient.patient_id}`;
    const id = await visit('10:00', '10:30', { location_type: 'video', patient_notes: 'Bring the letter' });
    const { page } = await enter();
    const card = page.getByRole('tooltip');
    await block(page, id).hover();
    await card.getByText('+44 20 7946 0001').waitFor();
    expect(await card.textContent()).toMatch(/Paula Paper.*10:00.*10:30.*Video.*Confirmed.*notes/);
    await card.hover();
    await card.getByRole('link').hover();
    expect(await card.isVisible()).toBe(true);
    expect(await block(page, id).getAttribute('aria-describedby')).toBe(await card.getAttribute('id'));
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
  });

  test('comes with the keyboard focus and goes with it', async () => {
    const id = await visit('10:00', '10:30');
    const { page } = await enter();
    await region(page)
      .getByRole('button', { name: /Paula Paper/ })
      .waitFor();
    await page.getByRole('button', { name: 'Team', exact: true }).focus();
    for (let i = 0; i < 12 && !(await block(page, id).evaluate((e) => e === document.activeElement)); i++) {
      await page.keyboard.press('Tab');
    }
    await page.getByRole('tooltip').getByText('Paula Paper').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
  });
});

test('a second clock is found by its city, stands on the axis and in the address', async () => {
  const { page } = await enter();
  await page.getByRole('button', { name: /Time zone/ }).click();
  await page.getByRole('searchbox', { name: 'Second time zone' }).fill('new yo');
  await page.getByRole('radio', { name: /New York/ }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: /on the clocks of .* and New York/ }).waitFor();
  expect(query(page).get('zone2')).toBe('America/New_York');
  await region(page).getByText('New York', { exact: true }).waitFor();
  await page.reload();
  await page.getByRole('region', { name: /on the clocks of .* and New York/ }).waitFor();
});

test('a closure stands in the grid with its reason', async () => {
  await sql`insert into public.practice_closures (practice_id, during, reason)
    values (${practice.practice_id}, tstzrange(${at('13:00')}, ${at('15:00')}), 'Stocktaking')`;
  const { page } = await enter();
  await region(page).getByText('Practice closed: Stocktaking').waitFor();
});

test('without working hours the grid says so and leads to them', async () => {
  const nobody = await practice.clinician({ name: 'Nora New', timezone: 'UTC', hours: [] });
  const { page } = await enter(`view=week&date=${tuesday}&clinician=${nobody.clinician_id}`);
  const link = page.getByRole('link', { name: 'Set working hours' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe(`/availability?clinician=${nobody.clinician_id}`);
});

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  async function stroke(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
    const session = await page.context().newCDPSession(page);
    const points = Array.from({ length: 6 }, (_, i) => ({
      x: from.x + ((to.x - from.x) * i) / 5,
      y: from.y + ((to.y - from.y) * i) / 5,
    }));
    for (const [i, point] of points.entries()) {
      await session.send('Input.dispatchTouchEvent', {
        type: i === 0 ? 'touchStart' : 'touchMove',
        touchPoints: [point],
      });
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  test('a stroke turns the day, scrolling does not, and the strip jumps', async () => {
    const { page } = await enter(`date=${tuesday}`, phone);
    expect(query(page).get('view')).toBeNull();
    await stroke(page, { x: 320, y: 600 }, { x: 80, y: 610 });
    await expect.poll(() => query(page).get('date')).toBe(ahead(1));
    await stroke(page, { x: 80, y: 600 }, { x: 320, y: 590 });
    await expect.poll(() => query(page).get('date')).toBe(tuesday);
    await stroke(page, { x: 200, y: 700 }, { x: 210, y: 500 });
    expect(query(page).get('date')).toBe(tuesday);
    await page
      .getByRole('navigation', { name: 'Days of this week' })
      .getByRole('button', { name: /Thursday/ })
      .click();
    await expect.poll(() => query(page).get('date')).toBe(ahead(2));
  });

  test.each([390, 320])('nothing is wider than %i px, and everything is big enough for a finger', async (width) => {
    await visit('10:00', '10:30');
    const { page } = await enter(`view=day&date=${tuesday}&zone2=America/New_York`, {
      ...phone,
      viewport: { width, height: 844 },
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const small = await page
      .getByRole('main')
      .locator('button:visible, select:visible')
      .evaluateAll((elements) =>
        elements
          .filter((element) => element.getBoundingClientRect().height < 44)
          .map((element) => element.getAttribute('aria-label') ?? element.textContent),
      );
    expect(small).toEqual([]);
  });
});

test('nothing jumps while the calendar loads', async () => {
  await visit('10:00', '10:30');
  const { page } = await enter(undefined, { reducedMotion: 'no-preference' });
  await page.addInitScript(() => {
    Reflect.set(window, 'shift', 0);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) Reflect.set(window, 'shift', Reflect.get(window, 'shift') + value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.reload();
  await region(page)
    .getByRole('button', { name: /Paula Paper/ })
    .waitFor();
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => Reflect.get(window, 'shift'))).toBeLessThan(0.01);
});

describe('axe finds nothing, in both themes', () => {
  test('day, week, month and list, empty and with visits of every status', async () => {
    const views = ['Day', 'Week', 'Month', 'List'];
    const { page } = await enter(`view=list&date=${tuesday}&cancelled=show`);
    const show = async (view: string) => {
      await page.getByRole('button', { name: view, exact: true }).click();
      await page.getByRole('button', { name: view, exact: true, pressed: true }).waitFor();
      expect(query(page).get('view')).toBe(view.toLowerCase());
      await page.locator('section[data-settled]').waitFor();
    };
    for (const view of views) {
      await show(view);
      await settled(page);
      expect(await accessibilityViolations(page), `${view}, empty`).toEqual([]);
    }
    await visit('09:00', '10:00', { status: 'requested' });
    await visit('10:00', '10:30');
    await visit('11:00', '12:00', { status: 'cancelled', cancellation_reason: 'Ill' });
    await page.reload();
    for (const view of views) {
      await show(view);
      await region(page)
        .getByRole('button', { name: /Paula Paper/ })
        .nth(2)
        .waitFor();
      await settled(page);
      expect(await accessibilityViolations(page), view).toEqual([]);
    }
  });

  test('preview, zone menu, second clock and what stands behind "more"', async () => {
    const id = await visit('09:00', '09:30');
    for (const hour of ['10', '11', '12', '13', '14', '15', '16']) await visit(`${hour}:00`, `${hour}:30`);
    const { page } = await enter(`view=week&date=${tuesday}&zone2=America/New_York`);
    await block(page, id).hover();
    await page.getByRole('tooltip').getByText('Confirmed').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'preview').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Time zones/ }).click();
    await page.getByRole('radio', { name: /New York/ }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'zone menu').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Month', exact: true }).click();
    await page
      .getByRole('button', { name: /\d more$/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await settled(page);
    expect(await accessibilityViolations(page), 'more').toEqual([]);
  });
});
