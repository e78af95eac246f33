/** [BK25] [AC18] Where a visit takes place: a room, a link, the clinician's own video room. */
import { beforeEach, describe, expect, test } from 'vitest';
import { service, signIn } from '../../support/clients.ts';
import type { Login } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { answerOf, done, refused, type SeriesAnswer } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
const room = 'https://meet.example.test/room-of-casey';
const link = 'https://video.example.test/once?pwd=a%20b#1';
const video = { location_type: 'video' };
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
  await sql`update public.clinicians set video_link = ${room} where clinician_id = ${clinic.clinician.clinician_id}`;
});

test('[BK25] staff name the room and the link, for one visit and for a series', async () => {
  const chosen = { location: '  Room 4, 2nd floor ', video_call_link: link };
  const kept = { location: 'Room 4, 2nd floor', video_call_link: link, video_call_provider: 'custom' };
  expect(await clinic.book(slot(0), { ...video, ...chosen })).toMatchObject(kept);
  expect(await clinic.book(slot(1), { ...video, ...chosen }, clinic.clinician)).toMatchObject(kept);
  expect(await clinic.book(slot(2), chosen, service())).toMatchObject(kept);
  const series = { ...clinic.request(slot(3), { ...video, ...chosen }), recurrence: 'FREQ=WEEKLY;COUNT=2' };
  const { booked } = await done<SeriesAnswer>(clinic.desk, 'book_series', series);
  expect(booked).toHaveLength(2);
  for (const visit of booked) expect(visit).toMatchObject(kept);
});

test('[BK25] a video visit without a link takes the clinician’s room, whoever books it', async () => {
  const inRoom = { video_call_link: room, video_call_provider: 'custom' };
  expect(await clinic.book(slot(0), video)).toMatchObject(inRoom);
  expect(await clinic.book(slot(1), video, clinic.patient)).toMatchObject(inRoom);
  const series = { ...clinic.request(slot(2), video), recurrence: 'FREQ=WEEKLY;COUNT=2' };
  for (const visit of (await done<SeriesAnswer>(clinic.patient, 'book_series', series)).booked)
    expect(visit).toMatchObject(inRoom);
  const none = { video_call_link: null, video_call_provider: null, location: null };
  expect(await clinic.book(slot(3))).toMatchObject(none);
  expect(await clinic.book(slot(4), { location: ' ' })).toMatchObject(none);
  const { clinician_id } = clinic.colleague;
  const { patient_id } = clinic.paper;
  expect(await clinic.book(slot(5), { ...video, clinician_id, patient_id })).toMatchObject(none);
});

test('[BK25] handed to a colleague, a visit moves to the colleague’s room; a chosen link stays', async () => {
  const { clinician_id } = clinic.colleague;
  const hand = (appointment_id: string, where = {}) =>
    done(clinic.desk, 'reschedule_appointment', { appointment_id, clinician_id, ...where });
  const theirs = 'https://meet.example.test/room-of-colin';
  await sql`update public.clinicians set video_link = ${theirs} where clinician_id = ${clinician_id}`;
  const { appointment_id } = await clinic.book(slot(0), video);
  expect(await hand(appointment_id, slot(0))).toMatchObject({ video_call_link: theirs, video_call_provider: 'custom' });
  await sql`update public.clinicians set video_link = null where clinician_id = ${clinician_id}`;
  const second = await clinic.book(slot(1), video);
  expect(await hand(second.appointment_id, slot(1))).toMatchObject({
    video_call_link: null,
    video_call_provider: null,
  });
  const chosen = await clinic.book(slot(2), { ...video, video_call_link: link });
  expect(await hand(chosen.appointment_id, slot(2))).toMatchObject({ video_call_link: link });
  const moved = await clinic.book(slot(3), video);
  const same = { appointment_id: moved.appointment_id, ...slot(4) };
  expect(await done(clinic.desk, 'reschedule_appointment', same)).toMatchObject({ video_call_link: room });
});

test('[BK25] a patient who names either is refused, and nothing is booked', async () => {
  for (const more of [{ location: 'Room 1' }, { location: '' }, { video_call_link: link }]) {
    const request = clinic.request(slot(0), more);
    expect((await refused(clinic.patient, 'book_appointment', request)).code).toBe('forbidden');
    const series = { ...request, recurrence: 'FREQ=WEEKLY;COUNT=2' };
    expect((await refused(clinic.patient, 'book_series', series)).code).toBe('forbidden');
  }
  expect(await sql`select 1 from public.appointments where practice_id = ${clinic.practice_id}`).toHaveLength(0);
});

test('[BK25] the place is part of what an idempotency key stands for', async () => {
  const wanted = clinic.request(slot(0), { ...video, location: 'Room 1', idempotency_key: 'place' });
  const first = await done(clinic.desk, 'book_appointment', wanted);
  expect(await done(clinic.desk, 'book_appointment', wanted)).toEqual(first);
  for (const more of [{ location: 'Room 2' }, { video_call_link: link }])
    expect((await refused(clinic.desk, 'book_appointment', { ...wanted, ...more })).code).toBe('idempotency_mismatch');
});

describe('[AC18] the clinician’s room', () => {
  const table = async (who: Login) => (await signIn(who)).from('clinicians');
  const mine = () => ['clinician_id', clinic.clinician.clinician_id] as const;

  test('is read by members and the clinician’s patients, and by nobody else', async () => {
    for (const [who, count] of [
      [clinic.clinician, 1],
      [clinic.colleague, 1],
      [clinic.desk, 1],
      [clinic.patient, 1],
      [clinic.stranger, 0],
      [clinic.outsider, 0],
    ] as const) {
      const rows = (await table(who)).select('video_link').eq(...mine());
      expect((await answerOf<unknown[]>(rows)).value, who.full_name).toHaveLength(count);
    }
  });

  test('is set and cleared by the clinician and by admins', async () => {
    for (const [who, code] of [
      [clinic.clinician, undefined],
      [clinic.admin, undefined],
    ] as const) {
      for (const video_link of [link, null]) {
        const write = (await table(who))
          .update({ video_link })
          .eq(...mine())
          .select('video_link');
        expect((await answerOf(write)).refusal?.code).toBe(code);
        expect((await answerOf(write)).value).toEqual([{ video_link }]);
      }
    }
    for (const who of [clinic.colleague, clinic.desk, clinic.patient, clinic.outsider]) {
      const write = (await table(who))
        .update({ video_link: link })
        .eq(...mine())
        .select('video_link');
      expect((await answerOf(write)).value).toEqual([]);
    }
  });

  test.each([
    '',
    'meet.example.test/me',
    'http://meet.example.test',
    'javascript:alert(1)',
    'https://',
    'https://a b',
    `https://a/${'x'.repeat(2_000)}`,
  ])('is no link such as %j, and neither is that of a visit on any path', async (video_link) => {
    const write = (await table(clinic.clinician)).update({ video_link }).eq(...mine());
    expect((await answerOf(write)).refusal).toMatchObject({ code: '23514', status: 400 });
    const row = clinic.row(slot(0), { ...video, video_call_link: video_link }) as never;
    expect((await answerOf(service().from('appointments').insert(row))).refusal?.code).toBe('23514');
  });
});
