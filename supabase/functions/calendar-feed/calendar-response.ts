/** A calendar file as an answer: conditional requests (RFC 9110 §13), and nothing about it leaves with a link. */
import { sha256 } from '../_shared/crypto/digest.ts';

export interface CalendarAnswer {
  text: string;
  fileName: string;
  /** `attachment` is saved, `inline` is shown or subscribed to. */
  disposition: 'attachment' | 'inline';
}

/** 200, or 304 where the caller has these very bytes (If-None-Match). */
export async function calendarResponse(
  request: Request,
  { text, fileName, disposition }: CalendarAnswer,
): Promise<Response> {
  const etag = `"${(await sha256(text)).slice(0, 32)}"`;
  const headers = {
    etag,
    // To be asked each time, which costs nothing when nothing changed; never kept for somebody else.
    'cache-control': 'private, no-cache',
    vary: 'authorization',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  if (hasEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(text, {
    headers: {
      ...headers,
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `${disposition}; filename="${fileName}"`,
    },
  });
}

/** Weak comparison (RFC 9110 §8.8.3.2): gateways that compress mark a strong tag as weak. */
const hasEtag = (header: string | null, etag: string): boolean =>
  header
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag) ?? false;
