import { expect, test } from 'vitest';
import { weekly } from '../../support/factory.ts';
import { availableSlots } from './calls.ts';
import { monday, type Scene, scene, tuesday } from './scene.ts';
import { spoken } from './wall-clock.ts';

const on = (time: string) => `${monday}T${time}`;
const hours = weekly('09:00', '12:00', [1]);
const buffered = weekly('09:00', '12:00', [1], { buffer_minutes: 25 });

test('[AV3] the buffer lies after a visit, not before it', () =>
  scene(
    { hours: weekly('09:00', '12:00', [1], { slot_duration_minutes: 5 }) },
    async ({ type, visit, starts, book }) => {
      await type('video_call', { buffer_minutes: 25 });
      await visit(on('10:00'), on('10:30'), { appointment_type: 'video_call' });
      const follow = await starts({ type: 'follow_up', minutes: 30 });
      expect(follow.filter((time) => time > '09:20' && time < '11:00')).toEqual(['09:25', '09:30', '10:55']);
      // One with a buffer of its own has to end earlier, and starts no later.
      const video = await starts({ type: 'video_call', minutes: 30 });
      expect(video.filter((time) => time < '11:00')).toEqual(['09:00', '09:05', '10:55']);
      expect(await book(on('10:50'), on('11:20'))).toMatchObject({ code: 'slot_taken' });
      expect(await book(on('09:10'), on('09:40'), { type: 'video_call', place: 'video' })).toMatchObject({
        code: 'slot_taken',
      });
      expect(await book(on('10:55'), on('11:25'))).toMatchObject({ ok: true });
    },
  ));

test('[AV3] buffers of 10 and 25 minutes each follow their own visit', () =>
  scene({ hours: weekly('09:00', '12:00', [1], { slot_duration_minutes: 5 }) }, async ({ type, visit, starts }) => {
    await type('follow_up', { buffer_minutes: 10 });
    await type('video_call', { buffer_minutes: 25 });
    await visit(on('10:00'), on('10:30'), { appointment_type: 'follow_up' });
    const around = async (name: string) =>
      (await starts({ type: name, minutes: 30 })).filter((time) => time > '09:00' && time < '10:45');
    expect((await around('follow_up')).at(-2)).toBe('09:20');
    expect((await around('follow_up')).at(-1)).toBe('10:40');
    expect((await around('video_call')).at(-2)).toBe('09:05');
    expect((await around('video_call')).at(-1)).toBe('10:40');
  }));

test('[AV3] the longer of the buffers of hours and type counts', () =>
  scene({ hours: buffered }, async ({ type, book, tx }) => {
    await type('video_call', { buffer_minutes: 40 });
    await type('follow_up', { buffer_minutes: 10 });
    const minutes = async (name: string) => {
      const outcome = await book(on('09:00'), on('09:30'), { type: name, place: 'video' });
      if (!outcome.ok) throw new Error(outcome.code);
      return (
        (Date.parse(String(outcome.value.blocked_until)) - Date.parse(String(outcome.value.scheduled_end))) / 60_000
      );
    };
    expect(await minutes('video_call')).toBe(40);
    expect(await minutes('follow_up')).toBe(25);
    await tx`update public.clinician_availability set buffer_minutes = 0`;
    expect(await minutes('phone_call')).toBe(0);
  }));

test('[AV3] free times stay a step apart until one is booked; then the next start after its buffer is offered', () =>
  scene(
    { hours: weekly('10:00', '11:00', [1], { slot_duration_minutes: 20, buffer_minutes: 5 }) },
    async ({ starts, visit }) => {
      expect(await starts()).toEqual(['10:00', '10:20', '10:40']);
      await visit(on('10:00'), on('10:20'));
      expect(await starts()).toEqual(['10:40']);
    },
  ));

test('[AV3] the last visit of the day may end at closing time, its buffer after it', () =>
  scene({ hours: buffered }, async ({ starts, book }) => {
    expect((await starts()).at(-1)).toBe('11:30');
    expect(await book(on('11:30'), on('12:00'))).toMatchObject({ ok: true });
  }));

test('[AV3] a visit of the night before keeps its buffer past midnight, for a range that begins there', () =>
  scene({ hours: weekly('00:00', '02:00', [2]) }, async ({ visit, starts, tx }) => {
    const id = await visit(on('23:00'), on('23:50'));
    await tx`select set_config('role', 'none', true)`;
    await tx`update public.appointments set blocked_until = scheduled_end + interval '75 minutes' where appointment_id = ${id}`;
    expect(await starts({ on: tuesday })).toEqual(['01:30']);
  }));

test('[AV11] an external busy time keeps clear of a visit and its buffer', () =>
  scene(
    { hours: weekly('09:00', '16:00', [1], { slot_duration_minutes: 5 }) },
    async ({ type, busy, starts, book }) => {
      await type('follow_up', { buffer_minutes: 15 });
      await busy(on('12:50'), on('13:50'));
      const found = await starts({ type: 'follow_up', minutes: 60 });
      expect(found.filter((time) => time > '11:30').slice(0, 2)).toEqual(['11:35', '13:50']);
      expect(found.at(-1)).toBe('15:00');
      expect(await book(on('13:00'), on('14:00'))).toMatchObject({ code: 'slot_taken' });
      expect(await book(on('11:45'), on('12:45'))).toMatchObject({ code: 'outside_availability' });
    },
  ));

test('[AV11] what ends at ten leaves ten free', () =>
  scene({ hours }, async ({ visit, busy, hold, closed, other, starts }) => {
    await visit(on('09:00'), on('09:30'));
    await busy(on('10:00'), on('10:30'));
    await hold(other, on('11:00'), on('11:30'));
    await closed(on('12:00'), on('13:00'));
    expect(await starts()).toEqual(['09:30', '10:30', '11:30']);
  }));

test('[AV11] closures, time off and the patient’s other visits bind the visit, not its buffer', () =>
  scene({ hours: buffered }, async (s) => {
    await s.as(null);
    const { clinician_id } = await s.practice.clinician();
    await s.visit(on('10:00'), on('10:30'), { clinician_id, patient_id: s.patient.patient_id });
    await s.closed(on('11:00'), on('11:30'));
    await s.as(s.desk);
    expect(await s.starts({ patient: true })).toEqual(['09:00', '09:30', '10:30', '11:30']);
    await s.override(monday, '09:30', '10:00');
    expect(await s.starts({ patient: true })).toEqual(['09:00', '10:30', '11:30']);
    expect(await s.book(on('09:00'), on('09:30'))).toMatchObject({ ok: true });
  }));

test.each([
  { status: 'requested', holding: true, free: false },
  { status: 'requested', holding: false, free: true },
  { status: 'confirmed', holding: true, free: false },
  { status: 'cancelled', holding: true, free: true },
])(
  '[AV11] a $status visit, where requests hold time = $holding, leaves its time free: $free',
  ({ status, holding, free }) =>
    scene({ hours, rules: { requests_hold_time: holding } }, async ({ visit, starts, book }) => {
      await visit(on('09:00'), on('09:30'), { status });
      expect((await starts()).includes('09:00')).toBe(free);
      expect(await book(on('09:00'), on('09:30'))).toMatchObject(free ? { ok: true } : { code: 'slot_taken' });
    }),
);

test('[AV11] a visit that somebody did not come to frees what is left, one that runs does not', () =>
  scene({ hours }, async ({ visit, starts, now, tx }) => {
    const missed = await visit(on('09:00'), on('10:00'));
    const running = await visit(on('10:00'), on('11:00'));
    await tx`select set_config('role', 'none', true)`;
    await now(on('09:20'));
    await tx`update public.appointments set status = 'no_show' where appointment_id = ${missed}`;
    await tx`update public.appointments set status = 'in_progress' where appointment_id = ${running}`;
    expect(await starts()).toEqual(['09:30', '11:00', '11:30']);
  }));

test('[AV11] an overbooked visit takes time like any other', () =>
  scene({ hours }, async ({ visit, starts, book }) => {
    await visit(on('09:00'), on('09:30'));
    await visit(on('09:15'), on('10:15'), { overbooked: true, overbook_reason: 'came in person' });
    expect(await starts()).toEqual(['10:30', '11:00', '11:30']);
    expect(await book(on('10:00'), on('10:30'))).toMatchObject({ code: 'slot_taken' });
  }));

test('[AV11] visits of other clinicians take nothing from this one', () =>
  scene({ hours }, async ({ tx, practice, visit, starts }) => {
    await tx`select set_config('role', 'none', true)`;
    const colleague = await practice.clinician();
    await visit(on('09:00'), on('09:30'), { clinician_id: colleague.clinician_id });
    expect(await starts()).toContain('09:00');
  }));

test('[AV16] a hold hides its slot from everybody but its holder, until it ends', () =>
  scene({ hours }, async ({ hold, patient, other, desk, as, starts, book, now }) => {
    await hold(patient, on('09:00'), on('09:30'));
    await as(patient);
    expect(await starts()).toContain('09:00');
    expect(await book(on('09:00'), on('09:30'))).toMatchObject({ ok: true });
    for (const somebody of [desk, other]) {
      await as(somebody);
      expect(await starts(), somebody.full_name).not.toContain('09:00');
      expect(await book(on('09:00'), on('09:30'), { patient_id: other.profile_id })).toMatchObject({
        code: 'slot_taken',
      });
    }
    await now(on('00:05'));
    expect(await starts()).toContain('09:00');
  }));

test('[AV17] the patient’s other visits are left out, with whomever they are', () =>
  scene({ hours }, async ({ tx, practice, patient, visit, as, desk, starts, book }) => {
    await as(null);
    const colleague = await practice.clinician();
    await visit(on('10:10'), on('10:20'), { clinician_id: colleague.clinician_id, patient_id: patient.patient_id });
    const without = ['09:00', '09:30', '10:30', '11:00', '11:30'];
    await as(patient);
    expect(await starts()).toEqual(without);
    expect(await book(on('10:00'), on('10:30'))).toMatchObject({ code: 'patient_busy' });
    await as(desk);
    expect(await starts({ patient: true })).toEqual(without);
    expect(await starts()).toContain('10:00');
    expect(await book(on('10:00'), on('10:30'))).toMatchObject({ code: 'patient_busy' });
    expect((await tx<{ n: number }[]>`select count(*)::integer as n from public.appointments`)[0]?.n).toBe(1);
  }));

test('[AV17] a visit that is to be moved does not stand in its own way, and nobody can leave out another’s', () =>
  scene({ hours }, async ({ patient, visit, as, desk, starts }) => {
    const mine = await visit(on('09:00'), on('10:00'), { patient_id: patient.patient_id });
    const others = await visit(on('10:00'), on('11:00'));
    expect(await starts({ exclude: mine, patient: true })).toEqual(['09:00', '09:30', '11:00', '11:30']);
    await as(patient);
    expect(await starts({ exclude: mine })).toEqual(['09:00', '09:30', '11:00', '11:30']);
    expect(await starts({ exclude: others })).toEqual(['11:00', '11:30']);
    await as(desk);
    expect(await starts({ exclude: others })).toEqual(['10:00', '10:30', '11:00', '11:30']);
  }));

const allDay = (buffer_minutes = 0) => weekly('00:00', '24:00', [1, 2, 3], { buffer_minutes });
const obstacles: Record<string, (s: Scene, from: string, until: string) => Promise<unknown>> = {
  'a visit': (s, from, until) => s.visit(from, until),
  'a hold': (s, from, until) => s.hold(s.other, from, until),
  'an external busy time': (s, from, until) => s.busy(from, until),
  'a closure': (s, from, until) => s.closed(from, until),
  'the patient’s visit with a colleague': async (s, from, until) => {
    await s.as(null);
    const { clinician_id } = await s.practice.clinician();
    await s.visit(from, until, { clinician_id, patient_id: s.patient.patient_id });
    await s.as(s.desk);
  },
};

test.each(Object.keys(obstacles))(
  '[AV11] [AV13] %s of a whole day that began long before the range still counts in it',
  (what) =>
    scene({ hours: allDay() }, async (s) => {
      await obstacles[what]?.(s, on('06:00'), `${tuesday}T06:00`);
      const slots = await availableSlots(s.tx, {
        clinician_id: s.clinician.clinician_id,
        patient_id: s.patient.patient_id,
        from: s.at(`${tuesday}T05:30`),
        until: s.at(`${tuesday}T07:00`),
      });
      expect(slots.map((slot) => spoken('UTC', slot.start).slice(11, 16))).toEqual(['06:00', '06:30']);
    }),
);

test.each(['a visit', 'a hold'])(
  '[AV3] [AV13] the buffer of four hours after %s of a whole day counts in a range that begins in it',
  (what) =>
    scene({ hours: allDay() }, async (s) => {
      await obstacles[what]?.(s, on('06:00'), `${tuesday}T06:00`);
      await s.as(null);
      const { clinician_id } = s.clinician;
      await s.tx`
        update public.appointments set blocked_until = scheduled_end + interval '4 hours' where clinician_id = ${clinician_id}`;
      await s.tx`update public.slot_holds set blocked_until = slot_end + interval '4 hours' where clinician_id = ${clinician_id}`;
      await s.as(s.desk);
      const slots = await availableSlots(s.tx, {
        clinician_id,
        from: s.at(`${tuesday}T09:30`),
        until: s.at(`${tuesday}T10:30`),
      });
      expect(slots.map((slot) => spoken('UTC', slot.start).slice(11, 16))).toEqual(['10:00']);
    }),
);

test.each(['a visit', 'a hold', 'an external busy time'])(
  '[AV3] [AV13] %s hours after the range forbids a slot whose buffer would reach it',
  (what) =>
    scene({ hours: allDay(240) }, async (s) => {
      await obstacles[what]?.(s, on('13:15'), on('14:00'));
      const slots = await availableSlots(s.tx, {
        clinician_id: s.clinician.clinician_id,
        from: s.at(on('08:00')),
        until: s.at(on('10:00')),
      });
      expect(slots.map((slot) => spoken('UTC', slot.start).slice(11, 16))).toEqual(['08:00', '08:30']);
    }),
);
