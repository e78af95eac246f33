/** Addresses of calendar objects: full URLs towards the server, decoded paths towards the engine. */
import { UnexpectedResponse } from '../../http/outside.ts';

/** What a server, or a person, gave as an address. */
export function absolute(href: string, base?: string): URL {
  if (!URL.canParse(href, base)) throw new UnexpectedResponse('CalDAV: an address that is none', null);
  return new URL(href, base);
}

/** %2F and %25 stay encoded, so that the way back is certain. */
const decode = (segment: string): string =>
  segment.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    const kept = encoded.replace(/%(2f|25)/gi, '%25$1');
    try {
      return decodeURIComponent(kept).replace(/%2f/g, '%2F');
    } catch {
      return encoded;
    }
  });

/** "/1234/calendars/home/a@b.ics", however the server wrote its href. */
export function idOf(href: string, calendarUrl: string): string {
  return absolute(href, calendarUrl).pathname.split('/').map(decode).join('/');
}

/** The address of an object that has this id. */
export function urlOf(id: string, calendarUrl: string): string {
  const encoded = id.split('/').map((segment) =>
    segment
      .split(/(%[0-9a-f]{2})/i)
      .map((part, i) => (i % 2 ? part : encodeURIComponent(part)))
      .join(''),
  );
  const url = new URL(calendarUrl);
  // Set, not resolved: a path that begins with two slashes is no other host.
  url.pathname = encoded.join('/');
  return url.href;
}

export const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
