import type { VisitDetail } from './schema.ts';

/** The video call of a visit: it opens a quarter of an hour before and closes with the end of the visit. */
const opensBeforeMs = 15 * 60_000;

export type VideoCall =
  | { state: 'none' }
  /** A video visit without an address to go to. */
  | { state: 'missing' }
  | { state: 'early'; opensAt: string }
  | { state: 'open'; link: string };

export type CallFacts = Pick<
  VisitDetail,
  'status' | 'location_type' | 'video_call_link' | 'scheduled_start' | 'scheduled_end'
>;

export function videoCall(visit: CallFacts, now: number): VideoCall {
  const running = visit.status === 'in_progress';
  if (visit.status !== 'confirmed' && !running) return { state: 'none' };
  // A visit that runs late has not ended because the clock says so.
  if (!running && now >= Date.parse(visit.scheduled_end)) return { state: 'none' };
  if (!visit.video_call_link || !/^https:\/\//i.test(visit.video_call_link)) {
    return { state: visit.location_type === 'video' ? 'missing' : 'none' };
  }
  const opens = Date.parse(visit.scheduled_start) - opensBeforeMs;
  if (!running && now < opens) return { state: 'early', opensAt: new Date(opens).toISOString() };
  return { state: 'open', link: visit.video_call_link };
}
