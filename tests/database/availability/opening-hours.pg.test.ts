import { expect, test } from 'vitest';
import { type Hours, weekly } from '../../support/factory.ts';
import { monday, scene, tuesday } from './scene.ts';
import { clock } from './zones.ts';

const minutes = (n: number) => n * 60_000;
/** Every step from one local time to another, the last included. */
const steps = (from: string, until: string, step: number): string[] => {
  const at = (time: string) => Date.parse(`1970-01-01T${time}:00Z`);
  const found: string[] = [];
  for (let t = at(from); t <= at(until); t += minutes(step)) found.push(clock(t));
  return found;
};

test('[AV1] slots begin at the opening time, follow the step and end by closing time', () =>
  scene({ hours: weekly('09:10', '12:00', [1], { slot_duration_minutes: 25 }) }, async ({ starts }) => {
    expect(await starts()).toEqual(['09:10', '09:35', '10:00', '10:25', '10:50', '11:15']);
    expect(await starts({ on: tuesday })).toEqual([]);
  }));

test('[AV1] hours of exactly one slot give exactly one slot, and none for a longer visit', () =>
  scene({ hours: weekly('09:00', '09:30', [1]) }, async ({ starts, book }) => {
    expect(await starts()).toEqual(['09:00']);
    expect(await starts({ minutes: 35 })).toEqual([]);
    expect(await book(`${monday}T09:00`, `${monday}T09:30`)).toMatchObject({ ok: true });
  }));

test('[AV1] [AV15] the first time of the day can be booked although hours start exactly there, in a zone far from UTC', () =>
  scene(
    { zone: 'Pacific/Auckland', hours: weekly('09:00', '10:00', [2], { timezone: 'Pacific/Auckland' }) },
    async (s) => {
      expect(await s.starts({ on: tuesday })).toEqual(['09:00', '09:30']);
      expect(await s.book(`${tuesday}T09:00`, `${tuesday}T09:30`)).toMatchObject({ ok: true });
    },
  ));

test('[AV1] a long visit starts at every step and as late as closing time allows', () =>
  scene({ hours: weekly('17:00', '20:00', [1]) }, async ({ starts }) => {
    expect(await starts({ minutes: 90 })).toEqual(['17:00', '17:30', '18:00', '18:30']);
  }));

test('[AV1] the length is the one asked for, else the one of the type, else the one of the hours', () =>
  scene({ hours: weekly('09:00', '11:00', [1], { slot_duration_minutes: 40 }) }, async ({ offered }) => {
    const length = async (ask: Parameters<typeof offered>[0]) => {
      const [slot] = await offered(ask);
      return slot && (slot.end - slot.start) / minutes(1);
    };
    expect(await length({})).toBe(40);
    expect(await length({ type: 'initial_consultation' })).toBe(60);
    expect(await length({ type: 'initial_consultation', minutes: 15 })).toBe(15);
  }));

test('[AV1] hours count in their own zone, and the same instants are offered whatever zone the reader is in', () =>
  scene(
    { hours: weekly('09:00', '10:00', [1], { timezone: 'America/Los_Angeles' }) },
    async ({ tx, starts, offered }) => {
      expect(await starts()).toEqual(['17:00', '17:30']);
      const here = await offered();
      for (const zone of ['Europe/Paris', 'Europe/Sarajevo', 'Australia/Adelaide', 'America/Anchorage']) {
        await tx`select set_config('timezone', ${zone}, true)`;
        expect(await offered()).toEqual(here);
      }
    },
  ));

test('[AV1] an evening in one zone is the next morning in the reader’s, and is found there', () =>
  scene({ hours: weekly('23:00', '24:00', [1], { timezone: 'Europe/London' }) }, async (s) => {
    expect(await s.starts()).toEqual(['23:00', '23:30']);
    const berlin = await s.tx<{ local: string }[]>`
      select to_char(slot_start at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') as local
      from public.available_slots(${s.clinician.clinician_id}, '2027-01-05T00:00+01:00', '2027-01-06T00:00+01:00')`;
    expect(berlin.map((row) => row.local)).toEqual(['2027-01-05 00:00', '2027-01-05 00:30']);
  }));

test('[AV1] a weekly half hour stays where it is through March and November, and can be booked', () =>
  scene(
    { zone: 'America/New_York', hours: weekly('12:30', '13:00', [5], { timezone: 'America/New_York' }) },
    async ({ starts, book }) => {
      for (const [on, days] of [
        ['2027-03-01', 28],
        ['2027-10-25', 28],
      ] as const) {
        const found = await starts({ on, days });
        expect(
          found.map((local) => local.slice(11)),
          on,
        ).toEqual(['12:30', '12:30', '12:30', '12:30']);
        for (const start of found)
          expect(await book(start, `${start.slice(0, 10)}T13:00`), start).toMatchObject({ ok: true });
      }
    },
  ));

test('[AV2] hours past midnight belong to the day on which they start', () =>
  scene({ hours: weekly('22:00', '02:00', [1], { slot_duration_minutes: 60 }) }, async ({ starts, book }) => {
    expect(await starts({ days: 2 })).toEqual([
      `${monday}T22:00`,
      `${monday}T23:00`,
      `${tuesday}T00:00`,
      `${tuesday}T01:00`,
    ]);
    expect(await book(`${tuesday}T01:00`, `${tuesday}T02:00`)).toMatchObject({ ok: true });
    expect(await starts({ on: monday, minutes: 240 })).toEqual([]); // would end tomorrow, outside the range asked for
    expect(await starts({ on: monday, days: 2, minutes: 240 })).toEqual([`${monday}T22:00`]);
  }));

test('[AV2] the same start and end is a whole day, 24:00 is midnight', () =>
  scene({ hours: weekly('09:00', '09:00', [1], { slot_duration_minutes: 720 }) }, async ({ starts, tx }) => {
    expect(await starts({ days: 2 })).toEqual([`${monday}T09:00`, `${monday}T21:00`]);
    await tx`update public.clinician_availability set start_time = '00:00', end_time = '24:00'`;
    expect(await starts({ days: 2 })).toEqual([`${monday}T00:00`, `${monday}T12:00`]);
  }));

test('[AV6] overlapping hours give one slot with the places of both', () => {
  const hours: Hours[] = [
    ...weekly('09:00', '10:30', [1], { location_type: 'in_person', buffer_minutes: 20 }),
    ...weekly('10:00', '11:00', [1], { location_type: 'video' }),
  ];
  return scene({ hours }, async ({ offered, starts, visit, at }) => {
    const places = async () => (await offered()).map((s) => [clock(s.start), s.places]);
    expect(await places()).toEqual([
      ['09:00', ['in_person']],
      ['09:30', ['in_person']],
      ['10:00', ['in_person', 'video']],
      ['10:30', ['video']],
    ]);
    expect(await starts({ place: 'video' })).toEqual(['10:00', '10:30']);
    expect(await starts({ place: 'phone' })).toEqual([]);
    // Only the hours without a buffer still have room before this one.
    await visit(`${monday}T10:40`, `${monday}T11:00`);
    expect((await offered()).find((s) => s.start === at(`${monday}T10:00`))?.places).toEqual(['video']);
  });
});

test('[AV6] the shortest buffer of the hours that allow a visit is the one it gets', () => {
  const hours: Hours[] = [
    ...weekly('09:00', '11:00', [1], { location_type: 'in_person', buffer_minutes: 20 }),
    ...weekly('09:00', '10:00', [1], { buffer_minutes: 5 }),
  ];
  return scene({ hours }, async ({ book }) => {
    const until = async (from: string, to: string) => {
      const outcome = await book(`${monday}T${from}`, `${monday}T${to}`);
      return outcome.ok && String(outcome.value.blocked_until).slice(11, 16);
    };
    expect(await until('09:00', '09:30')).toBe('09:35');
    expect(await until('10:00', '10:30')).toBe('10:50');
  });
});

test('[AV6] overlapping hours of different steps interleave without repeating a start', () =>
  scene(
    {
      hours: [
        ...weekly('09:00', '10:00', [1], { slot_duration_minutes: 20 }),
        ...weekly('09:00', '10:00', [1], { slot_duration_minutes: 30 }),
      ],
    },
    async ({ offered }) => {
      const slots = (await offered()).map((s) => [clock(s.start), clock(s.end)]);
      expect(slots).toEqual([
        ['09:00', '09:20'],
        ['09:20', '09:40'],
        ['09:30', '10:00'],
        ['09:40', '10:00'],
      ]);
    },
  ));

test('[AV7] hours for certain types and places are offered for these only', () =>
  scene(
    {
      hours: [
        ...weekly('09:00', '10:00', [1], { appointment_types: ['follow_up'], location_type: 'phone' }),
        ...weekly('10:00', '11:00', [1]),
      ],
    },
    async ({ starts, book }) => {
      expect(await starts({ type: 'follow_up' })).toEqual(steps('09:00', '10:30', 30));
      expect(await starts({ type: 'video_call' })).toEqual(['10:00', '10:30']);
      expect(await starts({ type: 'follow_up', place: 'in_person' })).toEqual(['10:00', '10:30']);
      const [from, until] = [`${monday}T09:00`, `${monday}T09:30`];
      expect(await book(from, until, { type: 'follow_up', place: 'phone' })).toMatchObject({ ok: true });
      expect(await book(from, until, { type: 'video_call', place: 'phone' })).toMatchObject({
        code: 'outside_availability',
      });
      expect(await book(from, until, { type: 'follow_up', place: 'video' })).toMatchObject({
        code: 'outside_availability',
      });
    },
  ));

test('[AV7] a type that patients may not book themselves is offered to staff only', () =>
  scene({}, async ({ type, as, patient, starts, book }) => {
    await type('follow_up', { self_bookable: false });
    expect(await starts({ type: 'follow_up' })).toHaveLength(6);
    await as(patient);
    expect(await starts({ type: 'follow_up' })).toEqual([]);
    expect(await starts({ type: 'video_call' })).toHaveLength(6);
    expect(await book(`${monday}T09:00`, `${monday}T09:30`)).toMatchObject({ code: 'forbidden' });
  }));

test('[AV7] a retired type can neither be booked nor searched', () =>
  scene({}, async ({ type, starts, book }) => {
    await type('follow_up', { active: false });
    expect(await book(`${monday}T09:00`, `${monday}T09:30`)).toMatchObject({ code: 'invalid_input' });
    await expect(starts({ type: 'follow_up' })).rejects.toThrow('invalid_input');
  }));

test('[AV8] hours are valid from the first to the last of their dates, by the local date on which they start', () =>
  scene(
    {
      zone: 'Pacific/Auckland',
      hours: [
        ...weekly('23:30', '00:30', [1, 2, 3], {
          timezone: 'Pacific/Auckland',
          valid_from: tuesday,
          valid_until: tuesday,
        }),
      ],
    },
    async ({ starts }) => {
      expect(await starts({ on: monday, days: 4 })).toEqual([`${tuesday}T23:30`, '2027-01-06T00:00']);
    },
  ));
