/** Idempotency keys and versions: the same request twice, and two people at one visit. */
import { beforeAll, describe, expect, test } from 'vitest';
import { service } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { ask, done, refused, type Visit } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const countVisits = async () =>
  (
    await sql`select count(*)::int as n from public.appointments where clinician_id = ${clinic.clinician.clinician_id}`
  )[0]?.n;

describe('idempotency keys', () => {
  test('[BK7] the same request with the same key books once and answers the same', async () => {
    const wanted = clinic.request(slot(0), { idempotency_key: 'first' });
    const first = await done(clinic.desk, 'book_appointment', wanted);
    const count = await countVisits();
    await done(clinic.desk, 'cancel_appointment', { appointment_id: first.appointment_id });
    expect(await done(clinic.desk, 'book_appointment', wanted)).toEqual(first);
    expect(await countVisits()).toBe(count);
  });

  test('[BK7] ten parallel requests with one key are one booking with one answer', async () => {
    const wanted = clinic.request(slot(1), { idempotency_key: 'parallel' });
    const count = await countVisits();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => done<Visit>(clinic.patient, 'book_appointment', wanted)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await countVisits()).toBe(count + 1);
  });

  test('[BK7] the same key for another request is refused', async () => {
    const wanted = clinic.request(slot(2), { idempotency_key: 'reused' });
    await done(clinic.desk, 'book_appointment', wanted);
    for (const other of [
      slot(3),
      { title: 'Another' },
      { location_type: 'video' },
      { patient_id: clinic.paper.patient_id },
    ])
      expect(await refused(clinic.desk, 'book_appointment', { ...wanted, ...other })).toMatchObject({
        code: 'idempotency_mismatch',
        status: 422,
      });
    const series = { ...wanted, recurrence: 'FREQ=WEEKLY;COUNT=2' };
    expect((await refused(clinic.desk, 'book_series', series)).code).toBe('idempotency_mismatch');
  });

  test('[BK7] keys of different callers are independent', async () => {
    const key = { idempotency_key: `shared ${clinic.practice_id}` };
    await done(clinic.desk, 'book_appointment', clinic.request(slot(4), key));
    await done(clinic.admin, 'book_appointment', clinic.request(slot(5), key));
    await done(clinic.patient, 'book_appointment', clinic.request(slot(6), key));
    expect((await done(service(), 'book_appointment', clinic.request(slot(7), key))).status).toBe('confirmed');
  });

  test('[BK7] a failed attempt does not use the key up', async () => {
    const blocker = await clinic.book(slot(8), { patient_id: clinic.paper.patient_id });
    const wanted = clinic.request(slot(8), { idempotency_key: 'again' });
    expect((await refused(clinic.desk, 'book_appointment', wanted)).code).toBe('slot_taken');
    await done(clinic.desk, 'cancel_appointment', { appointment_id: blocker.appointment_id });
    expect((await done(clinic.desk, 'book_appointment', wanted)).status).toBe('confirmed');
    const free = clinic.request(slot(9), { idempotency_key: 'again and otherwise' });
    expect((await refused(clinic.desk, 'book_appointment', { ...free, location_type: 'moon' })).code).toBe(
      'invalid_input',
    );
    expect((await done(clinic.desk, 'book_appointment', free)).status).toBe('confirmed');
  });

  test('[BK7] a series has keys too', async () => {
    const wanted = { ...clinic.request(slot(10)), recurrence: 'FREQ=WEEKLY;COUNT=3', idempotency_key: 'series' };
    const first = await done<{ booked: Visit[] }>(clinic.desk, 'book_series', wanted);
    const count = await countVisits();
    expect(await done(clinic.desk, 'book_series', wanted)).toEqual(first);
    expect(await countVisits()).toBe(count);
    expect((await refused(clinic.desk, 'book_series', { ...wanted, recurrence: 'FREQ=WEEKLY;COUNT=4' })).code).toBe(
      'idempotency_mismatch',
    );
  });

  test('[BK7] a key lives for a day', async () => {
    const wanted = clinic.request(slot(11), { idempotency_key: 'yesterday' });
    const first = await done(clinic.desk, 'book_appointment', wanted);
    await sql`update private.idempotency_keys set created_at = now() - interval '25 hours' where actor = ${clinic.desk.profile_id} and idempotency_key = 'yesterday'`;
    await done<number>(service(), 'expire_holds', {});
    expect((await refused(clinic.desk, 'book_appointment', wanted)).code).toBe('slot_taken');
    expect(first.status).toBe('confirmed');
  });
});

describe('versions', () => {
  test('[BK8] a stale expected_version is refused and nothing changes', async () => {
    const visit = await clinic.book(slot(12));
    const { appointment_id } = visit;
    const moved = await done(clinic.desk, 'reschedule_appointment', {
      appointment_id,
      ...slot(13),
      expected_version: visit.version,
    });
    expect(moved.version).toBe(visit.version + 1);
    for (const [name, args] of [
      ['reschedule_appointment', slot(14)],
      ['cancel_appointment', {}],
    ] as const) {
      const refusal = await refused(clinic.clinician, name, {
        appointment_id,
        ...args,
        expected_version: visit.version,
      });
      expect(refusal).toMatchObject({ code: 'version_conflict', status: 409, details: { version: moved.version } });
    }
    const [row] =
      await sql`select status, version, scheduled_start from public.appointments where appointment_id = ${appointment_id}`;
    expect(row).toEqual({
      status: 'confirmed',
      version: moved.version,
      scheduled_start: new Date(slot(13).slot_start),
    });
    expect(
      (await done(clinic.desk, 'cancel_appointment', { appointment_id, expected_version: moved.version })).status,
    ).toBe('cancelled');
  });

  test('[BK8] of two parallel changes with the same version one wins', async () => {
    const visit = await clinic.book(slot(16));
    const answers = await Promise.all(
      [slot(17), slot(18), slot(19), slot(20)].map((where) =>
        ask(clinic.desk, 'reschedule_appointment', {
          appointment_id: visit.appointment_id,
          ...where,
          expected_version: visit.version,
        }),
      ),
    );
    expect(answers.map((answer) => answer.refusal?.code ?? 'done').sort()).toEqual([
      'done',
      ...Array(3).fill('version_conflict'),
    ]);
  });

  test('[BK8] bookkeeping of workers does not raise the version, every change of a person does', async () => {
    const { appointment_id, version } = await clinic.book(slot(21));
    const now = async () =>
      (await sql`select version from public.appointments where appointment_id = ${appointment_id}`)[0]?.version;
    await sql`update public.appointments set sync_metadata = '{"etag": 1}', reminder_sent_24h = true where appointment_id = ${appointment_id}`;
    expect(await now()).toBe(version);
    await sql`update public.appointments set title = 'New' where appointment_id = ${appointment_id}`;
    expect(await now()).toBe(version + 1);
  });
});
