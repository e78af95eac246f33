import { expect, test } from 'vitest';
import { noticeHref, noticeText } from './notice-text.ts';
import type { NoticeRow } from './schema.ts';

const notice = (change: Partial<NoticeRow>): NoticeRow => ({
  notification_id: '00000000-0000-4000-8000-000000000101',
  kind: 'visit_confirmed',
  appointment_id: null,
  conversation_id: null,
  read_at: null,
  created_at: '2026-11-20T08:00:00Z',
  payload: {},
  appointment: null,
  ...change,
});
const appointment_id = '00000000-0000-4000-8000-00000000000a';
const conversation_id = '00000000-0000-4000-8000-00000000000c';

test('a notice has the time of its event, a reminder that of its visit', () => {
  const appointment = { scheduled_start: '2026-11-25T10:00:00Z' };
  const payload = { start: '2026-11-24T10:00:00Z', from: '2026-11-23T10:00:00Z' };
  expect(noticeText(notice({ kind: 'visit_moved', payload, appointment }))).toEqual({
    key: 'visit_moved',
    at: payload.start,
    from: payload.from,
  });
  expect(noticeText(notice({ kind: 'reminder', appointment }))).toMatchObject({ at: appointment.scheduled_start });
});

test('a request that was never confirmed is not called an appointment that was cancelled', () => {
  const cancelled = (previous_status?: string) =>
    noticeText(notice({ kind: 'visit_cancelled', payload: previous_status ? { previous_status } : {} })).key;
  expect([cancelled('requested'), cancelled()]).toEqual(['request_cancelled', 'visit_cancelled']);
});

test('a kind the app does not know yet is still said', () => {
  expect(noticeText(notice({ kind: 'from_next_year' }))).toMatchObject({ key: 'other' });
});

test.each([
  [{ appointment_id }, true, `/calendar?visit=${appointment_id}`],
  [{ appointment_id }, false, `/visits?visit=${appointment_id}`],
  [{ kind: 'offer_received', conversation_id, appointment_id }, false, `/messages?thread=${conversation_id}`],
  [{ kind: 'calendar_conflict' }, true, '/sync'],
  [{}, true, undefined],
] as const)('%j of staff: %s leads to %s', (change, isStaff, href) => {
  expect(noticeHref(notice(change), isStaff)).toBe(href);
});
