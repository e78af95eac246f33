/** A real browser for end-to-end tests and screenshots. */
import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where the browser is; CHROMIUM_PATH names another. */
export function chromiumPath(): string {
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error('no Chromium found: install it, or set CHROMIUM_PATH');
  return found;
}

/** The same for every browser that tests, measurements and pictures use. */
export const launchOptions = (): LaunchOptions => ({
  executablePath: chromiumPath(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

/** A browser whose contexts are all fresh, as at a first visit. Tests are quicker with `createProfiles()`. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(launchOptions());

/** Where pages are opened: a browser, or profiles that are used again. */
export interface Opener {
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Instead of closing the context. */
  release?(context: BrowserContext): Promise<void>;
}

export interface WatchedPage {
  page: Page;
  /** Console errors and uncaught exceptions so far, without those that match `expectErrors`. */
  complaints(): string[];
  /** From now on, errors that match are expected, such as the browser's own line about a refused request. */
  expectErrors(pattern: RegExp): void;
  /** Closes the page and its context; throws when the console complained. */
  close(): Promise<void>;
}

/** A page in a context of its own (its own session), which notices every console error. */
export async function openPage(browser: Opener, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const all: BrowserContextOptions = {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // Every page is a first visit; the tests of the service worker itself allow it.
    serviceWorkers: 'block',
    ...options,
  };
  const context = await browser.newContext(all);
  const page = await context.newPage();
  if (all.viewport) await page.setViewportSize(all.viewport);
  const seen: string[] = [];
  const expected: RegExp[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => seen.push(`uncaught: ${error.stack ?? error.message}`));
  const complaints = () => seen.filter((text) => !expected.some((pattern) => pattern.test(text)));
  return {
    page,
    complaints,
    expectErrors: (pattern) => expected.push(pattern),
    async close() {
      await (browser.release ? browser.release(context) : context.close());
      const left = complaints();
      if (left.length > 0) throw new Error(`unexpected console errors:\n${left.join('\n')}`);
    },
  };
}

/**
 * Closes every page of the list and empties it; throws when one of them complained. Before the rows of a test are
 * deleted: an open page hears of that and asks for what is no longer there.
 */
export async function closePages(open: WatchedPage[]): Promise<void> {
  const closed = await Promise.allSettled(open.splice(0).map((watched) => watched.close()));
  const complaints = closed.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (complaints.length > 0) throw complaints.length === 1 ? complaints[0] : new AggregateError(complaints);
}

/** Resolves when everything that moves and will end has come to rest. */
export const transitionsEnded = (page: Page): Promise<unknown> =>
  page.evaluate(`Promise.all(document.getAnimations()
    .filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
    .map((animation) => animation.finished.catch(() => undefined))).then(() => undefined)`);

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The rules of `wcag` that look at colours; all others look at structure, names, states and sizes. */
const aboutColour = ['color-contrast', 'link-in-text-block'];

/**
 * axe on the page as it stands. Written into the document once only. Where there are no frames it runs in the page
 * itself; otherwise AxeBuilder gathers what the frames say in a blank page, which takes a second longer.
 */
async function axe(page: Page, within: string | undefined, rules: string[] | null) {
  const isThere: boolean = await page.evaluate(`typeof window.axe === 'object'`);
  const alone = page.frames().length === 1;
  const builder = new AxeBuilder({ page, ...(alone && isThere ? { axeSource: 'undefined' } : {}) });
  builder.options({ resultTypes: ['violations'] }).setLegacyMode(alone);
  if (within) builder.include(within);
  return (rules ? builder.withRules(rules) : builder.withTags(wcag)).analyze();
}

/**
 * What axe finds on the page as it stands (WCAG 2.2 A and AA), in the light and in the dark theme: one readable line
 * per element; empty when accessible. All rules run in the first theme; in the second, which is the same document in
 * other colours, those about colours. The page is left in the theme it had before.
 */
export async function accessibilityViolations(page: Page, within?: string): Promise<string[]> {
  const isDark = await page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`);
  const themes = isDark ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  const found: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
    // A dialog that is still fading in has less contrast than a moment later; so has a colour that is still changing.
    await transitionsEnded(page);
    const { violations } = await axe(page, within, theme === themes[0] ? null : aboutColour);
    for (const { impact, id, help, nodes } of violations)
      for (const { target } of nodes) found.push(`${theme}: ${impact ?? 'minor'} ${id}: ${target.join(' ')} — ${help}`);
  }
  return found;
}
