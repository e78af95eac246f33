/** Builds the web app and weighs it; `npm run budget` and `npm run check` share this. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { filesOf, type Manifest, notSeparate, overweight, tooEarly, type Weight, weigh } from './budget-check.ts';
import { budgets, onDemandOnly, ownChunks } from './budget-table.ts';

export interface Weighing {
  weights: Weight[];
  problems: string[];
}

/** With `dist`, that build is taken, of which it cannot be told any more which libraries went into which file. */
export async function weighBuild(dist: string | undefined, read: (file: string) => Buffer): Promise<Weighing> {
  const folder = dist ?? mkdtempSync(path.join(tmpdir(), 'careslot-budget-'));
  const modules = new Map<string, string[]>();
  try {
    if (dist === undefined) await buildInto(folder, modules);
    const manifest = JSON.parse(read(path.join(folder, '.vite/manifest.json')).toString()) as Manifest;
    const sizeOf = (file: string) => gzipSync(read(path.join(folder, file)), { level: 9 }).length;
    const weights = weigh(manifest, budgets, sizeOf);
    const first = budgets.find(({ name }) => name === 'sign-in')?.modules ?? [];
    const problems = [
      ...overweight(weights),
      ...notSeparate(manifest, ownChunks),
      ...tooEarly(
        filesOf(manifest, [...first, ...Object.values(ownChunks)]),
        (file) => modules.get(file) ?? [],
        onDemandOnly,
      ),
    ];
    return { weights, problems };
  } finally {
    if (dist === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function buildInto(outDir: string, modules: Map<string, string[]>): Promise<void> {
  await build({
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
    plugins: [
      {
        name: 'careslot-modules',
        generateBundle(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type === 'chunk') modules.set(chunk.fileName, chunk.moduleIds);
          }
        },
      },
    ],
  });
}
