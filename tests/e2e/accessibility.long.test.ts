/** What `npm test` leaves out for the sake of time: axe at phone size in the light theme as well. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

test('axe finds nothing at any size in both themes', async () => {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', '-t', 'themes'];
  const child = spawn(process.execPath, vitest, {
    stdio: 'inherit',
    env: { ...process.env, CARESLOT_AXE: 'all' },
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  expect(code).toBe(0);
});
