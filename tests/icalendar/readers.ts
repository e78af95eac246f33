/** Independent readers of calendar files, each reduced to what they must agree on. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

export interface ReadEvent {
  uid: string;
  sequence: number;
  status: string;
  /** ISO 8601 in UTC. */
  start: string;
  end: string;
  summary: string;
  /** Empty where there is none. */
  description: string;
  location: string;
}

/** One or more files in, the events of each out, in their order. */
export interface Reader {
  name: string;
  /** Null when it can be used, else why not. */
  missing: string | null;
  /**
   * The text that this reader can give back. Two of them replace escapes one kind after the other, so that a backslash before
   * n, comma or semicolon, which is written \\\\n, is taken for an escape; RFC 5545 §3.3.11 leaves no doubt about it.
   */
  readable(text: string): string;
  read(texts: string[]): ReadEvent[][];
}

const withoutEscapeLike = (text: string): string => text.replace(/\\+(?=[nN;,\\])/g, '');

const icalJs: Reader = {
  name: 'ical.js',
  missing: null,
  readable: (text) => text,
  read: (texts) => texts.map(readWithIcalJs),
};

/** By the VTIMEZONEs of the file alone: a TZID that it does not define is an error. */
function readWithIcalJs(text: string): ReadEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const at = (event: ICAL.Component, name: string) => {
    const property = event.getFirstProperty(name);
    const tzid = property?.getFirstParameter('tzid');
    if (tzid && !ICAL.TimezoneService.has(tzid)) throw new Error(`${tzid} is not defined`);
    return (event.getFirstPropertyValue(name) as ICAL.Time).toJSDate().toISOString();
  };
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const textOf = (name: string) => String(event.getFirstPropertyValue(name) ?? '');
    return {
      uid: textOf('uid'),
      sequence: Number(textOf('sequence')),
      status: textOf('status'),
      start: at(event, 'dtstart'),
      end: at(event, 'dtend'),
      summary: textOf('summary'),
      description: textOf('description'),
      location: textOf('location'),
    };
  });
}

/** Texts with parameters come as an object. */
const nodeText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'val' in value ? String(value.val) : String(value ?? '');

const node: Reader = {
  name: 'node-ical',
  missing: null,
  // It takes quotation marks around a text for those of a parameter.
  readable: (text) => withoutEscapeLike(text).replace(/^[\s"]+|[\s"]+$/g, ''),
  read: (texts) =>
    texts.map((text) =>
      Object.values(nodeIcal.sync.parseICS(text)).flatMap((part) =>
        part?.type === 'VEVENT'
          ? [
              {
                uid: part.uid,
                sequence: Number(part.sequence),
                status: String(part.status),
                start: new Date(part.start).toISOString(),
                end: new Date(part.end ?? 0).toISOString(),
                summary: nodeText(part.summary),
                description: nodeText(part.description),
                location: nodeText(part.location),
              },
            ]
          : [],
      ),
    ),
};

const program = fileURLToPath(new URL('read-with-icalendar.py', import.meta.url));

/** Another Python may stand before the one that Debian's packages belong to. */
const interpreter = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', 'import icalendar']).status === 0,
);

const python: Reader = {
  name: 'python3-icalendar',
  missing: interpreter ? null : 'python3-icalendar is not installed',
  readable: withoutEscapeLike,
  read(texts) {
    const done = spawnSync(interpreter ?? '', [program], { input: JSON.stringify(texts), maxBuffer: 2 ** 28 });
    if (done.status !== 0) throw new Error(String(done.stderr).slice(-2_000));
    return JSON.parse(String(done.stdout)) as ReadEvent[][];
  },
};

export const readers: Reader[] = [icalJs, node, python];

/** For `describe`: the reader's name, and why it is left out. */
export const titleOf = ({ name, missing }: Reader): string => (missing ? `${name} (skipped: ${missing})` : name);
