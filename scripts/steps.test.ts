import { expect, test } from 'vitest';
import { command, problems, runSteps } from './steps.ts';

test('every step is run and printed once; failures keep their output', async () => {
  const lines: string[] = [];
  const failures = await runSteps(
    [
      problems('fine', () => []),
      problems('wrong', async () => ['one', 'two']),
      problems('broken', () => Promise.reject(new Error('no database'))),
      command('command', process.execPath, '-e', 'console.log("said so"); process.exit(3)'),
      command('good command', process.execPath, '-e', 'console.log("quiet")'),
    ],
    2,
    (line) => lines.push(line.replace(/ \(.*/, '')),
  );
  expect(lines.sort()).toEqual(['FAIL broken', 'FAIL command', 'FAIL wrong', 'ok   fine', 'ok   good command']);
  const output = Object.fromEntries(failures.map((failure) => [failure.name, failure.output]));
  expect(output.wrong).toBe('one\ntwo');
  expect(output.broken).toContain('no database');
  expect(output.command).toBe('said so\n(exit code 3)');
});
