/**
 * /sandbox/phone: somebody trying the demo plays the clinician with their own calendar app, and the service behind it on a
 * bad day. A page with forms, without scripts; everything it does it does to the stand-ins of Google and Microsoft.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { IANAZone } from 'luxon';
import type { Handler } from '../../handler.ts';
import { messageOf } from '../../log.ts';
import { sendProblem } from '../../problem.ts';
import { SECURITY_HEADERS } from '../../static-files.ts';
import { act, isAction, type Place } from './actions.ts';
import type { CalendarApp } from './calendar-app.ts';
import { phonePage } from './page.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const BODY_LIMIT = 10_000;
const ROOT = '/sandbox/phone';
const MINUTE_MS = 60_000;
const DAYS_SHOWN = 14;

interface PhoneOptions {
  apps: CalendarApp[];
  now: () => Date;
}

/** A form of another site's page is not ours; browsers say where a form comes from in one of two ways. */
function isOurs({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined || origin === `http://${host}`;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) break;
  }
  return new URLSearchParams(text);
}

/** Which account, calendar and zone are meant; the first ones where nothing fits. */
function placeOf(apps: CalendarApp[], given: URLSearchParams): Place | undefined {
  const all = apps.flatMap((app) =>
    app
      .accounts()
      .flatMap(({ email, calendars }) => calendars.map(({ id, summary }) => ({ app, email, calendar: id, summary }))),
  );
  const wanted = given.get('calendar');
  const found = all.find(({ calendar }) => calendar === wanted) ?? all[0];
  const zone = given.get('zone') ?? '';
  return (
    found && { ...found, zone: IANAZone.isValidZone(zone) ? zone : Intl.DateTimeFormat().resolvedOptions().timeZone }
  );
}

/** Trouble ends by itself after a minute. */
export function createPhone({ apps, now }: PhoneOptions): Handler {
  const ends = new Map<CalendarApp, { at: number; timer: NodeJS.Timeout }>();

  function endTrouble(app: CalendarApp): void {
    clearTimeout(ends.get(app)?.timer);
    ends.delete(app);
    app.endTrouble();
  }

  function make(app: CalendarApp, kind: Parameters<CalendarApp['trouble']>[0]): void {
    endTrouble(app);
    app.trouble(kind);
    ends.set(app, { at: now().getTime() + MINUTE_MS, timer: setTimeout(() => endTrouble(app), MINUTE_MS).unref() });
  }

  function show(response: ServerResponse, status: number, place: Place, note: { done?: string; wrong?: string }): void {
    const from = now().getTime();
    const html = phonePage({
      place,
      apps,
      now: from,
      items: place.app.items(place.calendar, from - 3_600_000, from + DAYS_SHOWN * 86_400_000),
      troubleUntil: ends.get(place.app)?.at ?? null,
      ...note,
    });
    response.writeHead(status, {
      ...SECURITY_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(html)),
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
    });
    response.end(html);
  }

  async function answerForm(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (!isOurs(request)) return sendProblem(response, 403, 'forbidden', 'This form is not of this page.');
    const form = await formOf(request);
    const place = placeOf(apps, form);
    if (!place || !isAction(name)) return sendProblem(response, 404, 'not_found', 'There is nothing at this address.');
    try {
      const done = act(name, place, form, { make, end: endTrouble });
      const location = `${ROOT}?${new URLSearchParams({ calendar: place.calendar, zone: place.zone, done })}`;
      response.writeHead(303, { ...SECURITY_HEADERS, location, 'content-length': '0' }).end();
    } catch (error) {
      show(response, 422, place, { wrong: messageOf(error) });
    }
  }

  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://phone');
    const [, name = ''] = /^\/sandbox\/phone\/?([a-z-]*)$/.exec(url.pathname) ?? [];
    if (request.method === 'POST') return answerForm(request, response, name);
    const place = placeOf(apps, url.searchParams);
    if (name !== '' || !place) return sendProblem(response, 404, 'not_found', 'There is nothing at this address.');
    const done = url.searchParams.get('done');
    show(response, 200, place, done === null ? {} : { done });
  };
}
