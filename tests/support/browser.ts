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
  type Request,
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

/**
 * Playwright's own list (chromiumSwitches.ts of 1.65), because Chromium heeds only the last list, and before it what
 * draws the suggestions of the address bar as web pages: they load in every window, unseen, and cost
 * as much processor time as the app itself.
 */
const withoutFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

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
    `--disable-features=${withoutFeatures.join(',')}`,
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

const underWay = new WeakMap<Page, Set<Request>>();

function countRequests(page: Page): void {
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on('request', (request) => requests.add(request));
  page.on('requestfinished', (request) => requests.delete(request));
  page.on('requestfailed', (request) => requests.delete(request));
}

/** What a page of `openPage` has asked for and has not got yet. */
export const pendingRequests = (page: Page): string[] =>
  [...(underWay.get(page) ?? [])].map((request) => request.url());

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
  countRequests(page);
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

/** Give it as `within` where a dialog is open: the page behind, looked at before, is out of reach meanwhile. */
export const inDialog = '[role="dialog"]';

/**
 * On a phone the themes differ in nothing that the desk does not show as well: there one theme is enough, the dark one,
 * where contrast is lost more easily. `CARESLOT_AXE=all`, which the long tests set, looks at both.
 */
const inOneTheme = (page: Page) => (page.viewportSize()?.width ?? 0) < 600 && process.env.CARESLOT_AXE !== 'all';

/**
 * What axe finds on the page as it stands (WCAG 2.2 A and AA), in the light and in the dark theme: one readable line
 * per element; empty when accessible. All rules run in the theme that the page has; in the other, which is the same
 * document in other colours, those about colours. There the page stays, because each change of theme draws everything
 * anew. A page as narrow as a phone is looked at in the dark theme alone.
 */
export async function accessibilityViolations(page: Page, within?: string): Promise<string[]> {
  const isDark = await page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`);
  const both = isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  const themes = inOneTheme(page) ? (['dark'] as const) : both;
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
