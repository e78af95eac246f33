import { expect, test } from 'vitest';
import { medianOf, section } from './lighthouse-section.ts';

const report = (performance: number, lcp: number) => ({
  categories: {
    performance: { score: performance },
    accessibility: { score: 1 },
    'best-practices': { score: 0.96 },
  },
  audits: {
    'largest-contentful-paint': { score: 0.5, numericValue: lcp, title: 'LCP' },
    'total-blocking-time': { score: 1, numericValue: 20.4, title: 'TBT' },
    'cumulative-layout-shift': { score: 1, numericValue: 0.0123, title: 'CLS' },
    'errors-in-console': { score: 0, title: 'Console', displayValue: '1 error' },
  },
});
const measured = medianOf('calendar', 'mobile', [report(0.5, 3000), report(0.93, 1800), report(0.91, 2000)]);

test('the median of the runs counts, each figure for itself', () => {
  expect(measured).toMatchObject({
    performance: 91,
    accessibility: 100,
    bestPractices: 96,
    lcp: 2,
    tbt: 20,
    cls: 0.012,
  });
});

test('what cost points is named, timings apart', () => {
  expect(measured.failed).toEqual(['errors-in-console: 1 error']);
});

test('a page is one row under a heading of its own', () => {
  const text = section([measured], { version: '12.8.2', runs: 3, at: new Date('2026-11-20T20:00:00Z') });
  expect(text).toMatch(/^## Lighthouse\n/);
  expect(text).toContain('2026-11-20 20:00 UTC');
  expect(text).toContain('| calendar | mobile | 91 | 100 | 96 | 2.0 s | 20 ms | 0.012 |');
});
