/** [NT20–NT24] Saying that one will come, and what a signed link may show and do. */
import { beforeAll, describe, expect, test } from 'vitest';
import { become, database, databasePool } from '../../support/sql.ts';
import { hour, plus } from '../../support/time.ts';
import { call, sqlAnswer } from '../booking/answers.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { utc, visit, visitRow } from '../sync/calendar.ts';
import { ahead } from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql, { cancellation_notice_minutes: 1440 });
});

interface Facts {
  status: string;
  start: string;
  attendance_confirmed: boolean;
  moved: boolean;
  past: boolean;
  changeable: boolean;
}

const linkOf = (appointment_id: string, profile_id = clinic.patient.profile_id, start_version = 0) => ({
  appointment_id,
  profile_id,
  start_version,
});
type Link = ReturnType<typeof linkOf>;
const facts = (on: Scene, link: Link) => on.done<Facts>(secret, 'visit_link_facts', link);
const act = (on: Scene, link: Link, action: string, more = {}) =>
  on.done<Facts>(secret, 'act_by_visit_link', { ...link, action, ...more });
const refusal = async (on: Scene, link: Link, action: string, more = {}) =>
  (await on.refused(secret, 'act_by_visit_link', { ...link, action, ...more })).code;

describe('[NT20] a patient who says that they will come', () => {
  const come = (on: Scene, who: 'patient' | 'clinician' | 'desk' | 'stranger', appointment_id: string) =>
    on.ask(clinic[who], 'confirm_attendance', { appointment_id });

  test('says it once: again it stays as it was, and the version too', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await come(on, 'patient', id);
      const first = await visitRow(on, id);
      expect(first.attendance_confirmed_at).not.toBeNull();
      await on.at(5);
      await come(on, 'patient', id);
      expect(await visitRow(on, id)).toEqual(first);
    }));

  test('does it for nobody else, for a confirmed visit, before it begins', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      for (const who of ['clinician', 'desk'] as const)
        expect((await come(on, who, id)).refusal?.code, who).toBe('forbidden');
      expect((await come(on, 'stranger', id)).refusal?.code).toBe('not_found');
      const asked = await visit(on, clinic, slot(2), { status: 'requested' });
      expect((await come(on, 'patient', asked)).refusal?.code).toBe('invalid_transition');
      await ahead(on, 0);
      expect((await come(on, 'patient', id)).refusal?.code).toBe('invalid_time');
    }));
});

describe('[NT22] a link shows', () => {
  test('when, where and with which practice, and no name, type or reason', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0), {
        title: 'Secret title',
        description: 'Secret description',
        patient_notes: 'Secret notes',
        location: 'Room 4',
      });
      const found = await facts(on, linkOf(id));
      expect(found).toMatchObject({
        status: 'confirmed',
        start: utc(slot(0).slot_start),
        location: 'Room 4',
        moved: false,
        past: false,
        changeable: true,
        attendance_confirmed: false,
        cancellation_notice_minutes: 1440,
      });
      const text = JSON.stringify(found);
      expect(text).not.toMatch(/secret|follow|dr\. /i);
      expect(text).not.toContain(clinic.patient.full_name);
      await ahead(on, 1439);
      expect(await facts(on, linkOf(id))).toMatchObject({ changeable: false, past: false });
      await ahead(on, 0);
      expect(await facts(on, linkOf(id))).toMatchObject({ past: true });
    }));

  test('the next twenty times that this patient could book', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await visit(on, clinic, slot(3), { patient_id: clinic.paper.patient_id });
      const link = linkOf(id);
      const times = await on.rows<{ slot_start: string; slot_end: string }>(secret, 'visit_link_times', {
        ...link,
        after: slot(0).slot_start,
      });
      expect(times).toHaveLength(20);
      const starts = times.map(({ slot_start }) => new Date(slot_start).toISOString());
      expect(starts).not.toContain(slot(0).slot_start);
      expect(starts).not.toContain(slot(3).slot_start);
      const free = await on.rows<{ slot_start: string }>(clinic.patient, 'next_free_slots', {
        clinician_id: clinic.clinician.clinician_id,
        after: slot(0).slot_start,
        count: 20,
        duration_minutes: 30,
        appointment_type: 'follow_up',
        location_type: 'in_person',
      });
      expect(times.map(({ slot_start }) => slot_start)).toEqual(free.map(({ slot_start }) => slot_start));
      const [first] = times;
      expect(await act(on, link, 'reschedule', first)).toMatchObject({ start: utc(first?.slot_start ?? '') });
    }));
});

describe('[NT23] by a link a patient', () => {
  test('confirms, also twice', () =>
    scene(sql, async (on) => {
      const link = linkOf(await visit(on, clinic, slot(0)));
      expect(await act(on, link, 'confirm')).toMatchObject({ attendance_confirmed: true });
      expect(await act(on, link, 'confirm')).toMatchObject({ attendance_confirmed: true, status: 'confirmed' });
    }));

  test('cancels, pressing twice is once, and it is the patient who did it', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      expect(await act(on, linkOf(id), 'cancel')).toMatchObject({ status: 'cancelled' });
      const { version } = await visitRow(on, id);
      expect(await act(on, linkOf(id), 'cancel')).toMatchObject({ status: 'cancelled' });
      expect(await visitRow(on, id)).toMatchObject({ version, cancelled_by: clinic.patient.profile_id });
      const [notice] = await on.tx`select actor_id from public.notification_outbox where kind = 'visit_cancelled'
        and appointment_id = ${id} and recipient_id = ${clinic.clinician.profile_id}`;
      expect(notice).toEqual({ actor_id: clinic.patient.profile_id });
      const [event] =
        await on.tx`select actor_id, actor_role from public.audit_events where entity_id = ${id} and action = 'cancelled'`;
      expect(event).toEqual({ actor_id: clinic.patient.profile_id, actor_role: 'patient' });
      expect(await refusal(on, linkOf(id), 'confirm')).toBe('invalid_transition');
    }));

  test('who has no login does the same', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0), { patient_id: clinic.paper.patient_id });
      expect(await act(on, linkOf(id, clinic.paper.patient_id), 'reschedule', slot(4))).toMatchObject({
        start: utc(slot(4).slot_start),
      });
      const link = linkOf(id, clinic.paper.patient_id, 1);
      expect(await act(on, link, 'cancel')).toMatchObject({ status: 'cancelled' });
      expect(await visitRow(on, id)).toMatchObject({ cancelled_by: clinic.paper.patient_id });
    }));

  test('is held to the rules for patients', () =>
    scene(sql, async (on) => {
      const link = linkOf(await visit(on, clinic, slot(0)));
      await visit(on, clinic, slot(4), { patient_id: clinic.paper.patient_id });
      const evening = { slot_start: plus(slot(0).slot_start, 12 * hour), slot_end: plus(slot(0).slot_end, 12 * hour) };
      expect(await refusal(on, link, 'reschedule', slot(4))).toBe('slot_taken');
      expect(await refusal(on, link, 'reschedule', evening)).toBe('outside_availability');
      expect(await refusal(on, link, 'reschedule')).toMatch(/^invalid_/);
      expect(await refusal(on, link, 'delete')).toBe('invalid_input');
      await ahead(on, 1439);
      expect(await refusal(on, link, 'cancel')).toBe('too_late');
      expect(await refusal(on, link, 'reschedule', slot(100))).toBe('too_late');
      expect(await act(on, link, 'confirm')).toMatchObject({ attendance_confirmed: true });
    }));
});

describe('[NT24] a link', () => {
  test('that was made for another start does nothing', () =>
    scene(sql, async (on) => {
      const link = linkOf(await visit(on, clinic, slot(0)));
      await act(on, link, 'reschedule', slot(4));
      expect(await facts(on, link)).toMatchObject({ moved: true });
      expect((await on.refused(secret, 'visit_link_times', link)).code).toBe('version_conflict');
      for (const action of ['confirm', 'cancel', 'reschedule'])
        expect(await refusal(on, link, action, slot(8)), action).toBe('version_conflict');
      const nothing = { ...link, start_version: null } as unknown as Link;
      expect(await refusal(on, nothing, 'cancel'), 'no start at all').toBe('version_conflict');
      expect(await act(on, { ...link, start_version: 1 }, 'confirm')).toMatchObject({ attendance_confirmed: true });
    }));

  test('opens the video call of its own time only, and of a visit that will be', () =>
    scene(sql, async (on) => {
      const video = { location_type: 'video', video_call_link: 'https://video.example.test/room' };
      const link = linkOf(await visit(on, clinic, slot(0), video));
      expect(await facts(on, link)).toMatchObject({ video_call_link: video.video_call_link });
      await act(on, link, 'reschedule', slot(4));
      expect(await facts(on, link)).toMatchObject({ video_call_link: null });
      const newer = { ...link, start_version: 1 };
      expect(await facts(on, newer)).toMatchObject({ video_call_link: video.video_call_link });
      await act(on, newer, 'cancel');
      expect(await facts(on, newer)).toMatchObject({ video_call_link: null });
      expect((await on.refused(secret, 'visit_link_times', newer)).code).toBe('invalid_transition');
    }));

  test('and what was said with it outlive a change of clinician at the same time', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await act(on, linkOf(id), 'confirm');
      const handed = { appointment_id: id, ...slot(0), clinician_id: clinic.colleague.clinician_id };
      await on.done(clinic.desk, 'reschedule_appointment', handed);
      expect(await facts(on, linkOf(id))).toMatchObject({ moved: false, attendance_confirmed: true });
      expect(await act(on, linkOf(id), 'cancel')).toMatchObject({ status: 'cancelled' });
    }));

  test('of somebody else’s visit, or of none, is not found', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      for (const link of [
        linkOf(id, clinic.paper.patient_id),
        linkOf(id, clinic.clinician.profile_id),
        linkOf(crypto.randomUUID()),
      ]) {
        expect((await on.refused(secret, 'visit_link_facts', link)).code).toBe('not_found');
        expect((await on.refused(secret, 'visit_link_times', link)).code).toBe('not_found');
        for (const action of ['confirm', 'cancel']) expect(await refusal(on, link, action)).toBe('not_found');
      }
    }));
});

describe('[NT21] acting for a patient', () => {
  test('ends with the call, also within the transaction, and whether it was done or refused', () =>
    scene(sql, async (on) => {
      const link = linkOf(await visit(on, clinic, slot(0)));
      const whoNow = async () => {
        const [row] = await on.tx`select private.me() as me, private.is_service() as service`;
        return row;
      };
      const nobody = { me: null, service: true };
      await act(on, link, 'confirm');
      expect(await whoNow()).toEqual(nobody);
      await on.rows(secret, 'visit_link_times', link);
      expect(await whoNow()).toEqual(nobody);
      await refusal(on, link, 'reschedule', { slot_start: slot(0).slot_end, slot_end: slot(0).slot_start });
      expect(await whoNow()).toEqual(nobody);
      // The secret key may overbook, a patient may not: it is the secret key again.
      expect(
        (await on.ask(secret, 'cancel_appointment', { appointment_id: link.appointment_id })).refusal,
      ).toBeUndefined();
    }));

  test('leaves nothing behind on a connection that serves the next request', async () => {
    const pool = databasePool(1);
    try {
      const appointment_id = await clinic.visit(clinic.row(slot(200)));
      const link = linkOf(appointment_id, clinic.paper.patient_id);
      const args = [link.appointment_id, link.profile_id] as const;
      for (const action of ['confirm', 'reschedule', 'cancel', 'confirm']) {
        await sqlAnswer(pool`select public.act_by_visit_link(${args[0]}, ${args[1]}, 0, ${action})`);
        const [row] =
          await pool`select private.me() as me, private.acting_as() as acting, private.is_service() as service`;
        expect(row).toEqual({ me: null, acting: null, service: true });
      }
    } finally {
      await pool.end();
    }
  });

  test('cannot be asked for: not by an argument, not by a signed-in person, who stays who they are', () =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      expect(
        (await on.refused(clinic.desk, 'act_by_visit_link', { ...linkOf(appointment_id), action: 'cancel' })).code,
      ).toBe('42501');
      const as = await on.as(clinic.stranger, (tx) => tx`select private.as_patient(${clinic.patient.profile_id})`);
      expect(as.refusal?.code).toBe('42501');
      // Even if it were set, whoever has signed in is themselves.
      const me = await on.as(clinic.stranger, async (tx) => {
        await tx`select set_config('careslot.acting_as', ${clinic.patient.profile_id}, true)`;
        await become(tx, clinic.stranger.auth_user_id);
        const visible = await tx`select 1 from public.appointments`;
        return [
          visible.length,
          (await sqlAnswer(tx.savepoint((inner) => call(inner, 'confirm_attendance', { appointment_id })))).refusal
            ?.code,
        ];
      });
      expect(me.value).toEqual([0, 'not_found']);
    }));
});
