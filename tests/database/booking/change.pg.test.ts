/** Moving and cancelling a visit. */
import { beforeEach, describe, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { become, database, rolledBack, setNow } from '../../support/sql.ts';
import { hour, minute, plus } from '../../support/time.ts';
import { call, done, refused, tryCall } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});
const audits = (id: string) =>
  sql`select action, actor_id, actor_role from public.audit_events where entity_id = ${id} order by event_id`;

describe('moving', () => {
  test.each(['desk', 'admin', 'clinician', 'patient'] as const)(
    '[BK9] %s moves a visit; it keeps its status and gets a new version',
    async (who) => {
      const visit = await clinic.book(slot(0));
      const moved = await done(clinic[who], 'reschedule_appointment', {
        appointment_id: visit.appointment_id,
        ...slot(1),
        reason: 'Train',
      });
      expect(moved).toMatchObject({
        status: 'confirmed',
        version: 2,
        ical_uid: visit.ical_uid,
        ical_sequence: visit.ical_sequence + 1,
        status_reason: 'Train',
      });
      expect(Date.parse(moved.scheduled_start)).toBe(Date.parse(slot(1).slot_start));
      expect((await clinic.book(slot(0), { patient_id: clinic.paper.patient_id })).status, 'the old time is free').toBe(
        'confirmed',
      );
    },
  );

  test.each(['stranger', 'colleague', 'outsider'] as const)('[BK9, BK10] %s finds no such visit', async (who) => {
    const { appointment_id } = await clinic.book(slot(0));
    for (const [name, args] of [
      ['reschedule_appointment', slot(1)],
      ['cancel_appointment', {}],
    ] as const)
      expect(await refused(clinic[who], name, { appointment_id, ...args })).toMatchObject({
        code: 'not_found',
        status: 404,
      });
  });

  test('[BK9] moving follows the rules of booking, with alternatives; the visit itself is not in its way', async () => {
    const visit = await clinic.book(slot(0, 60));
    const { appointment_id } = visit;
    await clinic.book(slot(4), { patient_id: clinic.paper.patient_id });
    const taken = await refused(clinic.patient, 'reschedule_appointment', { appointment_id, ...slot(4) });
    expect(taken).toMatchObject({ code: 'slot_taken', status: 409 });
    expect(taken.alternatives).toHaveLength(3);
    const night = { slot_start: plus(slot(0).slot_start, -5 * hour), slot_end: plus(slot(0).slot_end, -5 * hour) };
    expect((await refused(clinic.patient, 'reschedule_appointment', { appointment_id, ...night })).code).toBe(
      'outside_availability',
    );
    const overlapping = await done(clinic.patient, 'reschedule_appointment', { appointment_id, ...slot(1, 60) });
    expect(Date.parse(overlapping.scheduled_start)).toBe(Date.parse(slot(1).slot_start));
  });

  test('[BK9, BK3] staff move to a time that is not free with a reason; a patient never', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    await clinic.book(slot(4), { patient_id: clinic.paper.patient_id });
    const wanted = { appointment_id, ...slot(4), overbook_reason: 'Acute' };
    expect((await refused(clinic.patient, 'reschedule_appointment', wanted)).code).toBe('forbidden');
    expect(await done(clinic.desk, 'reschedule_appointment', wanted)).toMatchObject({
      overbooked: true,
      overbook_reason: 'Acute',
    });
  });

  test('[BK9] the same time again changes nothing and leaves no trace', async () => {
    const visit = await clinic.book(slot(0));
    expect(
      await done(clinic.desk, 'reschedule_appointment', { appointment_id: visit.appointment_id, ...slot(0) }),
    ).toEqual(visit);
    expect(await audits(visit.appointment_id)).toHaveLength(1);
  });

  test('[BK9] staff hand a visit over to a colleague, who then treats the patient', async () => {
    await sql`delete from public.care_relationships where clinician_id = ${clinic.colleague.clinician_id}`;
    const { appointment_id } = await clinic.book(slot(0));
    const { clinician_id } = clinic.colleague;
    const wanted = { appointment_id, ...slot(0), clinician_id };
    expect((await refused(clinic.patient, 'reschedule_appointment', wanted)).code).toBe('forbidden');
    const handed = await done(clinic.clinician, 'reschedule_appointment', wanted);
    expect(handed).toMatchObject({ clinician_id, status: 'confirmed', overbooked: false });
    expect((await audits(appointment_id)).map((event) => event.action)).toEqual(['created', 'reassigned']);
    const care =
      await sql`select status from public.care_relationships where clinician_id = ${clinician_id} and patient_id = ${clinic.patient.patient_id}`;
    expect([...care]).toEqual([{ status: 'active' }]);
    expect((await refused(clinic.clinician, 'cancel_appointment', { appointment_id })).code, 'no longer theirs').toBe(
      'not_found',
    );
    expect((await done(clinic.colleague, 'cancel_appointment', { appointment_id })).status).toBe('cancelled');
  });

  test('[BK9] a hand-over needs the colleague to be free, and of the practice', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    const { clinician_id } = clinic.colleague;
    await clinic.book(slot(0), { clinician_id, patient_id: clinic.paper.patient_id });
    expect(
      (await refused(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(0), clinician_id })).code,
    ).toBe('slot_taken');
    for (const unknown of [clinic.outsider.clinician_id, clinic.patient.patient_id])
      expect(
        (await refused(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(1), clinician_id: unknown }))
          .code,
      ).toBe('not_found');
  });

  test('[BK9] moved requests stay requests', async () => {
    const visit = await done(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(0), { appointment_type: 'urgent_visit' }),
    );
    const moved = await done(clinic.patient, 'reschedule_appointment', {
      appointment_id: visit.appointment_id,
      ...slot(1),
    });
    expect(moved).toMatchObject({ status: 'requested', holds_time: true });
  });
});

describe('cancelling', () => {
  test.each(['desk', 'admin', 'clinician', 'patient'] as const)(
    '[BK10] %s cancels, and it is written down who and why',
    async (who) => {
      const { appointment_id } = await clinic.book(slot(0));
      const visit = await done(clinic[who], 'cancel_appointment', { appointment_id, reason: 'Feeling better' });
      expect(visit).toMatchObject({
        status: 'cancelled',
        holds_time: false,
        cancellation_reason: 'Feeling better',
        cancelled_by: clinic[who].profile_id,
      });
      expect((await audits(appointment_id)).at(-1)).toMatchObject({
        action: 'cancelled',
        actor_id: clinic[who].profile_id,
      });
      expect((await refused(clinic.desk, 'cancel_appointment', { appointment_id })).code, 'cancelled is final').toBe(
        'invalid_transition',
      );
    },
  );

  test('[BK10] a reason has at most 1,000 characters', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    expect((await refused(clinic.desk, 'cancel_appointment', { appointment_id, reason: 'x'.repeat(1_001) })).code).toBe(
      'invalid_input',
    );
  });
});

test('[BK9, BK10] inside the practice’s notice a patient is told to call; staff are not bound', async () => {
  await sql`update public.practices set cancellation_notice_minutes = 120, phone = '+1 555 0100' where practice_id = ${clinic.practice_id}`;
  const { appointment_id } = await clinic.book(slot(0));
  await rolledBack(sql, async (tx) => {
    const at = (minutesBefore: number) => setNow(tx, plus(slot(0).slot_start, -minutesBefore * minute));
    await become(tx, clinic.patient.auth_user_id);
    await at(119);
    for (const [name, args] of [
      ['cancel_appointment', {}],
      ['reschedule_appointment', slot(16)],
      ['transition_appointment', { status: 'cancelled' }],
    ] as const) {
      const { refusal } = await tryCall(tx, name, { appointment_id, ...args });
      expect(refusal).toMatchObject({
        code: 'too_late',
        status: 409,
        details: { notice_minutes: 120, practice_phone: '+1 555 0100' },
      });
    }
    await at(120);
    expect((await tryCall(tx, 'reschedule_appointment', { appointment_id, ...slot(16) })).value?.status).toBe(
      'confirmed',
    );
    await become(tx, clinic.desk.auth_user_id);
    await setNow(tx, plus(slot(16).slot_start, -minute));
    expect((await call(tx, 'cancel_appointment', { appointment_id })).status).toBe('cancelled');
  });
});

describe('notes', () => {
  test('[BK21] only the clinician of the visit reads and writes its notes, and each reading is audited', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    const saved = await done(clinic.clinician, 'save_clinician_notes', {
      appointment_id,
      notes: 'Confidential: improving',
    });
    expect(JSON.stringify(saved)).not.toContain('Confidential');
    expect(await done<string>(clinic.clinician, 'clinician_notes', { appointment_id })).toBe('Confidential: improving');
    for (const who of ['desk', 'admin', 'patient'] as const)
      for (const [name, args] of [
        ['clinician_notes', {}],
        ['save_clinician_notes', { notes: 'x' }],
      ] as const)
        expect((await refused(clinic[who], name, { appointment_id, ...args })).code).toBe('forbidden');
    for (const who of ['colleague', 'stranger', 'outsider'] as const)
      expect((await refused(clinic[who], 'clinician_notes', { appointment_id })).code).toBe('not_found');
    expect((await audits(appointment_id)).map((event) => event.action)).toEqual(['created', 'edited', 'notes_read']);
    const { data } = await service().from('audit_events').select('changes').eq('entity_id', appointment_id);
    expect(JSON.stringify(data)).not.toContain('Confidential');
  });

  test('[BK21] notes have at most 50,000 characters', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    const args = { appointment_id, notes: 'x'.repeat(50_001) };
    expect((await refused(clinic.clinician, 'save_clinician_notes', args)).code).toBe('invalid_input');
  });
});
