/** Loaded before every test file of src/: matchers, a clean document after each test, no unexpected console errors. */
import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

const complaints: string[] = [];

beforeEach(() => {
  complaints.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...parts) => {
    complaints.push(parts.map(String).join(' '));
  });
});

/** A test that provokes an error on purpose names it, and only it. */
export function expectConsoleError(pattern: RegExp): void {
  const index = complaints.findIndex((text) => pattern.test(text));
  expect(complaints[index], `no console error matches ${pattern}`).toBeDefined();
  complaints.splice(index, 1);
}

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  expect(complaints, 'unexpected console errors').toEqual([]);
});
