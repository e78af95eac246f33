/** Spoken messages. One live region for the whole page; an empty text first, so that a repeated message is heard again. */
let region: HTMLElement | undefined;

function liveRegion(): HTMLElement {
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.setAttribute('role', 'status');
    region.className = 'visually-hidden';
    document.body.append(region);
  }
  return region;
}

export function announce(text: string) {
  const target = liveRegion();
  target.textContent = '';
  requestAnimationFrame(() => {
    target.textContent = text;
  });
}
