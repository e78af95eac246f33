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
