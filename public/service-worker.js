/**
 * Opens Careslot without a connection: the page itself, its code and its styles, never anybody's data. What the API
 * answers is not touched here.
 *
 * Pages come from the network first, so a new version is taken as soon as there is one; files under /assets/ carry a
 * hash of their content in their name, so a kept one can never belong to another version.
 */
const shell = 'careslot-shell-1';
const assets = 'careslot-assets-1';
/** Several versions' worth; beyond it the oldest go. */
const keptAssets = 400;
/** Longer than this, and somebody with a bad connection sees the kept page. */
const patienceMs = 6_000;

const shellFiles = ['/', '/color-scheme.js', '/manifest.webmanifest', '/icon.svg', '/config.json'];

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

/** The page lists what it loaded: some of it before this worker was there. */
self.addEventListener('message', (event) => {
  const { keep } = event.data ?? {};
  if (Array.isArray(keep)) event.waitUntil(keepAssets(keep.filter(isAsset)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isAsset(url.pathname)) event.respondWith(assetAnswer(event));
  // The mail box of the local stack is a page of its own.
  else if (request.mode === 'navigate' && !/^\/inbox\/?$/.test(url.pathname)) event.respondWith(pageAnswer(event));
  else if (shellFiles.includes(url.pathname) && url.pathname !== '/') event.respondWith(freshAnswer(event));
});

/** A message while the app is closed (functions/_shared/channels/web-push). Shown and forgotten: nothing of it is kept. */
self.addEventListener('push', (event) => {
  event.waitUntil(showMessage(event.data));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAddress(event.notification.data?.url));
});

const isAsset = (pathname) => typeof pathname === 'string' && pathname.startsWith('/assets/');

async function keepShell() {
  const cache = await caches.open(shell);
  // A build with its addresses built in has no config.json: whatever is missing is simply not kept.
  await Promise.all(
    shellFiles.map(async (file) => {
      const response = await fetch(file, { cache: 'no-cache' });
      if (response.ok) await cache.put(file, response);
    }),
  );
}

async function forgetOthers() {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith('careslot-') && name !== shell && name !== assets);
  await Promise.all(ours.map((name) => caches.delete(name)));
}

async function keepAssets(files) {
  const cache = await caches.open(assets);
  // One part that cannot be had now does not keep the others from being kept.
  await Promise.allSettled(
    files.map(async (file) => {
      if (await cache.match(file)) return;
      const response = await fetch(file);
      if (response.ok) await cache.put(file, response);
    }),
  );
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - keptAssets)).map((request) => cache.delete(request)));
}

async function assetAnswer(event) {
  const cache = await caches.open(assets);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(cache.put(event.request, response.clone()));
  return response;
}

/** Every address of the app is the same page. */
async function pageAnswer(event) {
  const cache = await caches.open(shell);
  try {
    const response = await inTime(event.request);
    const isPage = response.ok && (response.headers.get('content-type') ?? '').startsWith('text/html');
    if (isPage) event.waitUntil(cache.put('/', response.clone()));
    // A server that is starting or being replaced answers 5xx: the kept page can wait for it and say so.
    if (response.status < 500) return response;
    return (await cache.match('/')) ?? response;
  } catch {
    return (await cache.match('/')) ?? Response.error();
  }
}

async function freshAnswer(event) {
  const cache = await caches.open(shell);
  const { pathname } = new URL(event.request.url);
  try {
    const response = await inTime(event.request);
    if (response.ok) event.waitUntil(cache.put(pathname, response.clone()));
    if (response.status < 500) return response;
    return (await cache.match(pathname)) ?? response;
  } catch {
    return (await cache.match(pathname)) ?? Response.error();
  }
}

function inTime(request) {
  return Promise.race([
    fetch(request),
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error('timeout')), patienceMs);
    }),
  ]);
}

/** Browsers take away the permission of whoever shows nothing: what cannot be read is shown without contents. */
function showMessage(data) {
  let message = {};
  try {
    message = data?.json() ?? {};
  } catch {
    // Not ours, or damaged on its way.
  }
  const text = (value) => (typeof value === 'string' ? value : '');
  return self.registration.showNotification(text(message.title) || 'Careslot', {
    body: text(message.body),
    icon: '/icon-192.png',
    // One about the same visit takes the place of the one before, and is heard again.
    ...(text(message.tag) ? { tag: message.tag, renotify: true } : {}),
    data: { url: text(message.url) },
  });
}

/** Only pages of this app: whatever a push says, a click never leads elsewhere. */
async function openAddress(address) {
  let url = new URL('/', self.location.origin);
  try {
    const asked = new URL(typeof address === 'string' ? address : '/', self.location.origin);
    if (asked.origin === self.location.origin) url = asked;
  } catch {
    // The start page, then.
  }
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((one) => one.url === url.href);
  if (there) return there.focus();
  // No window is led away from what is being typed there.
  return self.clients.openWindow(url.href);
}
