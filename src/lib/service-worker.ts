/** What makes the app open without a connection, and what happens when a new version replaces this one. */

/** Only in production: a kept page would hide what is being developed. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = async () => {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
    const { active } = await navigator.serviceWorker.ready;
    const keep = () => active?.postMessage({ keep: loadedAssets() });
    keep();
    // Until it takes over, parts of the page can still come past it.
    navigator.serviceWorker.addEventListener('controllerchange', keep, { once: true });
  };
  const start = () =>
    void register().catch((error: unknown) => console.warn('Careslot will not open without a connection', error));
  // After the page: keeping files must not slow down the first view.
  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}

const loadedAssets = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === window.location.origin && url.pathname.startsWith('/assets/'))
    .map((url) => url.pathname);

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
