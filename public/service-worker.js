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
