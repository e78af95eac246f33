import { expect, test } from 'vitest';
import { returnPath, signInPath } from './paths.ts';

test('the page asked for comes back after signing in', () => {
  const asked = signInPath('/calendar', 'view=day&date=2026-12-01');
  expect(returnPath(asked.split('?')[1] ?? '')).toBe('/calendar?view=day&date=2026-12-01');
});

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/sign-in?next=/', ''])(
  'a return to %j leads to the start page',
  (next) => {
    expect(returnPath(new URLSearchParams({ next }).toString())).toBe('/');
  },
);
