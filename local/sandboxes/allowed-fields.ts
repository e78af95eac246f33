/** What an event of ours may say to each provider, field by field: the whole of it, so that a new field is a decision. */
import { expect } from 'vitest';
import type { Sent } from '../../tests/providers/calendar-under-test.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/;
const identity = /^cs[0-9a-f]{32}g\d{1,4}$/;
const link = /^https:\/\/careslot\.test\/calendar\?visit=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type Fields = Record<string, RegExp>;

/** Every body of that method has these fields, no other, and in them nothing else. */
function expectOnly(bodies: Record<string, string>[], allowed: Fields): void {
  expect(bodies.length).toBeGreaterThan(0);
  for (const body of bodies) {
    expect(Object.keys(body).sort()).toEqual(Object.keys(allowed).sort());
    for (const [name, pattern] of Object.entries(allowed)) expect(body[name], name).toMatch(pattern);
  }
}

function flat(value: unknown, name = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [name]: String(value) };
  const inside = Object.entries(value).map(([key, one]) => flat(one, name === '' ? key : `${name}.${key}`));
  return Object.assign({}, ...inside) as Record<string, string>;
}

const bodiesOf = (requests: Sent[], method: string) =>
  requests.filter((request) => request.method === method).map(({ body }) => flat(JSON.parse(body)));

/** Reading and deleting say nothing at all. */
function expectSilent(requests: Sent[], ...asking: string[]): void {
  expect(requests.filter(({ method }) => method === 'DELETE').length).toBeGreaterThan(0);
  for (const { method, body } of requests) if (asking.includes(method)) expect(body).toBe('');
}

export function expectGoogle(requests: Sent[]): void {
  const always = {
    summary: /^Appointment$/,
    visibility: /^private$/,
    transparency: /^opaque$/,
    'start.dateTime': instant,
    'end.dateTime': instant,
    'extendedProperties.private.careslotId': identity,
    'extendedProperties.private.careslot': /^1$/,
    'source.title': /^Careslot$/,
    'source.url': link,
  };
  expectOnly(bodiesOf(requests, 'POST'), { ...always, id: identity, 'reminders.useDefault': /^false$/ });
  const cleared = { 'start.date': /^null$/, 'end.date': /^null$/, recurrence: /^null$/ };
  expectOnly(bodiesOf(requests, 'PATCH'), { ...always, ...cleared });
  expectSilent(requests, 'GET', 'DELETE');
}

export function expectMicrosoft(requests: Sent[]): void {
  const always = {
    subject: /^Appointment$/,
    sensitivity: /^private$/,
    showAs: /^busy$/,
    isAllDay: /^false$/,
    'start.dateTime': instant,
    'start.timeZone': /^UTC$/,
    'end.dateTime': instant,
    'end.timeZone': /^UTC$/,
  };
  expectOnly(bodiesOf(requests, 'POST'), {
    ...always,
    'body.contentType': /^text$/,
    'body.content': link,
    isReminderOn: /^false$/,
    'categories.0': /^Careslot$/,
    transactionId: identity,
    'singleValueExtendedProperties.0.id': /^String \{66f5a359-4659-4830-9070-00047ec6ac6e\} Name careslotId$/,
    'singleValueExtendedProperties.0.value': identity,
  });
  expectOnly(bodiesOf(requests, 'PATCH'), { ...always, recurrence: /^null$/ });
  expectSilent(requests, 'GET', 'DELETE');
}

export function expectCalDav(requests: Sent[]): void {
  const objects = requests
    .filter(({ method }) => method === 'PUT')
    .map(({ body }) => body.replace(/\r?\n[ \t]/g, '').split(/\r?\n/));
  const components = new Set(objects.flat().filter((line) => line.startsWith('BEGIN:')));
  expect([...components].sort()).toEqual(
    ['VCALENDAR', 'VTIMEZONE', 'STANDARD', 'DAYLIGHT', 'VEVENT'].map((name) => `BEGIN:${name}`).sort(),
  );
  const properties = (lines: string[]) =>
    Object.fromEntries(
      lines.slice(lines.indexOf('BEGIN:VEVENT') + 1, lines.indexOf('END:VEVENT')).map((line) => {
        const [, name = '', value = ''] = /^([\w-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
        return [name, value];
      }),
    );
  const stamp = /^\d{8}T\d{6}Z?$/;
  expectOnly(objects.map(properties), {
    SUMMARY: /^Appointment$/,
    CLASS: /^PRIVATE$/,
    TRANSP: /^OPAQUE$/,
    DTSTART: stamp,
    DTEND: stamp,
    DTSTAMP: stamp,
    'LAST-MODIFIED': stamp,
    SEQUENCE: /^\d+$/,
    UID: /^cs[0-9a-f]{32}g\d{1,4}@careslot$/,
    URL: link,
    'X-CARESLOT-ID': identity,
  });
  expectSilent(requests, 'GET', 'DELETE');
}
