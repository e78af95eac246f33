import { expect, test } from 'vitest';
import { createPractice, type PersonWithLogin, weekly } from '../../support/factory.ts';
import { checkConflicts } from './calls.ts';
import { monday, type Scene, scene, tuesday } from './scene.ts';

const on = (time: string) => `${monday}T${time}`;

async function kinds(s: Scene, from: string, until: string, patient_id: string | null = null): Promise<string[]> {
  const { conflicts } = await checkConflicts(
    s.tx,
    s.clinician.clinician_id,
    { start: s.at(on(from)), end: s.at(on(until)) },
    patient_id,
  );
  return conflicts.map((conflict) => conflict.kind);
}

interface FreeBusy {
  busy: { start: string; end: string; kind: string }[];
  free: { start: string; end: string }[];
  sources: string[];
  stale: boolean;
}

async function freeBusy(s: Scene, from = on('00:00'), until = `${tuesday}T00:00`): Promise<FreeBusy> {
  const [row] = await s.tx<{ answer: FreeBusy }[]>`
    select public.free_busy(${s.clinician.clinician_id}, ${from}, ${until}) as answer`;
  if (!row) throw new Error('free_busy answered nothing');
  return row.answer;
}

const times = (spans: { start: string; end: string }[]) =>
  spans.map((s) => `${s.start.slice(11, 16)}–${s.end.slice(11, 16)}`);

/** One of everything in the way between nine and three. */
async function obstacles(s: Scene): Promise<string> {
  const id = await s.visit(on('09:00'), on('09:30'), { patient_id: s.patient.patient_id });
  await s.hold(s.other, on('10:00'), on('10:30'));
  await s.busy(on('11:00'), on('11:30'));
  await s.closed(on('12:00'), on('12:30'));
  await s.override(monday, '13:00', '13:30');
  return id;
}

const long = weekly('09:00', '15:00', [1]);

test('[AV18] each conflict is named, and a time without one can be booked', () =>
  scene({ hours: long }, async (s) => {
    const id = await obstacles(s);
    expect(await kinds(s, '09:00', '09:30')).toEqual(['appointment']);
    expect(await kinds(s, '10:00', '10:30')).toEqual(['hold']);
    expect(await kinds(s, '11:00', '11:30')).toEqual(['external']);
    expect(await kinds(s, '12:00', '12:30')).toEqual(['closure']);
    expect(await kinds(s, '13:00', '13:30')).toEqual(['time_off']);
    expect(await kinds(s, '15:00', '15:30')).toEqual(['outside_availability']);
    expect(await kinds(s, '14:10', '14:40')).toEqual(['outside_availability']);
    expect(await kinds(s, '09:00', '11:30')).toEqual(['appointment', 'hold', 'external']);
    expect(await kinds(s, '09:00', '09:30', s.patient.patient_id)).toEqual(['appointment', 'patient']);
    expect(await kinds(s, '14:00', '14:30')).toEqual([]);
    expect(await s.book(on('14:00'), on('14:30'))).toMatchObject({ ok: true });
    const span = { start: s.at(on('09:00')), end: s.at(on('09:30')) };
    const answer = await checkConflicts(s.tx, s.clinician.clinician_id, span, null);
    expect(answer.conflicts[0]?.appointment_id).toBe(id);
    expect(times(answer.alternatives)).toEqual(['09:30–10:00', '10:30–11:00', '11:30–12:00']);
  }));

test('[AV18] a buffer that is in the way is a conflict too', () =>
  scene({ hours: weekly('09:00', '15:00', [1], { buffer_minutes: 30 }) }, async (s) => {
    await s.visit(on('10:00'), on('10:30'));
    expect(await kinds(s, '10:30', '11:00')).toEqual(['outside_availability']);
    expect(await kinds(s, '09:30', '10:00')).toEqual(['outside_availability']);
    expect(await kinds(s, '11:00', '11:30')).toEqual([]);
  }));

test('[AV18] a patient learns that time is taken, not by what', () =>
  scene({ hours: long }, async (s) => {
    await obstacles(s);
    await s.as(s.patient);
    for (const [from, until] of [
      ['10:00', '10:30'],
      ['11:00', '11:30'],
      ['12:00', '12:30'],
      ['13:00', '13:30'],
    ] as const)
      expect(await kinds(s, from, until), from).toEqual(['busy']);
    const own = await checkConflicts(
      s.tx,
      s.clinician.clinician_id,
      { start: s.at(on('09:00')), end: s.at(on('09:30')) },
      null,
    );
    expect(own.conflicts.map((c) => c.kind).sort()).toEqual(['busy', 'patient']);
    expect(own.conflicts.some((c) => c.appointment_id !== undefined)).toBe(false);
    const { busy, free } = await freeBusy(s);
    expect(new Set(busy.map((b) => b.kind))).toEqual(new Set(['busy']));
    expect(times(busy)).toEqual(['09:00–09:30', '10:00–10:30', '11:00–11:30', '12:00–12:30', '13:00–13:30']);
    expect(times(free)).toEqual(['09:30–10:00', '10:30–11:00', '11:30–12:00', '12:30–13:00', '13:30–15:00']);
  }));

test('[AV18] free_busy names what takes time and what is left of the opening hours', () =>
  scene({ hours: long }, async (s) => {
    await obstacles(s);
    const { busy, free, sources, stale } = await freeBusy(s);
    expect(busy.map((b) => b.kind)).toEqual(['appointment', 'hold', 'external', 'closure', 'time_off']);
    expect(times(free)).toEqual(['09:30–10:00', '10:30–11:00', '11:30–12:00', '12:30–13:00', '13:30–15:00']);
    expect(sources).toEqual(['careslot', 'google']);
    expect(stale).toBe(false);
  }));

test('[AV18] a calendar that could not be read lately makes the answer stale', () =>
  scene({ hours: long }, async (s) => {
    await s.busy(on('11:00'), on('11:30'));
    expect(await freeBusy(s)).toMatchObject({ stale: false });
    await s.now(on('00:46'));
    expect(await freeBusy(s)).toMatchObject({ stale: true });
    expect((await freeBusy(s)).busy.map((b) => b.kind)).toEqual(['external']); // the last known times still count
  }));

test('[AV18] free_busy covers at most 92 days', () =>
  scene({}, async (s) => {
    expect((await freeBusy(s, '2027-01-04T00:00Z', '2027-04-06T00:00Z')).free.length).toBeGreaterThan(60);
    await expect(freeBusy(s, '2027-01-04T00:00Z', '2027-04-06T00:01Z')).rejects.toThrow('invalid_time');
  }));

test.each(['available_slots', 'next_free_slots', 'free_busy', 'check_conflicts'] as const)(
  '[AV15] %s answers not_found to whoever has nothing to do with the clinician, whether there is one or not',
  (name) =>
    scene({}, async ({ tx, practice, clinician, desk, patient, as }) => {
      await as(null);
      const elsewhere = await createPractice(tx);
      const people: Record<string, PersonWithLogin> = {
        'a patient of the practice, not in this care': await practice.patient([]),
        'a colleague': await practice.clinician(),
        'the admin of another practice': await elsewhere.member('admin'),
      };
      const call = (id: string) =>
        name === 'next_free_slots'
          ? tx.savepoint((sp) => sp`select public.next_free_slots(${id}, '2027-01-04T00:00Z', 1)`)
          : tx.savepoint(
              (sp) => sp`select ${sp.unsafe(`public.${name}`)}(${id}, '2027-01-04T09:00Z', '2027-01-04T09:30Z')`,
            );
      for (const [who, somebody] of Object.entries(people)) {
        await as(somebody);
        await expect(call(clinician.clinician_id), who).rejects.toThrow('not_found');
      }
      for (const somebody of [desk, patient, clinician]) {
        await as(somebody);
        await expect(call(clinician.clinician_id), somebody.full_name).resolves.toHaveLength(1);
        await expect(call('00000000-0000-4000-8000-000000000000')).rejects.toThrow('not_found');
      }
    }),
);
