import { expect, test } from 'vitest';
import { createPractice, weekly } from '../../support/factory.ts';
import type { Transaction } from '../../support/sql.ts';
import { iso } from './questions.ts';
import { monday, type Scene, scene, tuesday } from './scene.ts';
import { spoken } from './wall-clock.ts';

const on = (time: string) => `${monday}T${time}`;

async function nextFree(
  s: Scene,
  after: string,
  more: { count?: number; minutes?: number; type?: string; patient?: string } = {},
): Promise<string[]> {
  const rows = await s.tx<{ slot_start: Date }[]>`
    select slot_start from public.next_free_slots(${s.clinician.clinician_id}, ${after}, ${more.count ?? 3}, ${more.minutes ?? null},
      ${more.type ?? null}, patient_id => ${more.patient ?? null})`;
  return rows.map((row) => spoken(s.zone, row.slot_start.getTime()).slice(0, 16));
}

async function practiceSlots(
  tx: Transaction,
  practice_id: string,
  from: string,
  until: string,
  ids: string[] | null = null,
  patient: string | null = null,
) {
  const rows = await tx<{ slot_start: Date; clinician_id: string }[]>`
    select slot_start, clinician_id from public.practice_slots(${practice_id}, ${from}, ${until}, clinician_ids => ${ids},
      patient_id => ${patient})`;
  return rows.map((row) => ({ start: iso(row.slot_start.getTime()).slice(11, 16), clinician_id: row.clinician_id }));
}

test('[AV14] the next free times come in order, three unless told, and never from the past', () =>
  scene({ now: '2027-01-04T11:15:00Z' }, async (s) => {
    const three = [on('11:30'), `${tuesday}T09:00`, `${tuesday}T09:30`];
    expect(await nextFree(s, '2027-01-04T00:00Z')).toEqual(three);
    expect(await nextFree(s, '2020-01-01T00:00Z')).toEqual(three);
    expect(await nextFree(s, '2027-01-05T09:01Z', { count: 1 })).toEqual([`${tuesday}T09:30`]);
    expect(await nextFree(s, '2027-01-04T00:00Z', { count: 50 })).toHaveLength(50);
  }));

test('[AV14] a notice of three weeks is jumped over', () =>
  scene({ rules: { min_notice_minutes: 21 * 24 * 60 } }, async (s) => {
    await s.as(s.patient);
    expect(await nextFree(s, '2027-01-04T00:00Z', { count: 1 })).toEqual(['2027-01-25T09:00']);
  }));

test('[AV14] two months without hours are crossed, and a free time far out is found once', () =>
  scene({ hours: weekly('09:00', '10:00', [4], { valid_from: '2027-03-10' }) }, async (s) => {
    await s.as(s.patient);
    const found = await nextFree(s, '2027-01-04T00:00Z', { count: 8 });
    expect(found.slice(0, 3)).toEqual(['2027-03-11T09:00', '2027-03-11T09:30', '2027-03-18T09:00']);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual([...found].sort());
  }));

test('[AV14] a patient’s search ends at the horizon, the front desk’s after two years', () =>
  scene(
    { hours: weekly('09:00', '10:00', [4], { valid_from: '2028-06-01' }), rules: { booking_horizon_days: 90 } },
    async (s) => {
      expect(await nextFree(s, '2027-01-04T00:00Z', { count: 1 })).toEqual(['2028-06-01T09:00']);
      await s.as(s.patient);
      expect(await nextFree(s, '2027-01-04T00:00Z')).toEqual([]);
    },
  ));

test('[AV14] where nothing is ever free the search ends with nothing', () =>
  scene({ hours: [] }, async (s) => {
    expect(await nextFree(s, '2027-01-04T00:00Z')).toEqual([]);
    expect(await nextFree(s, '2036-01-04T00:00Z')).toEqual([]);
  }));

test('[AV14] a visit of a whole day is found where hours are long enough', () =>
  scene({ hours: weekly('09:00', '09:00', [4]) }, async (s) => {
    expect(await nextFree(s, '2027-01-04T00:00Z', { minutes: 1440, count: 2 })).toEqual([
      '2027-01-07T09:00',
      '2027-01-14T09:00',
    ]);
  }));

test('[AV14] the search and the list of a range agree over the edges of its strides', () =>
  scene({ hours: weekly('22:30', '03:30', [0, 2, 4, 6], { slot_duration_minutes: 60 }) }, async (s) => {
    const listed = (await s.offered({ days: 21 })).map((slot) => spoken(s.zone, slot.start).slice(0, 16));
    expect(await nextFree(s, '2027-01-04T00:00Z', { count: 50 })).toEqual(listed.slice(0, 50));
  }));

test.each([
  { why: 'no time', call: `after => null`, code: 'invalid_time' },
  { why: 'the end of time', call: `after => 'infinity'`, code: 'invalid_time' },
  { why: 'ten years ahead', call: `after => '2037-02-01'`, code: 'invalid_time' },
  { why: 'none', call: `after => '2027-01-04', count => 0`, code: 'invalid_input' },
  { why: 'too many', call: `after => '2027-01-04', count => 51`, code: 'invalid_input' },
])('[AV14] a search for $why is refused', ({ call, code }) =>
  scene({}, async ({ tx, clinician }) => {
    const search = tx.unsafe(`select * from public.next_free_slots(clinician_id => $1, ${call})`, [
      clinician.clinician_id,
    ]);
    await expect(search).rejects.toThrow(code);
  }),
);

test('[AV19] a time that thirty clinicians have free comes with each of them once, in order', () =>
  scene({ hours: weekly('09:00', '10:00', [1]) }, async ({ tx, practice, clinician, as, desk }) => {
    await as(null);
    const ids = [clinician.clinician_id];
    for (let n = 1; n < 30; n += 1)
      ids.push((await practice.clinician({ hours: weekly('09:00', '10:00', [1]) })).clinician_id);
    const away = await practice.clinician({ hours: weekly('14:00', '15:00', [1]) });
    await as(desk);
    const rows = await practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z');
    expect(rows.map((row) => row.start)).toEqual([
      ...Array(30).fill('09:00'),
      ...Array(30).fill('09:30'),
      '14:00',
      '14:30',
    ]);
    expect(new Set(rows.slice(0, 30).map((row) => row.clinician_id))).toEqual(new Set(ids));
    const some = [ids[3] ?? '', away.clinician_id];
    const few = await practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z', some);
    expect(few.map((row) => row.clinician_id)).toEqual([some[0], some[0], some[1], some[1]]);
  }));

test('[AV19] every slot of the practice is the clinician’s own slot, zones and buffers included', () =>
  scene({ hours: weekly('09:00', '12:00', [1]) }, async (s) => {
    await s.as(null);
    const tokyo = await s.practice.clinician({
      hours: weekly('18:00', '21:00', [1], { timezone: 'Asia/Tokyo', buffer_minutes: 10 }),
    });
    await s.visit(on('10:00'), on('10:30'));
    await s.visit(on('11:00'), on('11:30'), { clinician_id: tokyo.clinician_id });
    await s.as(s.desk);
    const rows = await practiceSlots(s.tx, s.practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z');
    const of = (id: string) => rows.filter((row) => row.clinician_id === id).map((row) => row.start);
    expect(of(s.clinician.clinician_id)).toEqual(['09:00', '09:30', '10:30', '11:00', '11:30']);
    expect(of(tokyo.clinician_id)).toEqual(['09:00', '09:30', '10:00']);
  }));

test('[AV19] patients see the clinicians in whose care they are, clinicians all of their practice, others nothing', () =>
  scene({ hours: weekly('09:00', '09:30', [1]) }, async ({ tx, practice, clinician, patient, as }) => {
    await as(null);
    const colleague = await practice.clinician({ hours: weekly('09:00', '09:30', [1]) });
    const who = async () =>
      (await practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z')).map(
        (row) => row.clinician_id,
      );
    await as(patient);
    expect(await who()).toEqual([clinician.clinician_id]);
    await as(colleague);
    expect((await who()).sort()).toEqual([clinician.clinician_id, colleague.clinician_id].sort());
    await as(patient);
    const forbidden = practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z', [
      colleague.clinician_id,
    ]);
    await expect(forbidden).rejects.toThrow('not_found');
  }));

test('[AV19] somebody without a clinician there learns nothing about a practice', () =>
  scene({}, async ({ tx, practice, as }) => {
    await as(null);
    const stranger = await practice.patient([]);
    await as(stranger);
    await expect(practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z')).rejects.toThrow(
      'not_found',
    );
  }));

test('[AV19] a search over a practice covers at most 31 days', () =>
  scene({}, async ({ tx, practice }) => {
    expect(await practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-02-04T00:00Z')).toHaveLength(
      23 * 6,
    );
    await expect(practiceSlots(tx, practice.practice_id, '2027-01-04T00:00Z', '2027-02-04T00:01Z')).rejects.toThrow(
      'invalid_time',
    );
  }));

test('[AV17] for a patient who is busy elsewhere, the practice’s and the next free times leave those out, as one search does', () =>
  scene({}, async (s) => {
    await s.as(null);
    const colleague = await s.practice.clinician({ hours: weekly('09:00', '12:00') });
    const { clinician_id } = colleague;
    const { patient_id } = s.patient;
    await s.visit(on('09:30'), on('10:15'), { clinician_id, patient_id });
    const range = ['2027-01-04T00:00Z', '2027-01-05T00:00Z'] as const;
    const free = ['09:00', '10:30', '11:00', '11:30'];
    for (const who of [s.desk, s.clinician]) {
      await s.as(who);
      expect(await s.starts({ patient: true })).toEqual(free);
      const found = await nextFree(s, range[0], { count: 5, patient: patient_id });
      expect(found).toEqual([...free.map(on), `${tuesday}T09:00`]);
      const rows = await practiceSlots(s.tx, s.practice.practice_id, ...range, null, patient_id);
      const of = (id: string) => rows.filter((row) => row.clinician_id === id).map((row) => row.start);
      expect(of(s.clinician.clinician_id)).toEqual(free);
      expect(of(clinician_id)).toEqual(free);
    }
    const all = await practiceSlots(s.tx, s.practice.practice_id, ...range, [s.clinician.clinician_id]);
    expect(
      all.map((row) => row.start),
      'nobody named, nothing left out',
    ).toContain('09:30');
  }));

test('[AV17] a patient who names somebody else gets their own times', () =>
  scene({}, async (s) => {
    await s.visit(on('09:00'), on('10:00'), { patient_id: s.patient.patient_id });
    await s.as(null);
    const colleague = await s.practice.clinician({ hours: weekly('09:00', '12:00') });
    const both = [s.clinician.clinician_id, colleague.clinician_id];
    const third = await s.practice.patient(both);
    await s.visit(on('11:00'), on('11:30'), { patient_id: third.patient_id, clinician_id: colleague.clinician_id });
    await s.as(s.other);
    const mine = await nextFree(s, '2027-01-04T00:00Z', { count: 4 });
    expect(mine).toEqual([on('10:00'), on('10:30'), on('11:00'), on('11:30')]);
    for (const patient of [third.patient_id, '00000000-0000-4000-8000-000000000000'])
      expect(await nextFree(s, '2027-01-04T00:00Z', { count: 4, patient })).toEqual(mine);
    const range = ['2027-01-04T00:00Z', '2027-01-05T00:00Z'] as const;
    const search = (id: string | null) => practiceSlots(s.tx, s.practice.practice_id, ...range, null, id);
    expect(await search(third.patient_id)).toEqual(await search(null));
  }));

test('[AV17] staff who name an unknown patient, or one of another practice, get not_found', () =>
  scene({}, async (s) => {
    await s.as(null);
    const elsewhere = await createPractice(s.tx);
    const foreign = await elsewhere.patient([(await elsewhere.clinician()).clinician_id]);
    await s.as(s.desk);
    for (const patient of [foreign.patient_id, '00000000-0000-4000-8000-000000000000']) {
      const next = s.tx.savepoint(() => nextFree(s, '2027-01-04T00:00Z', { patient }));
      await expect(next).rejects.toThrow('There is no such patient in this practice.');
      const all = s.tx.savepoint((sp) =>
        practiceSlots(sp, s.practice.practice_id, '2027-01-04T00:00Z', '2027-01-05T00:00Z', null, patient),
      );
      await expect(all).rejects.toThrow('There is no such patient in this practice.');
    }
  }));
