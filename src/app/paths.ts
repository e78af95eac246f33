/** Addresses around signing in. A page asked for while signed out is kept in ?next= and opened afterwards. */
export function signInPath(path: string, search: string): string {
  const asked = search ? `${path}?${search}` : path;
  return asked === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(asked)}`;
}

/** Only a path of this very app: another origin in ?next= would send people to a stranger after signing in. */
export function returnPath(search: string): string {
  const next = new URLSearchParams(search).get('next');
  if (!next?.startsWith('/')) return '/';
  const base = 'https://careslot.invalid';
  try {
    const url = new URL(next, base);
    return url.origin === base && url.pathname !== '/sign-in' ? `${url.pathname}${url.search}` : '/';
  } catch {
    return '/';
  }
}

/** The rooms that share the day's summary and the button for a new visit. */
export const hubPaths = ['/calendar', '/list', '/availability'] as const;

/** Going from room to room keeps whose day it is; everything else belongs to the room left behind. */
export function tabHref(path: string, search: string): string {
  const clinician = new URLSearchParams(search).get('clinician');
  return clinician && hubPaths.some((room) => room === path)
    ? `${path}?${new URLSearchParams({ clinician }).toString()}`
    : path;
}

/** The same page without one of its query parameters. */
export function withoutParameter(path: string, search: string, name: string): string {
  const query = new URLSearchParams(search);
  query.delete(name);
  const rest = query.toString();
  return rest ? `${path}?${rest}` : path;
}
