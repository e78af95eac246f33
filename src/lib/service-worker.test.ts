import { beforeEach, expect, test, vi } from 'vitest';
import { keepWhatLoads, reloadWhenOutdated } from './service-worker.ts';

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

test('the worker hears of parts of this app that were loaded before, and of those that come later', () => {
  let deliver: (names: string[]) => void = () => undefined;
  const observe = vi.fn();
  class Observer {
    constructor(heard: (list: { getEntries: () => { name: string }[] }) => void) {
      deliver = (names) => heard({ getEntries: () => names.map((name) => ({ name })) });
    }
    observe = observe;
  }
  vi.stubGlobal('PerformanceObserver', Observer);
  const postMessage = vi.fn();
  keepWhatLoads({ postMessage });
  vi.unstubAllGlobals();
  expect(observe).toHaveBeenCalledWith({ type: 'resource', buffered: true });
  const at = (path: string) => `${window.location.origin}${path}`;
  deliver([at('/assets/a.js'), at('/rest/v1/appointments'), 'https://elsewhere.test/assets/b.js']);
  deliver([at('/rest/v1/rpc/hub')]);
  deliver([at('/assets/late.css')]);
  expect(postMessage.mock.calls).toEqual([[{ keep: ['/assets/a.js'] }], [{ keep: ['/assets/late.css'] }]]);
});
