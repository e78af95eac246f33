import type { MicrosoftControl } from './control.ts';
import type { Fault } from './faults.ts';
import { GraphFailure, parseJson, type Reply } from './http.ts';
import type { MeetingProvider } from './online-meeting.ts';

/** The control over HTTP, for a page that plays the person's phone. JSON in, JSON out; ids in a path are URL-encoded. */
type Given = Record<string, unknown>;
type Call = (control: MicrosoftControl, body: Given, calendar: string, id: string) => unknown;

const text = (value: unknown) => String(value ?? '');

const calls: [method: string, path: RegExp, call: Call][] = [
  ['GET', /^accounts$/, (control) => control.accounts()],
  ['POST', /^accounts$/, (control, { email }) => control.addAccount(text(email))],
  [
    'PUT',
    /^calendars\/([^/]+)\/meeting-providers$/,
    (control, { providers }, calendar) => control.setMeetingProviders(calendar, providers as MeetingProvider[]),
  ],
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
  ['POST', /^calendars\/([^/]+)\/expire-sync-tokens$/, (control) => control.expireSyncTokens()],
  ['POST', /^faults$/, (control, fault) => control.fault(fault as unknown as Fault)],
  ['DELETE', /^faults$/, (control) => control.clearFaults()],
  [
    'PUT',
    /^conditions$/,
    (control, { latency, settings, notifications }) => {
      if (latency !== undefined) control.setLatency(Number(latency));
      if (settings !== undefined) control.set(settings as object);
      if (notifications !== undefined) control.setNotifications(notifications as object);
    },
  ],
  ['GET', /^requests$/, (control) => control.requests()],
  ['DELETE', /^requests$/, (control) => control.clearRequests()],
];

/** `path` is what follows /_control/. */
export function callControl(control: MicrosoftControl, method: string, path: string, body: string): Reply {
  for (const [verb, pattern, call] of calls) {
    const match = verb === method ? pattern.exec(path) : null;
    if (!match) continue;
    const [, calendar = '', id = ''] = match.map((part) => decodeURIComponent(part));
    const result = call(control, body === '' ? {} : (parseJson(body) as Given), calendar, id);
    return result === undefined ? { status: 204 } : { status: 200, body: result };
  }
  throw new GraphFailure(404, 'ResourceNotFound', 'There is no such control.');
}
