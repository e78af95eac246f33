/** From what a person types in to the calendars of the account (RFC 6764, RFC 4791 §6.2.1). */
import { AuthorizationExpired, NotFound, UnexpectedResponse } from '../../http/outside.ts';
import type { CalendarInfo } from '../port.ts';
import { type Credentials, createDav, type Dav, type Entry, elements, type Multistatus, textOf } from './dav.ts';
import { createGuardedFetch, type GuardOptions } from './guarded-fetch.ts';
import { absolute, idOf, withSlash } from './path.ts';

export interface Account {
  principalUrl: string;
  /** The first mail address of the account, where the server tells. */
  accountEmail: string | null;
  /** All of them: the calendar's owner in invitations. */
  ownAddresses: string[];
  /** The id of a calendar is its URL. */
  calendars: CalendarInfo[];
}

/** Throws the errors of http/outside.ts; a server that is no CalDAV server is an UnexpectedResponse. */
export async function discoverCalDav(options: GuardOptions & Credentials): Promise<Account> {
  const { username, password } = options;
  // People type in a host alone.
  const serverUrl = /^\w+:\/\//.test(options.serverUrl) ? options.serverUrl : `https://${options.serverUrl}`;
  const fetch = createGuardedFetch({ ...options, serverUrl });
  return readAccount(createDav({ fetch, username, password }), serverUrl);
}

/** The account to which the server's, the principal's or one calendar's URL belongs. */
export async function readAccount(dav: Dav, serverUrl: string): Promise<Account> {
  const principalUrl = await findPrincipal(dav, absolute(serverUrl));
  const { entries } = await propfind(dav, principalUrl, '0', ['c:calendar-home-set', 'c:calendar-user-address-set']);
  const properties = entries[0]?.properties ?? {};
  const homes = hrefsIn(properties.calendarHomeSet).map((href) => withSlash(absolute(href, principalUrl).href));
  if (homes.length === 0) throw new UnexpectedResponse('CalDAV: the account has no calendars', null);
  const addresses = hrefsIn(properties.calendarUserAddressSet);
  const mail = addresses.filter((address) => /^mailto:/i.test(address)).map((address) => address.slice(7));
  return {
    principalUrl,
    accountEmail: mail[0] ?? null,
    ownAddresses: addresses,
    calendars: (await Promise.all(homes.map((home) => listCalendars(dav, home)))).flat(),
  };
}

async function findPrincipal(dav: Dav, server: URL): Promise<string> {
  const places = ['/.well-known/caldav', '/'].map((path) => new URL(path, server).href);
  // What was typed in comes first where it is more than a host: it may be the principal or a calendar.
  if (server.pathname !== '/') places.unshift(server.href);
  for (const place of places) {
    try {
      const { entries, url } = await propfind(dav, place, '0', ['d:current-user-principal']);
      const [href] = hrefsIn(entries[0]?.properties.currentUserPrincipal);
      if (href) return absolute(href, url).href;
      if (elements(entries[0]?.properties.currentUserPrincipal).some((element) => 'unauthenticated' in element)) {
        throw new AuthorizationExpired('CalDAV: the server knows nobody of this name');
      }
    } catch (error) {
      if (!(error instanceof NotFound || error instanceof UnexpectedResponse)) throw error;
      if (place === places.at(-1)) throw error;
    }
  }
  throw new UnexpectedResponse('CalDAV: this is no CalDAV server', null);
}

async function listCalendars(dav: Dav, home: string): Promise<CalendarInfo[]> {
  const wanted = [
    'd:resourcetype',
    'd:displayname',
    'd:current-user-privilege-set',
    'c:supported-calendar-component-set',
    'c:schedule-default-calendar-URL',
  ];
  const { entries, url } = await propfind(dav, home, '1', wanted);
  // iCloud answers with nothing at times: that is no answer, not an account without calendars.
  if (entries.length === 0) throw new UnexpectedResponse('CalDAV: an empty list of calendars', null);
  const preferred = entries.flatMap((entry) => hrefsIn(entry.properties.scheduleDefaultCalendarURL));
  const calendars = entries.filter(holdsEvents).map((entry) => describe(entry, url));
  const primary =
    calendars.find(({ id }) => preferred.some((href) => sameCollection(href, id))) ?? calendars.find((c) => c.canWrite);
  return calendars.map((calendar) => ({ ...calendar, isPrimary: calendar === primary }));
}

function holdsEvents({ properties }: Entry): boolean {
  if (!elements(properties.resourcetype).some((type) => 'calendar' in type)) return false;
  const components = elements(properties.supportedCalendarComponentSet).flatMap((set) => elements(set.comp));
  const names = components.map((component) =>
    String((component._attributes as { name?: unknown })?.name).toUpperCase(),
  );
  return names.length === 0 || names.includes('VEVENT');
}

function describe({ href, properties }: Entry, base: string): CalendarInfo {
  const id = withSlash(absolute(href, base).href);
  const lastSegment = idOf(id, base).split('/').filter(Boolean).at(-1) ?? id;
  return { id, name: textOf(properties.displayname) ?? lastSegment, isPrimary: false, canWrite: canWrite(properties) };
}

/** RFC 3744 §5.4; a server that does not tell lets the first write decide. */
function canWrite({ currentUserPrivilegeSet }: Entry['properties']): boolean {
  const privileges = elements(currentUserPrivilegeSet).flatMap((set) => elements(set.privilege));
  const names = new Set(privileges.flatMap((privilege) => Object.keys(privilege)));
  return names.size === 0 || ['all', 'write', 'writeContent', 'bind'].some((name) => names.has(name));
}

const sameCollection = (a: string, b: string): boolean => withSlash(idOf(a, b)) === withSlash(idOf(b, b));

const hrefsIn = (node: unknown): string[] =>
  elements(node)
    .flatMap((element) => (Array.isArray(element.href) ? element.href : [element.href]))
    .map(textOf)
    .filter((href) => href !== null);

function propfind(dav: Dav, url: string, depth: '0' | '1', properties: string[]): Promise<Multistatus> {
  const prop = Object.fromEntries(properties.map((name) => [name, {}]));
  return dav.multistatus(url, { method: 'PROPFIND', depth, body: { 'd:propfind': { 'd:prop': prop } } });
}
