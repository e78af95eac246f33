// Sets the kept colour scheme before the first paint, so that a dark room never sees a white flash.
// A file of its own rather than inline, so that a strict content security policy can stay strict.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem('careslot-color-scheme');
  } catch {
    // Storage may be forbidden; then the system's choice holds.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
