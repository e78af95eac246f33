import { expect, test } from 'vitest';
import { filesOf, type Manifest, notSeparate, overweight, tooEarly, weigh } from './budget-check.ts';
import type { Part } from './budget-table.ts';

/** entry → react; page → react, form, page.css; form → page (a circle); page loads chart on demand. */
const manifest: Manifest = {
  'index.html': {
    file: 'assets/entry.js',
    imports: ['_react.js'],
    dynamicImports: ['page.tsx'],
    css: ['assets/entry.css'],
  },
  '_react.js': { file: 'assets/react.js' },
  'page.tsx': {
    file: 'assets/page.js',
    imports: ['_react.js', '_form.js'],
    dynamicImports: ['chart.tsx'],
    css: ['assets/page.css'],
  },
  '_form.js': { file: 'assets/form.js', imports: ['page.tsx'] },
  'chart.tsx': { file: 'assets/chart.js', imports: ['index.html'] },
};
const sizes: Record<string, number> = {
  'assets/entry.js': 10_000,
  'assets/react.js': 60_000,
  'assets/entry.css': 2_000,
  'assets/page.js': 5_000,
  'assets/form.js': 7_000,
  'assets/page.css': 1_000,
};
const sizeOf = (file: string) => sizes[file] ?? Number.NaN;
const parts: Part[] = [
  { name: 'first', modules: ['index.html'], after: [], script: 75, style: 1 },
  { name: 'page', modules: ['page.tsx'], after: ['first'], script: 11 },
];

test('a part is its modules with all static imports, not what they load on demand', () => {
  expect([...filesOf(manifest, ['page.tsx'])].sort()).toEqual([
    'assets/form.js',
    'assets/page.css',
    'assets/page.js',
    'assets/react.js',
  ]);
});

test('what is there already does not count again', () => {
  const [first, page] = weigh(manifest, parts, sizeOf);
  expect(first).toMatchObject({ script: 70, style: 2 });
  expect(page).toMatchObject({ script: 12, style: 1 });
  expect(page?.files.map(({ file }) => file)).toEqual(['assets/form.js', 'assets/page.js', 'assets/page.css']);
});

test('too much script or style is named with both numbers', () => {
  expect(overweight(weigh(manifest, parts, sizeOf))).toEqual([
    'first: 2.0 kB of style, allowed are 1',
    'page: 12.0 kB of script, allowed are 11',
  ]);
});

test('a module that has moved is an error, not a weight of nothing', () => {
  expect(() => filesOf(manifest, ['gone.tsx'])).toThrow('the build has no gone.tsx');
});

test('a later page that rides along with an earlier one is found, not the reverse', () => {
  expect(notSeparate(manifest, { first: 'index.html', page: 'page.tsx' })).toEqual([]);
  expect(notSeparate(manifest, { first: 'index.html', chart: 'chart.tsx' })).toEqual([]);
  expect(notSeparate(manifest, { page: 'page.tsx', chart: 'chart.tsx', first: 'index.html' })).toEqual([
    'first comes along with chart',
  ]);
});

test('a big library in an early file is found by its folder', () => {
  const modulesIn = (file: string) =>
    file === 'assets/form.js' ? ['/app/node_modules/papaparse/papaparse.js'] : ['/app/src/papaparse.ts'];
  expect(tooEarly(['assets/entry.js', 'assets/form.js'], modulesIn, ['papaparse', 'luxon'])).toEqual([
    'papaparse is fetched at the start (assets/form.js)',
  ]);
});
