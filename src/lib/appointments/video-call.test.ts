import { expect, test } from 'vitest';
import { type CallFacts, videoCall } from './video-call.ts';

const link = 'https://video.example.org/room';
const visit = (change: Partial<CallFacts> = {}): CallFacts => ({
  status: 'confirmed',
  location_type: 'video',
  video_call_link: link,
  scheduled_start: '2026-11-24T10:00:00Z',
  scheduled_end: '2026-11-24T10:30:00Z',
  ...change,
});
const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);

test('opens exactly a quarter of an hour before and closes with the end', () => {
  expect(videoCall(visit(), at('09:44:59'))).toEqual({ state: 'early', opensAt: '2026-11-24T09:45:00.000Z' });
  expect(videoCall(visit(), at('09:45:00'))).toEqual({ state: 'open', link });
  expect(videoCall(visit(), at('10:29:59'))).toEqual({ state: 'open', link });
  expect(videoCall(visit(), at('10:30:00'))).toEqual({ state: 'none' });
});

test('stays open while the visit is in progress, however late', () => {
  expect(videoCall(visit({ status: 'in_progress' }), at('11:00:00'))).toEqual({ state: 'open', link });
});

test('only a visit that takes place has a call', () => {
  for (const status of ['requested', 'completed', 'cancelled', 'no_show'] as const) {
    expect(videoCall(visit({ status }), at('10:00:00'))).toEqual({ state: 'none' });
  }
});

test('a video visit without a safe address says so, a visit in person has nothing to say', () => {
  expect(videoCall(visit({ video_call_link: null }), at('10:00:00'))).toEqual({ state: 'missing' });
  expect(videoCall(visit({ video_call_link: 'javascript:alert(1)' }), at('10:00:00'))).toEqual({ state: 'missing' });
  expect(videoCall(visit({ video_call_link: null, location_type: 'in_person' }), at('10:00:00'))).toEqual({
    state: 'none',
  });
});
