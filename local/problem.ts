import type { ServerResponse } from 'node:http';

/** Lets pages of other origins use the public API, as the hosted platform does; the key and the token are the guard. */
export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET,HEAD,POST,PATCH,PUT,DELETE,OPTIONS',
  'access-control-expose-headers': 'Content-Range, Content-Location, Preference-Applied, Retry-After',
  'access-control-max-age': '86400',
};

/** RFC 9457 problem+json, with the code and message that supabase-js reads. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({
    type: 'about:blank',
    title: message,
    status,
    code,
    message,
    details: null,
    hint: null,
  });
  response.writeHead(status, {
    ...CORS,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** While the database recovers: try again soon. */
export const sendUnavailable = (response: ServerResponse, message = 'The database is restarting.') =>
  sendProblem(response, 503, 'unavailable', message, { 'retry-after': '1' });
