/** Signing in as a person does, for end-to-end tests. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Opener, openPage, pendingRequests, transitionsEnded, type WatchedPage } from './browser.ts';
import { stack } from './stack.ts';

export const sizes = {
  desk: { viewport: { width: 1440, height: 900 } },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} satisfies Record<string, BrowserContextOptions>;

type Login = { email: string; password: string };
const sessions = new Map<string, Promise<string>>();

async function session({ email, password }: Login): Promise<string> {
  const answer = await fetch(`${stack.api_url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: stack.publishable_key, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} cannot sign in: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** Frames have no session: one that shows a mail has no storage at all. */
const sessionScript = (answer: string) => `if (window === window.top) localStorage.getItem('careslot-session') ??
  localStorage.setItem('careslot-session', ${JSON.stringify(answer)})`;

/**
 * Puts a session of the auth service where the app keeps one, so that a test begins on its page. The form itself is
 * tested in journeys.e2e.ts; through it every test would take two seconds longer. Before the first `goto`.
 */
export async function signedIn(page: Page, person: Login): Promise<void> {
  const known = sessions.get(person.email) ?? session(person);
  sessions.set(person.email, known);
  await page.addInitScript(sessionScript(await known));
}

/** A page on `path` as a person who has signed in. Put it into a list that is closed after each test. */
export async function enter(
  browser: Opener,
  person: Login,
  path = '/',
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, { timezoneId: 'UTC', ...options });
  await signedIn(watched.page, person);
  await watched.page.goto(stack.web_url + path);
  await watched.page.getByRole('main').waitFor();
  return watched;
}

/** Goes on to another address as a link of the app does: the page is not loaded anew. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, '', to), path);
}

/** Two frames: what an answer changes is drawn, and what the drawn part asks for is asked. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Data has come and transitions have ended: what is looked at now stays. */
export async function settled(page: Page): Promise<void> {
  await drawn(page);
  await expect.poll(() => pendingRequests(page), { interval: 20 }).toEqual([]);
  await drawn(page);
  await expect.poll(() => pendingRequests(page), { interval: 20 }).toEqual([]);
  await transitionsEnded(page);
}
