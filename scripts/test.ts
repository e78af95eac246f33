/**
 * `npm test`: unit, component, database and browser tests in one go. The last line is always `N passed, N failed`
 * (with `, N skipped` when there are any). Arguments are passed on to vitest: `npm test -- booking`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countTests, type Report, summary } from './test-summary.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'careslot-results-'));
const file = path.join(folder, 'results.json');

const code = await new Promise<number>((resolve) => {
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...['unit', 'web', 'pg', 'e2e'].flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit' },
  );
  child.on('error', () => resolve(1));
  child.on('exit', (status) => resolve(status ?? 1));
});

const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null;
rmSync(folder, { recursive: true, force: true });
const counts = countTests(report, code);
console.log(summary(counts));
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
