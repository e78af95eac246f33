/**
 * Browsers whose profiles are used again. In a fresh context Chromium fetches, parses and compiles the app anew, which is
 * more than half of the time until a page stands; a profile keeps the files and the compiled code. What a visit leaves
 * behind (storage, cookies, routes, being offline) is taken away before the next one gets the profile.
 */
import { type BrowserContext, type BrowserContextOptions, type CDPSession, chromium } from 'playwright-core';
import { launchOptions, type Opener } from './browser.ts';

/** Give it to `openPage`. A context is a profile that nobody uses at the moment, without anything of an earlier visit. */
export interface Profiles extends Opener {
  /** Closes every browser. */
  close(): Promise<void>;
}

interface Profile {
  key: string;
  context: BrowserContext;
  /** Speaks for the blank page that keeps the browser open. */
  devtools: CDPSession;
  origins: Set<string>;
}

/** More browsers than this do not lie idle. */
const mostIdle = 4;

/** What a page can be given later does not need a browser of its own. */
const leftBehind = 'cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage';

const keyOf = ({ viewport: _later, ...options }: BrowserContextOptions) =>
  JSON.stringify(Object.entries(options).toSorted(([a], [b]) => a.localeCompare(b)));

/** Motion is off unless a test asks for it: nothing waits for what only moves. */
const withoutMotion: BrowserContextOptions = { reducedMotion: 'reduce' };

async function launch(key: string, options: BrowserContextOptions): Promise<Profile> {
  const context = await chromium.launchPersistentContext('', { ...launchOptions(), ...options });
  const origins = new Set<string>();
  const [blank = await context.newPage()] = context.pages();
  context.on('page', (page) =>
    page.on('framenavigated', (frame) => {
      if (/^https?:/.test(frame.url())) origins.add(new URL(frame.url()).origin);
    }),
  );
  return { key, context, devtools: await context.newCDPSession(blank), origins };
}

async function clear({ context, devtools, origins }: Profile): Promise<void> {
  const [, ...pages] = context.pages();
  await Promise.all(pages.map((page) => page.close()));
  await context.setOffline(false);
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.clearCookies();
  await context.clearPermissions();
  for (const origin of origins) await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: leftBehind });
  origins.clear();
}

/** Nothing is launched before the first `newContext`. */
export function createProfiles(): Profiles {
  const idle: Profile[] = [];
  const used = new Map<BrowserContext, Profile>();
  return {
    async newContext(asked = {}) {
      const options = { ...withoutMotion, ...asked };
      const key = keyOf(options);
      const at = idle.findIndex((profile) => profile.key === key);
      const [profile = await launch(key, options)] = at < 0 ? [] : idle.splice(at, 1);
      used.set(profile.context, profile);
      return profile.context;
    },

    async release(context) {
      const profile = used.get(context);
      used.delete(context);
      // A service worker has a life of its own: its profile is not used again.
      if (!profile || /"serviceWorkers","allow"/.test(profile.key)) return context.close();
      try {
        await clear(profile);
      } catch (problem) {
        await context.close();
        throw problem;
      }
      idle.push(profile);
      if (idle.length > mostIdle) await idle.shift()?.context.close();
    },

    async close() {
      const all = [...idle.splice(0), ...used.values()];
      used.clear();
      await Promise.all(all.map(({ context }) => context.close()));
    },
  };
}
