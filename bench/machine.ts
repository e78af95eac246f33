/** What the figures were taken on, and how quiet it was. */
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import postgres from 'postgres';
import type { Stack } from '../tests/support/stack-process.ts';
import { summarise, timed } from './measure.ts';

export interface Machine {
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  postgres: string;
  settings: Record<string, string>;
}

const told = [
  'shared_buffers',
  'work_mem',
  'max_connections',
  'random_page_cost',
  'jit',
  'fsync',
  'synchronous_commit',
];

export async function describeMachine(stack: Stack): Promise<Machine> {
  const sql = postgres(stack.database_url, { max: 1, onnotice: () => {} });
  try {
    const settings = await sql<{ name: string; value: string }[]>`
      select name, current_setting(name) as value from unnest(${told}::text[]) name`;
    const [version] = await sql<{ text: string }[]>`select current_setting('server_version') as text`;
    const cpus = os.cpus();
    return {
      processor: cpus[0]?.model.trim() ?? 'unknown',
      cores: cpus.length,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      system: `${os.type()} ${os.release()} ${os.arch()}`,
      node: process.versions.node,
      postgres: version?.text ?? 'unknown',
      settings: Object.fromEntries(settings.map((row) => [row.name, row.value])),
    };
  } finally {
    await sql.end();
  }
}

/** A sample of how busy the machine is. */
export interface Noise {
  /** Load average of the last minute. */
  load: number;
  /** Milliseconds of a fixed piece of work: the median of 41, and the best. On a quiet machine they are nearly the same. */
  usual: number;
  best: number;
  /** Share of the processors' time, in percent, that the host gave to other machines since the start. */
  stolen: number | undefined;
}

function stolenShare(): number | undefined {
  if (!existsSync('/proc/stat')) return undefined;
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/).slice(1, 9).map(Number) ?? [];
  const total = ticks.reduce((sum, value) => sum + value, 0);
  return total > 0 ? (100 * (ticks[7] ?? 0)) / total : undefined;
}

/** Sorts the same unordered numbers each time: processor and cache, a few milliseconds. */
function fixedWork(): number {
  const numbers = Float64Array.from({ length: 20_000 }, (_, i) => (i * 7_919) % 20_011);
  return numbers.sort()[0] ?? 0;
}

export async function sampleNoise(): Promise<Noise> {
  const load = os.loadavg()[0] ?? 0;
  const times: number[] = [];
  for (let i = 0; i < 44; i++) times.push(await timed(async () => fixedWork()));
  const work = times.slice(3);
  return { load, usual: summarise(work).p50, best: Math.min(...work), stolen: stolenShare() };
}
