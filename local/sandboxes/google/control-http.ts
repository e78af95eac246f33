/** The control over HTTP, for a page that plays the person's phone. JSON in, JSON out. */
import { type Answer, GoogleError, ok } from './answer.ts';
import { readJson } from './api.ts';
import type { GoogleControl } from './control.ts';
import type { Fault } from './faults.ts';

/** `{calendar}` and `{id}` in a path are URL-encoded. */
type Call = (control: GoogleControl, body: Record<string, unknown>, calendar: string, id: string) => unknown;

const text = (value: unknown) => String(value ?? '');

const calls: [method: string, path: RegExp, call: Call][] = [
  ['GET', /^accounts$/, (control) => control.accounts()],
  ['POST', /^accounts$/, (control, { email }) => control.addAccount(text(email))],
  ['POST', /^calendars$/, (control, { email, ...calendar }) => ({ id: control.addCalendar(text(email), calendar) })],
  ['POST', /^revoke$/, (control, { email }) => control.revoke(text(email))],
  ['GET', /^calendars\/([^/]+)\/events$/, (control, _, calendar) => control.events(calendar)],
  ['POST', /^calendars\/([^/]+)\/events$/, (control, event, calendar) => control.addEvent(calendar, event)],
  [
    'PATCH',
    /^calendars\/([^/]+)\/events\/([^/]+)$/,
    (control, change, calendar, id) => control.changeEvent(calendar, id, change),
  ],
  ['DELETE', /^calendars\/([^/]+)\/events\/([^/]+)$/, (control, _, calendar, id) => control.deleteEvent(calendar, id)],
  [
    'POST',
    /^calendars\/([^/]+)\/events\/([^/]+)\/copy$/,
    (control, _, calendar, id) => control.copyEvent(calendar, id),
  ],
  ['POST', /^calendars\/([^/]+)\/expire-sync-tokens$/, (control, _, calendar) => control.expireSyncTokens(calendar)],
  ['POST', /^faults$/, (control, fault) => control.fault(fault as unknown as Fault)],
  ['DELETE', /^faults$/, (control) => control.clearFaults()],
  [
    'PUT',
    /^conditions$/,
    (control, { latency, quota, pages, notifications, conferences }) => {
      if (latency !== undefined) control.setLatency(Number(latency));
      if (quota !== undefined) control.setQuota(quota === null ? null : Number(quota));
      if (pages !== undefined) control.setPages(pages as object);
      if (notifications !== undefined) control.setNotifications(notifications as object);
      if (conferences !== undefined) control.setConferences(conferences as object);
    },
  ],
  ['GET', /^requests$/, (control) => control.requests()],
  ['DELETE', /^requests$/, (control) => control.clearRequests()],
];

/** `path` is what follows /_control/. */
export function callControl(control: GoogleControl, method: string, path: string, body: string): Answer {
  for (const [verb, pattern, call] of calls) {
    const match = verb === method ? pattern.exec(path) : null;
    if (!match) continue;
    const [, calendar = '', id = ''] = match.map(decodeURIComponent);
    const result = call(control, readJson(body), calendar, id);
    return result === undefined ? { status: 204 } : ok(result);
  }
  throw new GoogleError(404, 'notFound', 'Not Found');
}
