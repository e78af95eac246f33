/** [OF12, OF13] Accepting: the visit that comes of it, and what there is when the time is gone. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { day, hour, minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { read, startThread, withColleague } from '../messages/threads.ts';
import { type Answered, accept, offer, refusedAnswer, request, stored, times, wanted } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

/** The thread of patient and clinician, in a moment of its own. */
const inThread = (body: (on: Scene, conversation_id: string) => Promise<void>) =>
  scene(sql, async (on) => body(on, await startThread(on, clinic)));
const answer = (response: string, more = {}) => ({ response, ...more });

describe('[OF12] accepting', () => {
  test('makes the confirmed visit, and visit and card name each other', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, {
        appointment_type: 'urgent_visit',
        location_type: 'phone',
      });
      await on.at(30);
      const { slot: closed, appointment } = await accept(on, clinic.patient, card, 1);
      expect(appointment).toMatchObject({
        status: 'confirmed',
        patient_id: clinic.patient.patient_id,
        clinician_id: clinic.clinician.clinician_id,
        practice_id: clinic.practice_id,
        appointment_type: 'urgent_visit',
        location_type: 'phone',
        booked_by: clinic.patient.profile_id,
        requested_via_message_id: card.message_id,
        conversation_id,
        overbooked: false,
        holds_time: true,
      });
      expect([appointment?.scheduled_start, appointment?.scheduled_end].map((x) => Date.parse(x ?? ''))).toEqual([
        Date.parse(slot(2).slot_start),
        Date.parse(slot(2).slot_end),
      ]);
      expect(closed).toMatchObject({
        status: 'accepted',
        selected_time_index: 1,
        appointment_id: appointment?.appointment_id,
        appointment: { status: 'confirmed' },
        message: { message_id: card.message_id },
      });
      expect(Date.parse(closed.responded_at ?? '')).toBe(Date.parse(plus(start, 30 * minute)));
      expect(
        closed.time_options.map((option) => option.free),
        'nothing is to be had any more',
      ).toEqual([null, null]);
      const { status, selected_time_index, appointment_id } = await stored(on, card);
      expect({ status, selected_time_index, appointment_id }).toEqual({
        status: 'accepted',
        selected_time_index: 1,
        appointment_id: appointment?.appointment_id,
      });
    }));

  test('brings reminders, a sync job and one audit event, as every booking does', () =>
    inThread(async (on, conversation_id) => {
      const user_id = clinic.clinician.profile_id;
      await on.tx`insert into public.calendar_sync_connections ${on.tx({ user_id, provider: 'google', calendar_id: crypto.randomUUID(), is_primary: true })}`;
      const { appointment } = await accept(on, clinic.patient, await offer(on, clinic, conversation_id));
      const id = appointment?.appointment_id ?? '';
      const reminders = await on.tx<
        { reminder_type: string; delivery_method: string; scheduled_for: Date; who: string }[]
      >`
        select reminder_type, delivery_method, scheduled_for,
          case recipient_id when ${clinic.patient.patient_id} then 'patient' when ${user_id} then 'clinician' end as who
        from public.appointment_reminders where appointment_id = ${id} order by scheduled_for, who`;
      const earlier = (milliseconds: number) => new Date(Date.parse(slot(0).slot_start) - milliseconds);
      expect([...reminders]).toEqual(
        [
          ['24_hours', 'email', earlier(day)],
          ['1_hour', 'push', earlier(hour)],
        ].flatMap(([reminder_type, delivery_method, scheduled_for]) =>
          ['clinician', 'patient'].map((who) => ({ reminder_type, delivery_method, scheduled_for, who })),
        ),
      );
      const jobs = await on.tx`select kind, appointment_version from public.sync_jobs where appointment_id = ${id}`;
      expect([...jobs]).toEqual([{ kind: 'upsert', appointment_version: 1 }]);
      const events = await on.tx`select action, actor_id, actor_role from public.audit_events where entity_id = ${id}`;
      expect([...events]).toEqual([{ action: 'created', actor_id: clinic.patient.profile_id, actor_role: 'patient' }]);
    }));

  test('is told in the thread with the time that was chosen', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      const { appointment } = await accept(on, clinic.patient, card);
      const said = (await read(on, clinic.clinician, conversation_id)).at(-1);
      expect(said).toMatchObject({
        kind: 'system',
        body: 'The time was accepted and is now an appointment.',
        payload: {
          event: 'offer_accepted',
          by: clinic.patient.profile_id,
          slot_id: card.slot_id,
          appointment_id: appointment?.appointment_id,
        },
      });
      expect(Object.keys(said?.payload ?? {}).sort()).toEqual([
        'appointment_id',
        'by',
        'end',
        'event',
        'slot_id',
        'start',
      ]);
      expect(Date.parse(said?.payload.start ?? '')).toBe(Date.parse(slot(0).slot_start));
    }));

  test('is by the rules for staff, who chose the times', () =>
    inThread(async (on, conversation_id) => {
      const rules = { min_notice_minutes: 7 * 24 * 60, booking_horizon_days: 1, max_self_booking_minutes: 15 };
      await on.tx`update public.practices set ${on.tx(rules)} where practice_id = ${clinic.practice_id}`;
      await on.tx`update public.appointment_types set self_bookable = false, auto_confirm = false where practice_id = ${clinic.practice_id}`;
      await on.tx`update public.clinicians set accepts_self_booking = false where clinician_id = ${clinic.clinician.clinician_id}`;
      const { appointment } = await accept(on, clinic.patient, await offer(on, clinic, conversation_id));
      expect(appointment?.status).toBe('confirmed');
    }));

  test('takes the patient into care, and makes a video visit in the clinician’s room', () =>
    inThread(async (on, conversation_id) => {
      const { clinician_id } = clinic.colleague;
      await on.tx`update public.clinicians set video_link = 'https://meet.example.test/colin' where clinician_id = ${clinician_id}`;
      const more = { ...withColleague(clinic), location_type: 'video' };
      const { appointment } = await accept(
        on,
        clinic.patient,
        await offer(on, clinic, conversation_id, more, clinic.desk),
      );
      expect(appointment).toMatchObject({ clinician_id, video_call_link: 'https://meet.example.test/colin' });
      const care = await on.tx`select status from public.care_relationships
        where clinician_id = ${clinician_id} and patient_id = ${clinic.patient.patient_id}`;
      expect([...care]).toEqual([{ status: 'active' }]);
    }));

  test('needs the index of one of the times; of a single one it need not be said', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      for (const selected_time_index of [null, -1, 2, 9]) {
        const refusal = await refusedAnswer(on, clinic.patient, card, answer('accept', { selected_time_index }));
        expect(refusal.code, String(selected_time_index)).toBe('invalid_input');
      }
      const single = await request(on, clinic, conversation_id, { time_options: times(4) });
      const args = { slot_id: single.slot_id, response: 'accept' };
      expect((await on.done<Answered>(clinic.clinician, 'respond_to_offer', args)).slot.selected_time_index).toBe(0);
      const words = await request(on, clinic, conversation_id, { time_options: [], note: 'Mornings' });
      expect(await refusedAnswer(on, clinic.desk, words, answer('accept', { selected_time_index: 0 }))).toMatchObject({
        code: 'invalid_input',
        message: 'No time was named. Answer with times of your own.',
      });
    }));

  test('[OF10, OF11] a request is accepted by anybody of the practice who reads the thread', () =>
    inThread(async (on, conversation_id) => {
      for (const [n, who] of [clinic.clinician, clinic.desk, clinic.admin, secret].entries()) {
        const card = await request(on, clinic, conversation_id, { time_options: times(2 * n, 2 * n + 1) });
        const { slot: closed, appointment } = await accept(on, who, card, 1);
        expect(closed.status).toBe('accepted');
        expect(appointment).toMatchObject({
          status: 'confirmed',
          patient_id: clinic.patient.patient_id,
          booked_by: 'profile_id' in who ? who.profile_id : null,
          requested_via_message_id: card.message_id,
        });
      }
    }));
});

describe('[OF13] a chosen time that is gone', () => {
  const occupied: [name: string, code: string, prepare: (on: Scene) => PromiseLike<unknown>][] = [
    [
      'taken by another visit',
      'slot_taken',
      (on) => on.tx`insert into public.appointments ${on.tx(clinic.row(slot(2)))}`,
    ],
    [
      'held by somebody else',
      'slot_taken',
      (on) => on.done(clinic.desk, 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...slot(2) }),
    ],
    [
      'in the way of another visit of the patient',
      'patient_busy',
      (on) =>
        on.tx`insert into public.appointments ${on.tx(clinic.row(slot(2), { patient_id: clinic.patient.patient_id, clinician_id: clinic.colleague.clinician_id }))}`,
    ],
    [
      'closed in the meantime',
      'outside_availability',
      (on) =>
        on.tx`insert into public.practice_closures ${on.tx({ practice_id: clinic.practice_id, during: `[${slot(2).slot_start},${slot(2).slot_end})` })}`,
    ],
  ];
  test.each(occupied)('(%s) leaves the card open: what remains, what is instead', (_, code, prepare) =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id, { time_options: times(0, 2, 4) });
      await prepare(on);
      const refusal = await refusedAnswer(on, clinic.patient, card, answer('accept', { selected_time_index: 1 }));
      expect(refusal).toMatchObject({
        code,
        status: 409,
        details: {
          remaining_options: [
            { index: 0, duration: 30 },
            { index: 2, duration: 30 },
          ],
        },
      });
      expect(refusal.alternatives).toHaveLength(3);
      expect(refusal.alternatives.map(({ start: free }) => Date.parse(free))).not.toContain(
        Date.parse(slot(2).slot_start),
      );
      expect((await stored(on, card)).status).toBe('pending');
      expect((await read(on, clinic.patient, conversation_id)).at(-1)?.kind, 'and nothing was said').toBe('offer');
      expect((await accept(on, clinic.patient, card, 2)).slot.status).toBe('accepted');
    }),
  );

  test('names no times when none remain', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      for (const n of [0, 2]) await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(n)))}`;
      const refusal = await refusedAnswer(on, clinic.patient, card, answer('accept', { selected_time_index: 0 }));
      expect(refusal).toMatchObject({ code: 'slot_taken', details: { remaining_options: [] } });
      expect(refusal.alternatives).toHaveLength(3);
    }));
});

test('[OF12] a hold of one’s own on the time is used up, and a wish of the patient is no obstacle for the practice', () =>
  inThread(async (on, conversation_id) => {
    const own = { clinician_id: clinic.clinician.clinician_id, ...slot(0) };
    const live = async () =>
      (
        await on.tx`select 1 from public.slot_holds where held_by = ${clinic.patient.patient_id} and expires_at > private.now()`
      ).length;
    for (const [make, who] of [
      [() => offer(on, clinic, conversation_id), clinic.patient],
      [() => request(on, clinic, conversation_id), clinic.desk],
    ] as const) {
      const card = await make();
      await on.done(clinic.patient, 'hold_slot', own);
      expect(await live()).toBe(1);
      const { appointment } = await accept(on, who, card);
      expect(await live()).toBe(0);
      await on.done(clinic.desk, 'cancel_appointment', { appointment_id: appointment?.appointment_id });
    }
    expect((await on.ask(clinic.desk, 'offer_times', wanted(conversation_id))).refusal).toBeUndefined();
  }));
