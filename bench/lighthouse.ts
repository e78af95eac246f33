/**
 * `node --import tsx bench/lighthouse.ts [--stack DIR] [--runs 5] [--only calendar]`: what Lighthouse thinks of the
 * built app on a stack with the demo practice, as a phone (slow network and processor, simulated) and as a desktop.
 * The median of the runs goes into RESULTS.md; with --only it is just printed.
 *
 * Lighthouse is no dependency of this project: `npm install --no-save lighthouse@12.8.2`, or LIGHTHOUSE_PATH names the
 * folder of an installed one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../tests/support/browser.ts';
import { freePorts } from '../tests/support/free-port.ts';
import { type Role, readStack, type Stack, startStack } from '../tests/support/stack-process.ts';
import { type Measured, medianOf, type Report, section } from './lighthouse-section.ts';
import { withSection } from './sections.ts';

type Lighthouse = (
  url: string,
  flags: Record<string, unknown>,
  config?: unknown,
) => Promise<{ lhr: Report } | undefined>;

const pages: { name: string; path: string; role?: Role }[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'calendar', path: '/calendar', role: 'clinician' },
  { name: 'list', path: '/list', role: 'receptionist' },
  { name: 'availability', path: '/availability', role: 'clinician' },
  { name: 'practice', path: '/practice', role: 'admin' },
  { name: 'visits', path: '/visits', role: 'patient' },
];

const { values } = parseArgs({
  options: {
    stack: { type: 'string' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'RESULTS.md') },
  },
});

async function load(): Promise<{ lighthouse: Lighthouse; desktop: unknown; version: string }> {
  const folder = process.env.LIGHTHOUSE_PATH ?? 'node_modules/lighthouse';
  const at = (file: string) => pathToFileURL(path.resolve(folder, file)).href;
  try {
    const [main, desktop] = await Promise.all([
      import(at('core/index.js')),
      import(at('core/config/desktop-config.js')),
    ]);
    const { version } = JSON.parse(readFileSync(path.resolve(folder, 'package.json'), 'utf8')) as { version: string };
    return { lighthouse: main.default as Lighthouse, desktop: desktop.default as unknown, version };
  } catch (cause) {
    throw new Error('Lighthouse is missing: npm install --no-save lighthouse@12.8.2', { cause });
  }
}

/** A browser with a session in its local storage, which Lighthouse leaves alone; caches and workers it clears each run. */
async function openBrowser(stack: Stack, role: Role | undefined) {
  const port = await freePorts(1);
  const context = await chromium.launchPersistentContext('', {
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${port}`],
  });
  const account = stack.accounts.find((one) => one.role === role);
  if (account) {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${stack.web_url}/sign-in`);
    await page.getByRole('textbox', { name: 'E-mail' }).fill(account.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('main').waitFor();
  }
  return { port, close: () => context.close() };
}

const { lighthouse, desktop, version } = await load();
const own = values.stack ? undefined : await startStack();
const stack = own?.stack ?? readStack(values.stack ?? '');
const measured: Measured[] = [];
try {
  for (const { name, path: address, role } of pages.filter((page) => !values.only || page.name === values.only)) {
    for (const device of ['mobile', 'desktop'] as const) {
      const browser = await openBrowser(stack, role);
      try {
        const runs = [];
        for (let run = 0; run < Number(values.runs); run++) {
          const result = await lighthouse(
            stack.web_url + address,
            {
              port: browser.port,
              logLevel: 'error',
              onlyCategories: ['performance', 'accessibility', 'best-practices'],
            },
            device === 'desktop' ? desktop : undefined,
          );
          if (result) runs.push(result.lhr);
        }
        const median = medianOf(name, device, runs);
        measured.push(median);
        console.log(
          `${name} ${device}: ${median.performance} / ${median.accessibility} / ${median.bestPractices}, LCP ${median.lcp.toFixed(1)} s, TBT ${median.tbt} ms, CLS ${median.cls}`,
        );
        for (const line of median.failed) console.log(`  ${line}`);
      } finally {
        await browser.close();
      }
    }
  }
} finally {
  await own?.stop();
}

if (!values.only) {
  const text = section(measured, { version, runs: Number(values.runs), at: new Date() });
  writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), text));
}
