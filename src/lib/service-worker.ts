/** What makes the app open without a connection, and what happens when a new version replaces this one. */

/** Only in production: a kept page would hide what is being developed. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async () => {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    if (active) keepWhatLoads(active);
  };
  const start = () =>
    void register().catch((error: unknown) => console.warn('Careslot will not open without a connection', error));
  // After the page: keeping files must not slow down the first view.
  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}

/**
 * Tells the worker of every part of the app this page has loaded or loads from now on. Until the worker takes over,
 * parts come past it, some of them on their way at that very moment: only the browser's own record has them all.
 */
export function keepWhatLoads(worker: Pick<ServiceWorker, 'postMessage'>): void {
  new PerformanceObserver((list) => {
    const keep = list
      .getEntries()
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === window.location.origin && pathname.startsWith('/assets/'))
      .map(({ pathname }) => pathname);
    if (keep.length > 0) worker.postMessage({ keep });
  }).observe({ type: 'resource', buffered: true });
}

const reloadedKey = 'careslot-reloaded';
const again = 30_000;

/**
 * A page from before an update asks for a part whose file is gone: loading the page again gives the new version. Once,
 * because a part that is missing for another reason would be missing again; then the error is shown.
 */
export function reloadWhenOutdated(reload = () => window.location.reload()): void {
  window.addEventListener('vite:preloadError', () => {
    if (!navigator.onLine) return;
    const last = Number(sessionStorage.getItem(reloadedKey) ?? 0);
    if (Date.now() - last < again) return;
    sessionStorage.setItem(reloadedKey, String(Date.now()));
    reload();
  });
}
