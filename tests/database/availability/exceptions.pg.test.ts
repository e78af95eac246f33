import { expect, test } from 'vitest';
import { weekly } from '../../support/factory.ts';
import { monday, scene, tuesday } from './scene.ts';

const saturday = '2027-01-09';
const berlin = 'Europe/Berlin';

test('[AV4] a day off closes its local date and nothing else', () =>
  scene(
    {
      now: '2027-01-03T00:00:00Z',
      zone: 'Pacific/Auckland',
      hours: weekly('09:00', '10:00', [1, 2, 3], { timezone: 'Pacific/Auckland' }),
    },
    async (s) => {
      await s.override(tuesday);
      expect(await s.starts({ days: 4 })).toEqual([
        `${monday}T09:00`,
        `${monday}T09:30`,
        '2027-01-06T09:00',
        '2027-01-06T09:30',
      ]);
    },
  ));

test('[AV4] a day off ends the night before at midnight and takes its own night with it', () =>
  scene({ hours: weekly('22:00', '02:00', [1, 2, 3], { slot_duration_minutes: 60 }) }, async ({ override, starts }) => {
    await override(tuesday);
    expect(await starts({ days: 3 })).toEqual([
      `${monday}T22:00`,
      `${monday}T23:00`,
      '2027-01-06T22:00',
      '2027-01-06T23:00',
    ]);
  }));

test('[AV4] a part of a day off leaves the hours around it', () =>
  scene({ hours: weekly('09:00', '12:00', [1]) }, async ({ override, starts, book }) => {
    await override(monday, '09:45', '10:30');
    expect(await starts()).toEqual(['09:00', '10:30', '11:00', '11:30']);
    expect(await book(`${monday}T09:30`, `${monday}T10:00`)).toMatchObject({ code: 'outside_availability' });
    expect(await book(`${monday}T10:30`, `${monday}T11:00`)).toMatchObject({ ok: true });
  }));

test('[AV4] a part of a day off may reach past midnight', () =>
  scene({ hours: weekly('20:00', '04:00', [1], { slot_duration_minutes: 60 }) }, async ({ override, starts }) => {
    await override(monday, '22:00', '02:00');
    expect(await starts({ days: 2 })).toEqual([
      `${monday}T20:00`,
      `${monday}T21:00`,
      `${tuesday}T02:00`,
      `${tuesday}T03:00`,
    ]);
  }));

test('[AV4] [AV12] a part of a day off in time that the clocks skip closes nothing and breaks nothing', () =>
  scene(
    { zone: 'America/New_York', hours: weekly('01:00', '05:00', [0], { timezone: 'America/New_York' }) },
    async (s) => {
      const sunday = '2027-03-14';
      await s.override(sunday, '02:30', '03:00');
      const open = ['01:00', '01:30', '03:00', '03:30', '04:00', '04:30'];
      expect(await s.starts({ on: sunday })).toEqual(open);
      expect(await s.starts({ on: sunday, minutes: 10 })).toEqual(open);
      const [row] = await s.tx<{ free: unknown[]; busy: unknown[] }[]>`
      select x -> 'free' as free, x -> 'busy' as busy
      from public.free_busy(${s.clinician.clinician_id}, '2027-03-14T00:00Z', '2027-03-15T00:00Z') x`;
      expect(row).toMatchObject({ free: [{ start: '2027-03-14T06:00:00+00:00' }], busy: [] });
    },
  ));

test('[AV12] [AV18] opening hours in skipped time are no hours, and free_busy says so', () =>
  scene(
    { zone: 'America/New_York', hours: weekly('02:30', '03:00', [0], { timezone: 'America/New_York' }) },
    async (s) => {
      expect(await s.starts({ on: '2027-03-14' })).toEqual([]);
      const [row] = await s.tx<{ free: unknown[] }[]>`
      select x -> 'free' as free from public.free_busy(${s.clinician.clinician_id}, '2027-03-14T00:00Z', '2027-03-15T00:00Z') x`;
      expect(row?.free).toEqual([]);
    },
  ));

test('[AV5] custom hours replace those of the day, with the day’s settings but without its limits of type and place', () =>
  scene(
    {
      hours: weekly('09:00', '12:00', [1], {
        slot_duration_minutes: 20,
        buffer_minutes: 15,
        location_type: 'phone',
        appointment_types: ['phone_call'],
      }),
    },
    async ({ override, starts, offered, book, visit }) => {
      await override(monday, '14:00', '15:00', true);
      expect(await starts()).toEqual(['14:00', '14:20', '14:40']);
      expect((await offered())[0]?.places).toEqual(['in_person', 'video', 'phone']);
      expect(await book(`${monday}T14:00`, `${monday}T14:20`, { place: 'video' })).toMatchObject({ ok: true });
      await visit(`${monday}T14:45`, `${monday}T15:00`);
      expect(await starts()).toEqual(['14:00']); // 14:20 and its buffer would reach 14:55
    },
  ));

test('[AV5] custom hours on a day that is otherwise closed are offered, with the settings of the week’s first hours', () =>
  scene(
    {
      hours: [
        ...weekly('13:00', '14:00', [3], { slot_duration_minutes: 60, timezone: 'Asia/Tokyo' }),
        ...weekly('09:00', '12:00', [2], { slot_duration_minutes: 45, timezone: berlin }),
      ],
      zone: berlin,
    },
    async ({ override, starts, book }) => {
      await override(saturday, '10:00', '12:00', true);
      expect(await starts({ on: saturday })).toEqual(['10:00', '10:45']);
      expect(await book(`${saturday}T10:45`, `${saturday}T11:30`)).toMatchObject({ ok: true });
    },
  ));

test('[AV5] custom hours of a clinician without any weekly hours are in the clinician’s own zone', () =>
  scene({ zone: 'Asia/Kathmandu', hours: [] }, async ({ override, starts }) => {
    await override(saturday, '10:00', '11:00', true);
    expect(await starts({ on: saturday })).toEqual(['10:00', '10:30']);
  }));

test('[AV5] custom hours at midnight stay on their date, wherever the reader is', () =>
  scene(
    { zone: berlin, hours: weekly('09:00', '10:00', [6], { timezone: berlin, slot_duration_minutes: 15 }) },
    async (s) => {
      await s.override(saturday, '00:00', '00:15', true);
      for (const zone of ['America/Los_Angeles', 'Pacific/Auckland']) {
        await s.tx`select set_config('timezone', ${zone}, true)`;
        expect(await s.starts({ on: '2027-01-08', days: 3 })).toEqual([`${saturday}T00:00`]);
      }
    },
  ));

test('[AV5] custom hours may pass midnight, and leave the night before alone', () =>
  scene({ hours: weekly('23:00', '01:00', [1, 2], { slot_duration_minutes: 60 }) }, async ({ override, starts }) => {
    await override(tuesday, '22:00', '00:00', true);
    expect(await starts({ days: 3 })).toEqual([
      `${monday}T23:00`,
      `${tuesday}T00:00`,
      `${tuesday}T22:00`,
      `${tuesday}T23:00`,
    ]);
  }));

test('[AV11] a closure of the practice shuts everybody for its span, an override does not open it', () =>
  scene({}, async ({ closed, override, starts, book }) => {
    await closed(`${monday}T10:10`, `${tuesday}T09:30`);
    await override(monday, '09:00', '12:00', true);
    expect(await starts({ days: 2 })).toEqual([
      `${monday}T09:00`,
      `${monday}T09:30`,
      `${tuesday}T09:30`,
      `${tuesday}T10:00`,
      `${tuesday}T10:30`,
      `${tuesday}T11:00`,
      `${tuesday}T11:30`,
    ]);
    expect(await book(`${monday}T10:00`, `${monday}T10:30`)).toMatchObject({ code: 'outside_availability' });
  }));

test('[AV14] two closed months are crossed by the search for the next free time', () =>
  scene({ rules: { booking_horizon_days: 90 } }, async ({ closed, tx, clinician, as, patient }) => {
    await closed(`${monday}T00:00`, '2027-03-08T00:00');
    await as(patient);
    const rows = await tx<{ slot_start: Date }[]>`
      select slot_start from public.next_free_slots(${clinician.clinician_id}, '2027-01-04T00:00Z')`;
    expect(rows.map((row) => row.slot_start.toISOString())).toEqual([
      '2027-03-08T09:00:00.000Z',
      '2027-03-08T09:30:00.000Z',
      '2027-03-08T10:00:00.000Z',
    ]);
  }));
