import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const everywhere = ['src', 'local', 'supabase', 'scripts', 'tests', 'bench'];
const named = (ending: string) => everywhere.map((folder) => `${folder}/**/*.${ending}`);
const needsDatabase = [...named('pg.test.ts'), ...named('long.test.ts')];

// This file is read once per project; the first reading chooses the seed for all of them and their workers.
if (!process.env.CARESLOT_SEED) {
  process.env.CARESLOT_SEED = String(Date.now() % 2 ** 31);
  console.log(`random tests: CARESLOT_SEED=${process.env.CARESLOT_SEED} repeats this run`);
}

/** Groups run one after the other, so that a browser never shares two cores with the database tests. */
export default defineConfig({
  test: {
    passWithNoTests: true,
    setupFiles: ['tests/support/setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: named('test.ts'),
          exclude: ['src/**', ...needsDatabase],
          environment: 'node',
          testTimeout: 20_000,
          // By default one core is left idle, which of two is half.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'web',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
          exclude: needsDatabase,
          environment: 'happy-dom',
          setupFiles: ['tests/support/setup.ts', 'tests/support/setup-dom.ts'],
          testTimeout: 20_000,
          // By default one core is left idle, which of two is half.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: named('pg.test.ts'),
          globalSetup: ['tests/support/global-stack.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: named('e2e.ts'),
          globalSetup: ['tests/support/global-stack.ts'],
          // A browser waits more than it works: two files at a time, each with its own practice in the one stack.
          fileParallelism: true,
          maxWorkers: 2,
          // As patient as the browser's own waiting; a second is short on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          // axe on a dozen states of a room takes a slow machine a minute and a half.
          testTimeout: 600_000,
          hookTimeout: 120_000,
          // Once more, because a browser on a busy machine can miss a beat; a test that needed it is shown as such
          // ("retry x1") and wants looking at.
          retry: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: named('long.test.ts'),
          globalSetup: ['tests/support/global-stack.ts'],
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
