import { expect, test } from 'vitest';
import { weekly } from '../../support/factory.ts';
import { day, hour, minute } from '../../support/time.ts';
import { availableSlots } from './calls.ts';
import { iso } from './questions.ts';
import { monday, scene, tuesday } from './scene.ts';

const on = (time: string) => `${monday}T${time}`;

test('[AV9] the daily maximum closes the local day once it is reached', () =>
  scene(
    {
      zone: 'America/Los_Angeles',
      now: '2027-01-04T08:00:00Z',
      hours: weekly('15:00', '18:00', [1, 2], { timezone: 'America/Los_Angeles', max_appointments_per_day: 2 }),
    },
    async ({ visit, starts, book, tx }) => {
      // 16:30 in Los Angeles is the next day in UTC.
      await visit(on('15:00'), on('15:30'));
      expect(await starts()).toHaveLength(5);
      const second = await visit(on('16:30'), on('17:00'));
      expect(await starts()).toEqual([]);
      expect(await book(on('17:00'), on('17:30'))).toMatchObject({ code: 'outside_availability' });
      expect(await starts({ on: tuesday })).toHaveLength(6);
      expect(await starts({ exclude: second })).toHaveLength(5);
      await tx`select set_config('role', 'none', true)`;
      await tx`update public.appointments set status = 'cancelled' where appointment_id = ${second}`;
      expect(await starts()).toHaveLength(5);
    },
  ));

test('[AV9] every visit of the day counts, whichever hours it lies in, and only hours with a maximum close', () =>
  scene(
    {
      hours: [...weekly('09:00', '10:00', [1], { max_appointments_per_day: 1 }), ...weekly('14:00', '15:00', [1])],
    },
    async ({ visit, starts }) => {
      await visit(on('20:00'), on('20:30'));
      expect(await starts()).toEqual(['14:00', '14:30']);
    },
  ));

test('[AV9] hours past midnight use the maximum of the day on which the visit starts', () =>
  scene({ hours: weekly('23:00', '01:00', [1], { max_appointments_per_day: 1 }) }, async ({ visit, starts }) => {
    await visit(on('23:00'), on('23:30'));
    expect(await starts({ days: 2 })).toEqual([`${tuesday}T00:00`, `${tuesday}T00:30`]);
  }));

test('[AV10] patients are bound by the notice, exact to the minute, also across a change of the clocks', () =>
  scene(
    {
      zone: 'Europe/Berlin',
      now: '2027-03-21T09:00:00Z',
      hours: weekly('09:00', '13:00', [0, 1], { timezone: 'Europe/Berlin' }),
      rules: { min_notice_minutes: 7 * 24 * 60 },
    },
    async ({ as, patient, desk, starts, book, now }) => {
      await as(patient);
      // Seven days of 24 hours after 10:00 in winter is 11:00 in summer.
      expect(await starts({ on: '2027-03-28' })).toEqual(['11:00', '11:30', '12:00', '12:30']);
      expect(await book('2027-03-28T10:30', '2027-03-28T11:00')).toMatchObject({ code: 'outside_availability' });
      expect(await book('2027-03-28T11:00', '2027-03-28T11:30')).toMatchObject({ ok: true });
      await now('2027-03-21T10:01');
      expect((await starts({ on: '2027-03-28' }))[0]).toBe('11:30');
      await as(desk);
      expect(await starts({ on: '2027-03-28' })).toHaveLength(8);
      expect(await book('2027-03-28T09:00', '2027-03-28T09:30')).toMatchObject({ ok: true });
    },
  ));

test('[AV10] patients are bound by the horizon, which is itself still bookable', () =>
  scene(
    { now: '2027-01-04T09:30:00Z', rules: { booking_horizon_days: 7 } },
    async ({ as, patient, desk, starts, book }) => {
      const last = '2027-01-11';
      await as(patient);
      expect(await starts({ on: last, days: 1 })).toEqual(['09:00', '09:30']);
      expect(await book(`${last}T09:30`, `${last}T10:00`)).toMatchObject({ ok: true });
      expect(await book(`${last}T10:00`, `${last}T10:30`)).toMatchObject({ code: 'outside_availability' });
      await as(desk);
      expect(await starts({ on: last })).toHaveLength(6);
    },
  ));

test('[AV10] patients book no longer visit than the practice allows', () =>
  scene({ rules: { max_self_booking_minutes: 60 } }, async ({ as, patient, desk, starts, book }) => {
    await as(patient);
    expect(await starts({ minutes: 60 })).toHaveLength(5);
    expect(await starts({ minutes: 65 })).toEqual([]);
    expect(await book(on('09:00'), on('10:05'))).toMatchObject({ code: 'outside_availability' });
    await as(desk);
    expect(await starts({ minutes: 65 })).toHaveLength(4);
    expect(await book(on('09:00'), on('10:05'))).toMatchObject({ ok: true });
  }));

test('[AV10] a clinician without self-booking is offered to staff only, an inactive one to nobody', () =>
  scene({}, async ({ tx, as, patient, desk, clinician, starts, book }) => {
    const set = async (columns: Record<string, boolean>) => {
      await as(null);
      await tx`update public.clinicians set ${tx(columns)} where clinician_id = ${clinician.clinician_id}`;
    };
    await set({ accepts_self_booking: false });
    await as(patient);
    expect(await starts()).toEqual([]);
    expect(await book(on('09:00'), on('09:30'))).toMatchObject({ code: 'outside_availability' });
    await as(desk);
    expect(await starts()).toHaveLength(6);
    await set({ active: false });
    await as(desk);
    expect(await starts()).toEqual([]);
  }));

test('[AV10] [AV1] what has begun is not offered, what begins now is', () =>
  scene({ now: '2027-01-04T10:00:00Z' }, async ({ starts, now, book }) => {
    expect(await starts()).toEqual(['10:00', '10:30', '11:00', '11:30']);
    expect(await book(on('10:00'), on('10:30'))).toMatchObject({ ok: true });
    await now(on('10:01'));
    expect((await starts())[0]).toBe('10:30');
    expect(await book(on('10:00'), on('10:30'))).toMatchObject({ code: 'invalid_time' });
  }));

test('[AV13] a slot is given when it lies inside the range, to the minute', () =>
  scene({}, async ({ tx, clinician, at }) => {
    const count = async (from: string, until: string) =>
      (await availableSlots(tx, { clinician_id: clinician.clinician_id, from: at(on(from)), until: at(on(until)) }))
        .length;
    expect(await count('09:00', '09:30')).toBe(1);
    expect(await count('09:01', '09:30')).toBe(0);
    expect(await count('09:00', '09:29')).toBe(0);
    expect(await count('08:59', '10:01')).toBe(2);
  }));

test('[AV13] a year of slots is the sum of its weeks', () =>
  scene(
    { zone: 'Europe/London', hours: weekly('09:00', '11:00', [1, 4], { timezone: 'Europe/London' }) },
    async (s) => {
      const { clinician_id } = s.clinician;
      const start = s.at(on('00:00'));
      const year = await availableSlots(s.tx, { clinician_id, from: start, until: start + 364 * day });
      const weeks = [];
      for (let from = start; from < start + 364 * day; from += 7 * day)
        weeks.push(...(await availableSlots(s.tx, { clinician_id, from, until: from + 7 * day })));
      expect(year).toHaveLength(52 * 8);
      expect(year).toEqual(weeks);
    },
  ));

test.each([
  { why: 'reversed', from: 0, until: -hour, code: 'invalid_time' },
  { why: 'empty', from: 0, until: 0, code: 'invalid_time' },
  { why: 'longer than 366 days', from: 0, until: 366 * day + minute, code: 'invalid_time' },
  { why: 'more than ten years ahead', from: 3660 * day, until: 3661 * day, code: 'invalid_time' },
  { why: 'more than ten years ago', from: -3661 * day, until: -3660 * day, code: 'invalid_time' },
])('[AV13] a range that is $why is refused', ({ from, until, code }) =>
  scene({}, async ({ tx, clinician, at }) => {
    const start = at(on('00:00'));
    await expect(
      availableSlots(tx, { clinician_id: clinician.clinician_id, from: start + from, until: start + until }),
    ).rejects.toThrow(code);
  }),
);

test.each([
  { why: 'an endless range', call: `range_start => '2027-01-04', range_end => 'infinity'`, code: 'invalid_time' },
  { why: 'no range', call: `range_start => null, range_end => null`, code: 'invalid_input' },
  {
    why: 'four minutes',
    call: `range_start => '2027-01-04', range_end => '2027-01-05', duration_minutes => 4`,
    code: 'invalid_input',
  },
  {
    why: 'over a day',
    call: `range_start => '2027-01-04', range_end => '2027-01-05', duration_minutes => 1441`,
    code: 'invalid_input',
  },
  {
    why: 'an unknown type',
    call: `range_start => '2027-01-04', range_end => '2027-01-05', appointment_type => 'spa'`,
    code: 'invalid_input',
  },
  {
    why: 'an unknown place',
    call: `range_start => '2027-01-04', range_end => '2027-01-05', location_type => 'any'`,
    code: 'invalid_input',
  },
])('[AV13] a search for $why is refused', ({ call, code }) =>
  scene({}, async ({ tx, clinician }) => {
    const search = tx.unsafe(`select * from public.available_slots(clinician_id => $1, ${call})`, [
      clinician.clinician_id,
    ]);
    await expect(search).rejects.toThrow(code);
  }),
);

test('[AV13] a range of 366 days is answered', () =>
  scene({}, async ({ tx, clinician, at }) => {
    const from = at(on('00:00'));
    const slots = await availableSlots(tx, { clinician_id: clinician.clinician_id, from, until: from + 366 * day });
    expect(slots.length).toBeGreaterThan(1_500);
    expect(iso(slots[0]?.start ?? 0)).toBe('2027-01-04T09:00:00.000Z');
  }));

test.each([1, 4])('[AV13] [AV15] a visit of %s minutes can neither be searched nor booked', (minutes) =>
  scene({}, async ({ tx, clinician, at, book, desk, as, patient }) => {
    for (const somebody of [patient, desk]) {
      await as(somebody);
      expect(await book(on('09:00'), on(`09:0${minutes}`)), somebody.full_name).toMatchObject({ ok: false });
    }
    const search = {
      clinician_id: clinician.clinician_id,
      from: at(on('09:00')),
      until: at(on('10:00')),
      duration_minutes: minutes,
    };
    await expect(availableSlots(tx, search)).rejects.toThrow('invalid_input');
  }),
);
