import { expect, test } from 'vitest';
import { countTests, type Report, summary } from './test-summary.ts';

const file = (status: string, ...tests: string[]): Report['testResults'][number] => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
});

test('counts over all files', () => {
  const report = { testResults: [file('passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')] };
  expect(summary(countTests(report, 1))).toBe('2 passed, 1 failed, 1 skipped');
});

test('without skipped tests the line says nothing about them', () => {
  expect(summary(countTests({ testResults: [file('passed', 'passed')] }, 0))).toBe('1 passed, 0 failed');
});

test('a file that does not load is a failure', () => {
  expect(summary(countTests({ testResults: [file('failed'), file('passed', 'passed')] }, 1))).toBe(
    '1 passed, 1 failed',
  );
});

test('a run without a report, or one that ends badly after passing, is a failure', () => {
  expect(summary(countTests(null, 1))).toBe('0 passed, 1 failed');
  expect(summary(countTests({ testResults: [file('passed', 'passed')] }, 1))).toBe('1 passed, 1 failed');
});
