import { beforeEach, expect, test, vi } from 'vitest';
import { reloadWhenOutdated } from './service-worker.ts';

const missingPart = () => window.dispatchEvent(new Event('vite:preloadError', { cancelable: true }));
const reload = vi.fn();
reloadWhenOutdated(reload);

beforeEach(() => {
  sessionStorage.clear();
  reload.mockClear();
});

test('a part that is gone after an update loads the page again, but only once', () => {
  missingPart();
  missingPart();
  expect(reload).toHaveBeenCalledTimes(1);
});

test('without a connection the page stays, with everything typed into it', () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  missingPart();
  online.mockRestore();
  expect(reload).not.toHaveBeenCalled();
});
