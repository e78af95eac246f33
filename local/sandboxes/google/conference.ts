/**
 * Google Meet on events: conferenceData.createRequest and what becomes of it. The link is made after the write was
 * answered, as at Google: first "pending", then "success" or "failure" as a change of its own that channels are told of.
 */
import { createHash } from 'node:crypto';
import { GoogleError } from './answer.ts';
import type { Calendar, ConferenceData, EventResource } from './state.ts';

/** What becomes of requested conferences. */
export interface ConferenceStyle {
  /** 'pending' leaves them waiting until another outcome is set. */
  outcome: 'success' | 'failure' | 'pending';
  /** Milliseconds between the answer of the write and the outcome. */
  delay: number;
  /**
   * True: a write without conferenceDataVersion=1 takes an existing conference off the event. The documents say that such
   * a write ignores conferences; that it strips them was reported.
   */
  stripsWithoutVersion: boolean;
}

export const usualConferences = (): ConferenceStyle => ({
  outcome: 'success',
  delay: 50,
  stripsWithoutVersion: false,
});

/** The version of conference data a caller understands: 0 or 1. */
export function readVersion(query: URLSearchParams): 0 | 1 {
  const text = query.get('conferenceDataVersion') ?? '0';
  if (text !== '0' && text !== '1') {
    throw new GoogleError(400, 'invalidParameter', `Invalid value '${text}'. Values must be within the range: [0, 1]`);
  }
  return text === '1' ? 1 : 0;
}

export interface ConferenceWrite {
  version: 0 | 1;
  style: ConferenceStyle;
}

type Conference = Pick<EventResource, 'conferenceData' | 'hangoutLink'>;

const conferenceOf = ({ conferenceData, hangoutLink }: Partial<EventResource>): Conference => ({
  ...(conferenceData && { conferenceData }),
  ...(hangoutLink && { hangoutLink }),
});

function requested(
  calendar: Calendar,
  { requestId, conferenceSolutionKey }: NonNullable<ConferenceData['createRequest']>,
) {
  if (!requestId) throw new GoogleError(400, 'required', 'Missing conference create request id.');
  const type = conferenceSolutionKey?.type ?? 'hangoutsMeet';
  if (!calendar.conferenceSolutions.includes(type)) {
    throw new GoogleError(400, 'invalid', 'Invalid conference type value.');
  }
  return { createRequest: { requestId, conferenceSolutionKey: { type }, status: { statusCode: 'pending' as const } } };
}

/**
 * The conference an event has after a write. `wanted` is the body's conferenceData: undefined where the body does not
 * name it, null to clear. `keeps`: what the body does not name stays (PATCH).
 */
export function conferenceAfter(
  calendar: Calendar,
  before: EventResource | null,
  wanted: unknown,
  { version, style }: ConferenceWrite,
  keeps: boolean,
): Conference {
  const had = before ? conferenceOf(before) : {};
  if (version === 0) return style.stripsWithoutVersion ? {} : had;
  if (wanted === undefined) return keeps ? had : {};
  const data = wanted as ConferenceData | null;
  if (data === null) return {};
  if (!data.createRequest) return had.conferenceData ? had : { conferenceData: data };
  // The same id as in the request before: ignored, so that a write can be repeated.
  if (data.createRequest.requestId === had.conferenceData?.createRequest?.requestId && had.conferenceData) return had;
  return { conferenceData: requested(calendar, data.createRequest) };
}

/** The letters of a Meet address, "abc-defg-hij", from what asked for it. */
function meetingCode(seed: string): string {
  const letters = [...createHash('sha256').update(seed).digest().subarray(0, 10)]
    .map((byte) => String.fromCharCode(97 + (byte % 26)))
    .join('');
  return `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`;
}

/** The outcome of a pending request. */
function decided(event: EventResource, outcome: 'success' | 'failure'): Conference | null {
  const request = event.conferenceData?.createRequest;
  if (event.status === 'cancelled' || request?.status?.statusCode !== 'pending') return null;
  const createRequest = { ...request, status: { statusCode: outcome } };
  if (outcome === 'failure') return { conferenceData: { createRequest } };
  const code = meetingCode(`${event.iCalUID} ${request.requestId}`);
  const uri = `https://meet.google.com/${code}`;
  return {
    hangoutLink: uri,
    conferenceData: {
      createRequest,
      entryPoints: [{ entryPointType: 'video', uri, label: `meet.google.com/${code}` }],
      conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
      conferenceId: code,
    },
  };
}

export interface Conferences {
  style: ConferenceStyle;
  /** Decides later what a write has left pending. */
  follow(calendar: Calendar, event: EventResource): void;
  set(style: Partial<ConferenceStyle>): void;
  stop(): void;
}

/** `settle` stores the outcome and tells the channels. */
export function createConferences(settle: (calendar: Calendar, id: string, outcome: Conference) => void): Conferences {
  const style = usualConferences();
  const waiting = new Map<string, { calendar: Calendar; id: string }>();
  const timers = new Set<NodeJS.Timeout>();

  function decide(key: string): void {
    const found = waiting.get(key);
    const { outcome } = style;
    if (!found || outcome === 'pending') return;
    waiting.delete(key);
    const event = found.calendar.events.get(found.id)?.resource;
    const conference = event && decided(event, outcome);
    if (conference) settle(found.calendar, found.id, conference);
  }

  function later(key: string): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      decide(key);
    }, style.delay);
    timers.add(timer.unref());
  }

  return {
    style,
    follow: (calendar, event) => {
      if (event.conferenceData?.createRequest?.status?.statusCode !== 'pending') return;
      const key = `${calendar.id} ${event.id}`;
      waiting.set(key, { calendar, id: event.id });
      later(key);
    },
    set: (given) => {
      Object.assign(style, given);
      for (const key of waiting.keys()) later(key);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
