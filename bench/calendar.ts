/**
 * `node --import tsx bench/calendar.ts`: builds bench/calendar/page.tsx as for production, opens it in Chromium and
 * measures a week of 1,000 visits: mounting it, and one change in it. Writes its section of RESULTS.md.
 *
 *   --visits N   default 1000
 *   --runs N     fresh pages, default 9
 *   --out FILE   default bench/RESULTS.md; "-" prints only
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import react from '@vitejs/plugin-react';
import type { CDPSession, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchBrowser } from '../tests/support/browser.ts';
import { freePorts } from '../tests/support/free-port.ts';
import { type CalendarRun, renderCalendarResults, type Sample } from './calendar-results.ts';
import { sampleNoise } from './machine.ts';
import { withSection } from './sections.ts';

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '9' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'RESULTS.md') },
  },
});
const visits = Number(values.visits);
const runs = Number(values.runs);
if (!(visits > 0 && runs >= 5)) throw new Error('--visits is at least 1, --runs at least 5');

/** Milliseconds of processor time that the page's own thread has used: other load lengthens the clock, not this. */
async function processorTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1000;
}

type Seen = { ms: number; blocks: number };

async function press(page: Page, session: CDPSession, button: 'mount' | 'change'): Promise<Sample & Seen> {
  const before = await processorTime(session);
  await page.locator(`#${button}`).click();
  const handle = await page.waitForFunction(() => Reflect.get(globalThis, 'measured'));
  const seen = (await handle.jsonValue()) as Seen;
  return { ...seen, processor: (await processorTime(session)) - before };
}

/** Until nothing has been drawn for a while: the next measurement starts from rest. */
const rest = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => Reflect.get(globalThis, 'requestIdleCallback')(resolve)));

const started = new Date();
const noise = { start: await sampleNoise(), end: await sampleNoise() };
const outDir = mkdtempSync(path.join(os.tmpdir(), 'careslot-bench-calendar-'));
const root = path.join(import.meta.dirname, 'calendar');
const server = await (async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    resolve: { alias: { '#shared': path.join(import.meta.dirname, '../supabase/functions/_shared') } },
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  });
  return preview({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { outDir },
    preview: { port: await freePorts(1), host: '127.0.0.1', strictPort: true },
  });
})();
const browser = await launchBrowser();
try {
  const run: CalendarRun = { started, visits, mounts: [], again: [], changes: [], blocks: 0, noise };
  const address = server.resolvedUrls?.local[0];
  for (let i = 0; i < runs; i++) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`${address}?visits=${visits}`);
    await page.waitForFunction(() => Reflect.get(globalThis, 'ready'));
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const mount = await press(page, session, 'mount');
    run.blocks = mount.blocks;
    await rest(page);
    const change = await press(page, session, 'change');
    await rest(page);
    await page.locator('#unmount').click();
    await rest(page);
    const again = await press(page, session, 'mount');
    run.mounts.push(mount);
    run.changes.push(change);
    run.again.push(again);
    await context.close();
    const told = (one: Sample) => `${Math.round(one.ms)} ms (CPU ${Math.round(one.processor)})`;
    console.log(`${i + 1} of ${runs}: mount ${told(mount)}, change ${told(change)}, mounted again ${told(again)}`);
  }
  noise.end = await sampleNoise();
  const text = renderCalendarResults(run, browser.version());
  if (values.out === '-') console.log(text);
  else {
    writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), text));
    console.log(`written to ${path.relative(process.cwd(), values.out)}`);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true, force: true });
}
