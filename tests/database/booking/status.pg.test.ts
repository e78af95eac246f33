/** R3: every one of the 36 moves, by the function and by plain SQL. */
import { beforeAll, describe, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { answerOf, ask, done, refused, sqlCode } from './answers.ts';
import { type Clinic, createClinic, type Slot, slot } from './clinic.ts';

const statuses = ['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show'] as const;
type Status = (typeof statuses)[number];

const allowed: Record<Status, Status[]> = {
  requested: ['confirmed', 'cancelled'],
  confirmed: ['in_progress', 'completed', 'cancelled', 'no_show'],
  in_progress: ['completed', 'cancelled'],
  completed: ['no_show'],
  cancelled: [],
  no_show: ['completed'],
};
const pathTo: Record<Status, Status[]> = {
  requested: [],
  confirmed: ['confirmed'],
  in_progress: ['confirmed', 'in_progress'],
  completed: ['confirmed', 'completed'],
  cancelled: ['cancelled'],
  no_show: ['confirmed', 'no_show'],
};
const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

const sql = database();
let clinic: Clinic;
let next = 0;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

/** A visit that came to a status the regular way, at a time of its own. */
async function visitAs(status: Status, where: Slot = slot(next++)): Promise<string> {
  const [row] = await sql<{ appointment_id: string }[]>`
    insert into public.appointments ${sql(clinic.row(where, { status: 'requested', patient_id: clinic.patient.patient_id }))}
    returning appointment_id`;
  const id = row?.appointment_id ?? '';
  for (const step of pathTo[status])
    await sql`update public.appointments set status = ${step} where appointment_id = ${id}`;
  return id;
}

const statusOf = async (id: string) =>
  (await sql`select status, holds_time, version from public.appointments where appointment_id = ${id}`)[0];

describe('by transition_appointment', () => {
  test.each(pairs)('[R3, BK12] %s → %s', async (from, to) => {
    const appointment_id = await visitAs(from);
    const before = await statusOf(appointment_id);
    const answer = await ask(clinic.desk, 'transition_appointment', { appointment_id, status: to, reason: 'Because.' });
    if (allowed[from].includes(to)) {
      expect(answer.value).toMatchObject({ status: to, version: before?.version + 1 });
      expect(answer.value?.holds_time).toBe(
        ['confirmed', 'in_progress'].includes(to) || (to === 'completed' && from !== 'no_show'),
      );
    } else {
      expect(answer.refusal).toMatchObject({ code: 'invalid_transition', status: 409, details: { from, to } });
      expect(await statusOf(appointment_id)).toEqual(before);
    }
  });
});

describe('by an update with the secret key', () => {
  test.each(pairs)('[R3] %s → %s', async (from, to) => {
    const appointment_id = await visitAs(from);
    const before = await statusOf(appointment_id);
    const { refusal } = await answerOf(
      service()
        .from('appointments')
        .update({ status: to, status_reason: 'Because.' })
        .eq('appointment_id', appointment_id),
    );
    if (allowed[from].includes(to)) expect(refusal).toBeUndefined();
    else if (from !== to) expect(refusal).toMatchObject({ code: 'invalid_transition', status: 409 });
    expect((await statusOf(appointment_id))?.status).toBe(allowed[from].includes(to) ? to : before?.status);
  });
});

describe('corrections', () => {
  test.each([
    ['completed', 'no_show'],
    ['no_show', 'completed'],
  ] as const)('[R3, BK12] %s → %s needs a reason, by function and by SQL', async (from, to) => {
    const appointment_id = await visitAs(from);
    for (const reason of [undefined, '', '  ', '\t\n']) {
      const refusal = await refused(clinic.desk, 'transition_appointment', { appointment_id, status: to, reason });
      expect(refusal).toMatchObject({ code: 'invalid_input', status: 422 });
      expect(
        await sqlCode(sql`
          update public.appointments set status = ${to}, status_reason = ${reason ?? null} where appointment_id = ${appointment_id}`),
      ).toBe('invalid_input');
    }
    expect((await statusOf(appointment_id))?.status).toBe(from);
    const corrected = await done(clinic.clinician, 'transition_appointment', {
      appointment_id,
      status: to,
      reason: 'Wrong row',
    });
    expect(corrected).toMatchObject({ status: to, status_reason: 'Wrong row' });
  });

  test('[R3] an old reason does not serve a new correction by SQL; given again through the function it does', async () => {
    const appointment_id = await visitAs('completed');
    const reason = 'Wrong row';
    await done(clinic.desk, 'transition_appointment', { appointment_id, status: 'no_show', reason });
    expect(
      await sqlCode(sql`update public.appointments set status = 'completed' where appointment_id = ${appointment_id}`),
    ).toBe('invalid_input');
    const back = await done(clinic.desk, 'transition_appointment', { appointment_id, status: 'completed', reason });
    expect(back.status).toBe('completed');
  });

  test('[R1, R3] a correction to completed does not claim back a time that was given to somebody else', async () => {
    const where = slot(next++);
    const appointment_id = await visitAs('no_show', where);
    await clinic.book(where, { patient_id: clinic.paper.patient_id });
    const corrected = await done(clinic.desk, 'transition_appointment', {
      appointment_id,
      status: 'completed',
      reason: 'They came',
    });
    expect(corrected).toMatchObject({ status: 'completed', holds_time: false });
  });
});

describe('who may', () => {
  const people = ['desk', 'admin', 'clinician', 'patient', 'colleague', 'stranger', 'outsider'] as const;
  const staff = ['desk', 'admin', 'clinician'];

  test.each(people)('[BK12] %s confirms, completes, cancels', async (who) => {
    for (const [from, to] of [
      ['requested', 'confirmed'],
      ['confirmed', 'in_progress'],
      ['confirmed', 'completed'],
      ['confirmed', 'no_show'],
      ['confirmed', 'cancelled'],
    ] as const) {
      const answer = await ask(clinic[who], 'transition_appointment', {
        appointment_id: await visitAs(from),
        status: to,
      });
      if (staff.includes(who) || (who === 'patient' && to === 'cancelled')) expect(answer.value?.status).toBe(to);
      else if (who === 'patient') expect(answer.refusal).toMatchObject({ code: 'forbidden', status: 403 });
      else expect(answer.refusal).toMatchObject({ code: 'not_found', status: 404 });
    }
  });

  test('[BK12] the patient of a visit corrects nothing', async () => {
    const appointment_id = await visitAs('no_show');
    const refusal = await refused(clinic.patient, 'transition_appointment', {
      appointment_id,
      status: 'completed',
      reason: 'I was there',
    });
    expect(refusal.code).toBe('forbidden');
  });

  test('[BK12] an unknown status and an unknown visit are told apart', async () => {
    const appointment_id = await visitAs('confirmed');
    expect((await refused(clinic.desk, 'transition_appointment', { appointment_id, status: 'rescheduled' })).code).toBe(
      'invalid_input',
    );
    expect(
      (
        await refused(clinic.desk, 'transition_appointment', {
          appointment_id: clinic.practice_id,
          status: 'confirmed',
        })
      ).code,
    ).toBe('not_found');
  });
});

test('[R3, R4] a request whose time has passed cannot be confirmed any more', async () => {
  const where = slot(next++);
  const appointment_id = await visitAs('requested', where);
  const later = plus(where.slot_end, 60 * minute);
  const code = await sqlCode(
    sql.begin(async (tx) => {
      await tx`select set_config('careslot.now', ${later}, true)`;
      await tx`update public.appointments set status = 'confirmed' where appointment_id = ${appointment_id}`;
    }),
  );
  expect(code).toBe('invalid_time');
});

test('[BK8, BK12] a confirmation of what has changed meanwhile is a version_conflict', async () => {
  const clinic = await createClinic(sql);
  const { appointment_id, version } = await clinic.book(slot(0), { appointment_type: 'urgent_visit' }, clinic.patient);
  await done(clinic.patient, 'reschedule_appointment', { appointment_id, ...slot(1) });
  const confirm = { appointment_id, status: 'confirmed', expected_version: version };
  const refusal = await refused(clinic.desk, 'transition_appointment', confirm);
  expect(refusal).toMatchObject({ code: 'version_conflict', status: 409, details: { version: version + 1 } });
  const seen = { ...confirm, expected_version: version + 1 };
  expect(await done(clinic.desk, 'transition_appointment', seen)).toMatchObject({ status: 'confirmed' });
});
