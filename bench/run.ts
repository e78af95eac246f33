/**
 * `npm run bench`: starts two stacks (the measured database and a small one), loads them, measures, writes RESULTS.md.
 *
 *   --scale full|quick|smoke   how much (scale.ts); default full
 *   --quick                    the same as --scale quick
 *   --only slots|booking       one half
 *   --stack DIR                measure on the stack that runs with this data folder; its data set is made once and kept
 *   --out FILE                 default bench/RESULTS.md; "-" prints only
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RunningStack, readStack, type Stack, startStack } from '../tests/support/stack-process.ts';
import { bench, type Part } from './bench.ts';
import { sampleNoise } from './machine.ts';
import { renderResults } from './results.ts';
import { isScaleName } from './scale.ts';
import { browserSections, keepSections } from './sections.ts';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: 'full' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    stack: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'RESULTS.md') },
  },
});

const scale = values.quick ? 'quick' : values.scale;
if (!isScaleName(scale)) throw new Error(`--scale is full, quick or smoke, not "${scale}"`);
const { only } = values;
if (only !== undefined && only !== 'slots' && only !== 'booking') throw new Error('--only is slots or booking');
const parts: Part[] = only ? [only] : ['slots', 'booking'];

// The stacks are process groups of their own; leaving by process.exit ends them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const running: RunningStack[] = [];
async function start(): Promise<Stack> {
  const one = await startStack({ demo: false });
  running.push(one);
  return one.stack;
}

try {
  const quiet = await sampleNoise();
  console.log(`load average ${quiet.load.toFixed(1)}; starting …`);
  const stack = values.stack ? readStack(values.stack) : await start();
  const report = await bench({
    stack,
    smallStack: parts.includes('slots') ? await start() : stack,
    scale,
    parts,
    quiet,
    say: console.log,
  });
  const text = renderResults(report);
  if (values.out === '-') console.log(text);
  else {
    // The browser's figures come from programs of their own and stay.
    const before = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '';
    writeFileSync(values.out, keepSections(text, before, browserSections));
    console.log(`written to ${path.relative(process.cwd(), values.out)}`);
  }
} finally {
  for (const one of running) await one.stop();
}
