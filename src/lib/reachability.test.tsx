import { onlineManager } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportAnswer, reportFailure, tryAgain, useConnection, watchReachability } from './reachability.ts';

let probe: () => Promise<unknown>;
let stop: () => void;

const Shown = () => <output>{useConnection()}</output>;
const shown = () => screen.getByRole('status').textContent;

beforeEach(() => {
  vi.useFakeTimers();
  probe = vi.fn(async () => reportFailure());
  stop = watchReachability(() => probe());
  render(<Shown />);
});
afterEach(() => {
  act(() => stop());
  vi.useRealTimers();
});

test('one lost request is chance, the second in a row is not', () => {
  act(reportFailure);
  expect(shown()).toBe('online');
  act(reportFailure);
  expect(shown()).toBe('unreachable');
  expect(onlineManager.isOnline()).toBe(false);
});

test('an answer in between starts the count anew', () => {
  act(reportFailure);
  act(reportAnswer);
  act(reportFailure);
  expect(shown()).toBe('online');
});

test('it asks again by itself, ever more slowly, until somebody answers', async () => {
  act(reportFailure);
  act(reportFailure);
  await act(() => vi.advanceTimersByTimeAsync(2_000));
  expect(probe).toHaveBeenCalledTimes(1);
  await act(() => vi.advanceTimersByTimeAsync(3_999));
  expect(probe).toHaveBeenCalledTimes(1);
  await act(() => vi.advanceTimersByTimeAsync(1));
  expect(probe).toHaveBeenCalledTimes(2);
  probe = vi.fn(async () => reportAnswer());
  await act(() => vi.advanceTimersByTimeAsync(8_000));
  expect(shown()).toBe('online');
  expect(onlineManager.isOnline()).toBe(true);
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(probe).toHaveBeenCalledTimes(1);
});

test('a person need not wait for the next attempt', async () => {
  act(reportFailure);
  act(reportFailure);
  probe = vi.fn(async () => reportAnswer());
  await act(() => tryAgain());
  expect(shown()).toBe('online');
});

test('a browser without a connection is offline, whatever requests said before', () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event('offline')));
  expect(shown()).toBe('offline');
  vi.restoreAllMocks();
  act(() => void window.dispatchEvent(new Event('online')));
  expect(shown()).toBe('online');
});
