/** GET …/Messages.json: newest first, filtered and paged (https://www.twilio.com/docs/messaging/api/message-resource). */
import type { TwilioMessage } from './message.ts';

/** `messages` newest first. Dates are days of UTC or instants; what has not been sent has no DateSent to be found by. */
export function listOf(messages: readonly TwilioMessage[], query: URLSearchParams, path: string) {
  const size = Math.min(1000, Math.max(1, Number(query.get('PageSize') ?? 50)));
  const page = Math.max(0, Number(query.get('Page') ?? 0));
  const found = messages.filter(
    ({ to, from, date_sent }) =>
      (query.get('To') ?? to) === to && (query.get('From') ?? from) === from && isSentWithin(date_sent, query),
  );
  const pageOf = (number: number) => {
    const same = new URLSearchParams(query);
    same.set('Page', String(number));
    same.set('PageSize', String(size));
    return `${path}?${same}`;
  };
  const start = page * size;
  return {
    messages: found.slice(start, start + size),
    page,
    page_size: size,
    start,
    end: Math.min(found.length, start + size) - 1,
    uri: pageOf(page),
    first_page_uri: pageOf(0),
    next_page_uri: found.length > start + size ? pageOf(page + 1) : null,
    previous_page_uri: page > 0 ? pageOf(page - 1) : null,
  };
}

function isSentWithin(sent: string | null, query: URLSearchParams): boolean {
  const [on, before, after] = ['DateSent', 'DateSent<', 'DateSent>'].map((name) => query.get(name));
  if (!on && !before && !after) return true;
  if (sent === null) return false;
  const at = Date.parse(sent);
  const endOf = (text: string) => Date.parse(text) + (text.length === 10 ? 86_399_999 : 0);
  if (on && (at < Date.parse(on) || at > endOf(on))) return false;
  return (!before || at <= endOf(before)) && (!after || at >= Date.parse(after));
}
