/**
 * Where pushes may go. A subscription's address comes from a browser, and whoever holds a sign-in can write any: only the
 * push services of browsers are asked, so that nobody makes the functions knock at other doors.
 */
const services = ['fcm.googleapis.com', '*.push.services.mozilla.com', 'web.push.apple.com', '*.notify.windows.com'];

/**
 * `extra` are further hosts of the operator: `push.example.org`, `*.example.org`, or an origin with its scheme and port
 * such as `http://127.0.0.1:4280`. Hosts mean https on its own port.
 */
export function isPushEndpoint(endpoint: string, extra: readonly string[] = []): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, port, hostname, origin, username, password } = new URL(endpoint);
  if (username || password) return false;
  if (extra.includes(origin)) return true;
  if (protocol !== 'https:' || port !== '') return false;
  return [...services, ...extra].some((pattern) =>
    pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern,
  );
}

/** True for what `isPushEndpoint` takes as one of `extra`. */
export function isPushHost(text: string): boolean {
  if (/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text)) return true;
  return /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '') && new URL(text).origin === text;
}
