/** R5: reminders follow their visit. */
import { beforeEach, describe, expect, test } from 'vitest';
import { database, rolledBack, setNow, type Transaction } from '../../support/sql.ts';
import { hour, plus } from '../../support/time.ts';
import { done } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});

interface Reminder {
  who: string;
  minutes_before: number;
  delivery_method: string;
  status: string;
  start_version: number;
}
const reminders = (id: string, db: typeof sql | Transaction = sql) => db<Reminder[]>`
  select case recipient_id when ${clinic.patient.patient_id} then 'patient' when ${clinic.clinician.clinician_id} then 'clinician'
    else 'colleague' end as who, minutes_before, delivery_method, status, start_version
  from public.appointment_reminders where appointment_id = ${id}
  order by start_version, who, minutes_before desc, delivery_method`;
const kinds = (rows: Iterable<Reminder>, status = 'pending') =>
  [...rows]
    .filter((row) => row.status === status)
    .map((row) => `${row.who} ${row.minutes_before} ${row.delivery_method}`);
const defaults = ['clinician 1440 email', 'clinician 60 push', 'patient 1440 email', 'patient 60 push'];

describe('reminders', () => {
  test('[R5] confirming makes them: 24 h e-mail and 1 h push, both sides; a request has none', async () => {
    const asked = await done(
      clinic.patient,
      'book_appointment',
      clinic.request(slot(0), { appointment_type: 'urgent_visit' }),
    );
    expect(await reminders(asked.appointment_id)).toHaveLength(0);
    await done(clinic.desk, 'transition_appointment', { appointment_id: asked.appointment_id, status: 'confirmed' });
    expect(kinds(await reminders(asked.appointment_id))).toEqual(defaults);
    const due = await sql<{ scheduled_for: Date }[]>`
      select scheduled_for from public.appointment_reminders where appointment_id = ${asked.appointment_id} and minutes_before = 1440`;
    for (const { scheduled_for } of due) expect(scheduled_for.toISOString()).toBe(plus(slot(0).slot_start, -24 * hour));
  });

  test('[R5] the practice’s own rules come on top, those that are switched off do not', async () => {
    await sql`
      insert into public.practice_reminder_rules (practice_id, minutes_before, delivery_method, audience, active) values
        (${clinic.practice_id}, 4320, 'sms', 'patient', true), (${clinic.practice_id}, 30, 'in_app', 'both', true),
        (${clinic.practice_id}, 15, 'sms', 'both', false)`;
    const visit = await clinic.book(slot(0));
    expect(kinds(await reminders(visit.appointment_id)).sort()).toEqual(
      [...defaults, 'patient 4320 sms', 'patient 30 in_app', 'clinician 30 in_app'].sort(),
    );
  });

  test('[R5] a rule of the practice that says the same as a default does not remind twice', async () => {
    await sql`
      insert into public.practice_reminder_rules (practice_id, minutes_before, delivery_method, audience)
      values (${clinic.practice_id}, 1440, 'email', 'both'), (${clinic.practice_id}, 60, 'push', 'patient')`;
    const visit = await clinic.book(slot(0));
    expect(kinds(await reminders(visit.appointment_id))).toEqual(defaults);
  });

  test('[R5] moving moves what is pending; what was sent stays as it is', async () => {
    const visit = await clinic.book(slot(0));
    const { appointment_id } = visit;
    await sql`
      update public.appointment_reminders set status = 'sent', sent_at = now()
      where appointment_id = ${appointment_id} and recipient_id = ${clinic.patient.patient_id} and minutes_before = 1440`;
    await done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(16) });
    const all = [...(await reminders(appointment_id))];
    expect(
      kinds(
        all.filter((row) => row.start_version === 0),
        'sent',
      ),
    ).toEqual(['patient 1440 email']);
    expect(
      kinds(
        all.filter((row) => row.start_version === 0),
        'cancelled',
      ),
    ).toEqual(defaults.filter((kind) => kind !== 'patient 1440 email'));
    expect(kinds(all.filter((row) => row.start_version === 1))).toEqual(defaults);
  });

  test('[R5] a hand-over reminds the colleague instead', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    await done(clinic.desk, 'reschedule_appointment', {
      appointment_id,
      ...slot(0),
      clinician_id: clinic.colleague.clinician_id,
    });
    expect(kinds(await reminders(appointment_id))).toEqual([
      'colleague 1440 email',
      'colleague 60 push',
      'patient 1440 email',
      'patient 60 push',
    ]);
  });

  test('[R5] handed over and back, everybody is reminded once', async () => {
    const { appointment_id } = await clinic.book(slot(0));
    for (const { clinician_id } of [clinic.colleague, clinic.clinician])
      await done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(0), clinician_id });
    const all = [...(await reminders(appointment_id))];
    expect(kinds(all)).toEqual(defaults);
    expect(kinds(all, 'cancelled')).toEqual(['colleague 1440 email', 'colleague 60 push']);
  });

  test.each(['cancelled', 'in_progress', 'completed', 'no_show'])('[R5] %s leaves none pending', async (status) => {
    const { appointment_id } = await clinic.book(slot(0));
    await sql`update public.appointments set status = ${status} where appointment_id = ${appointment_id}`;
    const all = [...(await reminders(appointment_id))];
    expect(kinds(all, 'cancelled')).toEqual(defaults);
    expect(kinds(all)).toEqual([]);
  });

  test('[R5] past ones are never made', async () => {
    const at = (hoursBefore: number) =>
      rolledBack(sql, async (tx) => {
        await setNow(tx, plus(slot(0).slot_start, -hoursBefore * hour));
        const [row] =
          await tx`insert into public.appointments ${tx(clinic.row(slot(0), { patient_id: clinic.patient.patient_id }))} returning appointment_id`;
        return kinds(await reminders(row?.appointment_id, tx));
      });
    expect(await at(25)).toEqual(defaults);
    expect(await at(23)).toEqual(['clinician 60 push', 'patient 60 push']);
    expect(await at(0.5)).toEqual([]);
    const past = {
      slot_start: plus(slot(0).slot_start, -90 * 24 * hour),
      slot_end: plus(slot(0).slot_end, -90 * 24 * hour),
    };
    const [row] =
      await sql`insert into public.appointments ${sql(clinic.row(past, { status: 'completed' }))} returning appointment_id`;
    expect(await reminders(row?.appointment_id)).toHaveLength(0);
  });
});
