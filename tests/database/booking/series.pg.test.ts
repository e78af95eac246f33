/** Series: expansion, clashes, exceptions, hostile input. Over 300 lines: all of it is one function, on one practice. */
import { DateTime } from 'luxon';
import { beforeEach, describe, expect, test } from 'vitest';
import { become, database, rolledBack, setNow } from '../../support/sql.ts';
import { instant, minute, plus } from '../../support/time.ts';
import { call, done, refused, type SeriesAnswer as Series, tryCall } from './answers.ts';
import { type Clinic, createClinic, type Slot, slot } from './clinic.ts';

const sql = database();
let clinic: Clinic;
beforeEach(async () => {
  clinic = await createClinic(sql);
});
const series = (where: Slot, recurrence: string | null, more: Record<string, unknown> = {}) => ({
  ...clinic.request(where, more),
  recurrence,
});
const rowsOf = async () =>
  (await sql`select count(*)::int as n from public.appointments where patient_id = ${clinic.patient.patient_id}`)[0]?.n;

/** The starts that a rule gives from a wall-clock time in a zone, straight from the function that expands it. */
async function expand(rule: string, first: string, zone = 'UTC', sessionZone = 'UTC'): Promise<string[]> {
  return rolledBack(sql, async (tx) => {
    await tx`select set_config('timezone', ${sessionZone}, true)`;
    const [row] = await tx<{ starts: Date[] }[]>`
      select private.expand_recurrence(${rule}, ${instant(first, zone)}, ${zone}) as starts`;
    return (row?.starts ?? []).map((start) => DateTime.fromJSDate(start, { zone }).toFormat("yyyy-MM-dd'T'HH:mm"));
  });
}

describe('the rule', () => {
  test.each([
    ['FREQ=DAILY;COUNT=3', ['2027-03-01', '2027-03-02', '2027-03-03']],
    ['RRULE:FREQ=DAILY;INTERVAL=10;COUNT=3', ['2027-03-01', '2027-03-11', '2027-03-21']],
    ['freq=weekly;count=3', ['2027-03-01', '2027-03-08', '2027-03-15']],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=3', ['2027-03-01', '2027-03-15', '2027-03-29']],
    ['FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=5', ['2027-03-01', '2027-03-03', '2027-03-05', '2027-03-08', '2027-03-10']],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;COUNT=4', ['2027-03-01', '2027-03-07', '2027-03-15', '2027-03-21']],
    ['FREQ=WEEKLY;UNTIL=20270315', ['2027-03-01', '2027-03-08', '2027-03-15']],
    ['FREQ=WEEKLY;UNTIL=20270315T090000Z', ['2027-03-01', '2027-03-08', '2027-03-15']],
    ['FREQ=WEEKLY;UNTIL=20270315T085959Z', ['2027-03-01', '2027-03-08']],
    ['FREQ=MONTHLY;COUNT=3', ['2027-03-01', '2027-04-01', '2027-05-01']],
    ['FREQ=MONTHLY;INTERVAL=6;COUNT=2', ['2027-03-01', '2027-09-01']],
  ])('[BK13] %s', async (rule, dates) => {
    expect(await expand(rule, '2027-03-01T09:00')).toEqual(dates.map((date) => `${date}T09:00`));
  });

  test('[BK13] a month without the 31st is skipped, not bent', async () => {
    expect(await expand('FREQ=MONTHLY;COUNT=5', '2027-01-31T09:00')).toEqual(
      ['01-31', '03-31', '05-31', '07-31', '08-31'].map((date) => `2027-${date}T09:00`),
    );
  });

  // RFC 5545 §3.3.10, the example for WKST.
  test.each([
    ['MO', ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24']],
    ['SU', ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31']],
  ])('[BK13] weeks start on the day that WKST=%s names', async (wkst, dates) => {
    expect(await expand(`FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${wkst}`, '1997-08-05T09:00')).toEqual(
      dates.map((date) => `${date}T09:00`),
    );
  });

  test('[BK15] 104 dates are the most, by COUNT and by UNTIL', async () => {
    expect(await expand('FREQ=DAILY;COUNT=104', '2027-03-01T09:00')).toHaveLength(104);
    expect(await expand('FREQ=DAILY;UNTIL=20270612', '2027-03-01T09:00')).toHaveLength(104);
    for (const rule of ['FREQ=DAILY;COUNT=105', 'FREQ=DAILY;UNTIL=20270613'])
      expect(
        (
          await refused(
            clinic.desk,
            'book_series',
            series({ slot_start: '2027-03-01T09:00:00Z', slot_end: '2027-03-01T09:30:00Z' }, rule),
          )
        ).code,
      ).toBe('invalid_input');
  });

  test.each([
    null,
    '',
    'WEEKLY',
    'FREQ=WEEKLY',
    'FREQ=YEARLY;COUNT=2',
    'FREQ=HOURLY;COUNT=2',
    'COUNT=2',
    'FREQ=WEEKLY;COUNT=0',
    'FREQ=WEEKLY;COUNT=-1',
    'FREQ=WEEKLY;COUNT=two',
    'FREQ=WEEKLY;COUNT=2;UNTIL=20990101',
    'FREQ=WEEKLY;COUNT=2;COUNT=3',
    'FREQ=WEEKLY;INTERVAL=0;COUNT=2',
    'FREQ=WEEKLY;UNTIL=tomorrow',
    'FREQ=WEEKLY;UNTIL=20271345',
    'FREQ=WEEKLY;UNTIL=20200101',
    'FREQ=WEEKLY;BYDAY=XX;COUNT=2',
    'FREQ=WEEKLY;BYDAY=1MO;COUNT=2',
    'FREQ=WEEKLY;BYDAY=TU;COUNT=2',
    'FREQ=MONTHLY;BYDAY=MO;COUNT=2',
    'FREQ=WEEKLY;WKST=XX;COUNT=2',
    'FREQ=WEEKLY;BYSETPOS=1;COUNT=2',
    'FREQ=WEEKLY;COUNT=2;',
    `FREQ=WEEKLY;COUNT=2;BYDAY=${'MO,'.repeat(80)}MO`,
  ])('[BK13] %j is invalid_input', async (rule) => {
    const refusal = await refused(clinic.desk, 'book_series', series(slot(0), rule));
    expect(refusal).toMatchObject({ code: 'invalid_input', status: 422 });
    expect(await rowsOf()).toBe(0);
  });
});

describe('local time', () => {
  test.each([
    ['Europe/Berlin', '2027-03-15T10:00', 'America/Los_Angeles'],
    ['America/New_York', '2027-10-25T09:30', 'Asia/Kolkata'],
    ['Australia/Lord_Howe', '2027-09-20T08:00', 'Europe/London'],
    ['Asia/Kolkata', '2027-03-15T10:00', 'America/New_York'],
  ])('[BK14] in %s every visit keeps its local time over a change of the clocks', async (zone, first, sessionZone) => {
    const start = DateTime.fromISO(first, { zone });
    const expected = Array.from({ length: 6 }, (_, n) => start.plus({ weeks: n }).toFormat("yyyy-MM-dd'T'HH:mm"));
    expect(await expand('FREQ=WEEKLY;COUNT=6', first, zone, sessionZone)).toEqual(expected);
  });

  test('[BK14] a skipped reading moves forward by the gap, a repeated one means its first occurrence', async () => {
    const zone = 'America/New_York';
    expect(await expand('FREQ=DAILY;COUNT=3', '2027-03-13T02:30', zone)).toEqual([
      '2027-03-13T02:30',
      '2027-03-14T03:30',
      '2027-03-15T02:30',
    ]);
    const [row] = await sql<{ starts: Date[] }[]>`
      select private.expand_recurrence('FREQ=DAILY;COUNT=2', ${instant('2027-11-06T01:30', zone)}, ${zone}) as starts`;
    expect(row?.starts[1]?.toISOString()).toBe('2027-11-07T05:30:00.000Z');
    const second = '2027-11-07T06:30:00.000Z';
    const [asked] = await sql<{ starts: Date[] }[]>`
      select private.expand_recurrence('FREQ=DAILY;COUNT=2', ${second}, ${zone}) as starts`;
    expect(asked?.starts[0]?.toISOString(), 'the first visit is the instant that was asked for').toBe(second);
  });

  test('[BK14] booked over the change of the clocks, with the session in another zone', async () => {
    const zone = 'Europe/Berlin';
    await sql`update public.clinician_availability set timezone = ${zone} where clinician_id = ${clinic.clinician.clinician_id}`;
    const slot_start = instant('2027-03-15T09:00', zone);
    const booked = await rolledBack(sql, async (tx) => {
      await tx`select set_config('timezone', 'America/Los_Angeles', true)`;
      await become(tx, clinic.desk.auth_user_id);
      const wanted = {
        ...series({ slot_start, slot_end: plus(slot_start, 30 * minute) }, 'FREQ=WEEKLY;COUNT=4'),
        patient_id: clinic.paper.patient_id,
      };
      return (await call<Series>(tx, 'book_series', wanted)).booked;
    });
    expect(booked.map((visit) => DateTime.fromISO(visit.scheduled_start, { zone }).toFormat('MM-dd HH:mm'))).toEqual([
      '03-15 09:00',
      '03-22 09:00',
      '03-29 09:00',
      '04-05 09:00',
    ]);
    expect(booked.map((visit) => visit.duration_minutes)).toEqual([30, 30, 30, 30]);
  });
});

describe('all or nothing', () => {
  test('[BK15] a free series is booked whole: rows of their own, one series_id', async () => {
    const { series_id, booked, clashes } = await done<Series>(
      clinic.patient,
      'book_series',
      series(slot(0), 'FREQ=WEEKLY;COUNT=4'),
    );
    expect(clashes).toEqual([]);
    expect(booked.map((visit) => Date.parse(visit.scheduled_start))).toEqual(
      [0, 80, 160, 240].map((n) => Date.parse(slot(n).slot_start)),
    );
    const rows =
      await sql`select series_id, status from public.appointments where patient_id = ${clinic.patient.patient_id}`;
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toEqual({ series_id, status: 'confirmed' });
  });

  test('[BK15] any clash books nothing and lists every clash with alternatives; nothing is left behind', async () => {
    const other = { patient_id: clinic.paper.patient_id };
    await clinic.book(slot(80), other);
    await clinic.book(slot(240), { clinician_id: clinic.colleague.clinician_id });
    const before =
      await sql`select count(*)::int as n from public.audit_events where practice_id = ${clinic.practice_id}`;
    const wanted = series(slot(0), 'FREQ=WEEKLY;COUNT=5', { idempotency_key: 'whole' });
    const { series_id, booked, clashes } = await done<Series>(clinic.desk, 'book_series', wanted);
    expect({ series_id, booked }).toEqual({ series_id: null, booked: [] });
    expect(clashes.map((clash) => [Date.parse(clash.start), clash.occurrence, clash.code])).toEqual([
      [Date.parse(slot(80).slot_start), clashes[0]?.start, 'slot_taken'],
      [Date.parse(slot(240).slot_start), clashes[1]?.start, 'patient_busy'],
    ]);
    for (const clash of clashes) expect(clash.alternatives).toHaveLength(3);
    expect(await rowsOf()).toBe(1);
    expect([
      ...(await sql`select count(*)::int as n from public.audit_events where practice_id = ${clinic.practice_id}`),
    ]).toEqual([...before]);
    // The preview did not use the key up: the same attempt, put right, is booked under it.
    const { start, alternatives } = clashes[0] as Series['clashes'][number];
    const exceptions = [
      { start, slot_start: alternatives[0]?.start, slot_end: alternatives[0]?.end },
      { start: clashes[1]?.occurrence },
    ];
    const second = await done<Series>(clinic.desk, 'book_series', { ...wanted, exceptions });
    expect(second.clashes).toEqual([]);
    expect(second.booked).toHaveLength(4);
    const again = await done<Series>(clinic.desk, 'book_series', { ...wanted, exceptions });
    expect(again).toEqual(second);
    expect((await refused(clinic.desk, 'book_series', wanted)).code).toBe('idempotency_mismatch');
  });

  test('[BK15] accept_partial books the rest and lists the clashes, also when they are all', async () => {
    await clinic.book(slot(80), { patient_id: clinic.paper.patient_id });
    const wanted = series(slot(0), 'FREQ=WEEKLY;COUNT=3', { accept_partial: true });
    const { booked, clashes } = await done<Series>(clinic.desk, 'book_series', wanted);
    expect(booked.map((visit) => Date.parse(visit.scheduled_start))).toEqual(
      [0, 160].map((n) => Date.parse(slot(n).slot_start)),
    );
    expect(clashes).toMatchObject([{ code: 'slot_taken' }]);
    expect(clashes[0]?.alternatives).toHaveLength(3);
    const again = await done<Series>(clinic.desk, 'book_series', { ...wanted, patient_id: clinic.paper.patient_id });
    expect(again).toMatchObject({ series_id: null, booked: [] });
    expect(again.clashes.map((clash) => clash.code)).toEqual(['slot_taken', 'slot_taken', 'slot_taken']);
  });

  test('[BK15] of 24 weekly visits every single one is checked', async () => {
    const free = await done<Series>(clinic.desk, 'book_series', series(slot(1), 'FREQ=WEEKLY;COUNT=24'));
    expect(free.booked).toHaveLength(24);
    // Clashes in the third, the tenth and the last week, the last one a day off.
    const other = { patient_id: clinic.paper.patient_id };
    await clinic.book(slot(2 * 80), other);
    await clinic.book(slot(9 * 80, 60), { ...other, overbook_reason: 'on purpose' });
    await sql`insert into public.clinician_date_overrides (clinician_id, override_date, is_available, override_type)
      values (${clinic.clinician.clinician_id}, ${slot(23 * 80).slot_start.slice(0, 10)}, false, 'vacation')`;
    const { booked, clashes } = await done<Series>(
      clinic.desk,
      'book_series',
      series(slot(0), 'FREQ=WEEKLY;COUNT=24', { accept_partial: true }),
    );
    expect(booked).toHaveLength(21);
    expect(clashes.map((clash) => [Date.parse(clash.start), clash.code])).toEqual([
      [Date.parse(slot(2 * 80).slot_start), 'slot_taken'],
      [Date.parse(slot(9 * 80).slot_start), 'slot_taken'],
      [Date.parse(slot(23 * 80).slot_start), 'outside_availability'],
    ]);
  });

  test('[BK15] visits of one series do not overlap each other', async () => {
    const overnight = { slot_start: slot(0).slot_start, slot_end: plus(slot(0).slot_start, 24 * 60 * minute) };
    await sql`update public.clinician_availability set start_time = '09:00', end_time = '09:00', buffer_minutes = 30
      where clinician_id = ${clinic.clinician.clinician_id}`;
    const answer = await done<Series>(clinic.desk, 'book_series', series(overnight, 'FREQ=DAILY;COUNT=2'));
    expect(answer).toMatchObject({ booked: [], clashes: [{ code: 'slot_taken' }] });
    expect(await rowsOf()).toBe(0);
  });
});

test('[BK13, BK1] a series keeps the rules of a single booking', async () => {
  const weeks = 'FREQ=WEEKLY;COUNT=2';
  expect((await refused(clinic.patient, 'book_series', series(slot(0), weeks, { overbook_reason: 'x' }))).code).toBe(
    'forbidden',
  );
  expect(
    (await refused(clinic.patient, 'book_series', series(slot(0), weeks, { patient_id: clinic.paper.patient_id })))
      .code,
  ).toBe('forbidden');
  expect((await refused(clinic.stranger, 'book_series', series(slot(0), weeks))).code).toBe('not_found');
  const requested = await done<Series>(
    clinic.patient,
    'book_series',
    series(slot(0), weeks, { appointment_type: 'urgent_visit' }),
  );
  expect(requested.booked.map((visit) => visit.status)).toEqual(['requested', 'requested']);
  await rolledBack(sql, async (tx) => {
    await setNow(tx, plus(slot(0).slot_end, minute));
    await become(tx, clinic.desk.auth_user_id);
    expect((await tryCall(tx, 'book_series', series(slot(0), weeks))).refusal?.code).toBe('invalid_time');
  });
});

describe('exceptions', () => {
  const weeks = 'FREQ=WEEKLY;COUNT=3';
  const at = (n: number) => ({ start: slot(n).slot_start });

  test('[BK27] one date is moved, one left out; all are one series', async () => {
    const moved = slot(85, 60);
    const { series_id, booked, clashes } = await done<Series>(
      clinic.desk,
      'book_series',
      series(slot(0), weeks, { exceptions: [at(160), { ...at(80), ...moved }], location: ' Room 2 ' }),
    );
    expect(clashes).toEqual([]);
    expect(booked.map((visit) => [Date.parse(visit.scheduled_start), visit.duration_minutes])).toEqual([
      [Date.parse(slot(0).slot_start), 30],
      [Date.parse(moved.slot_start), 60],
    ]);
    for (const visit of booked) expect(visit).toMatchObject({ series_id, location: 'Room 2' });
  });

  test('[BK27] the first date too, and null means the same as nothing', async () => {
    const exceptions = [{ ...at(0), slot_start: null, slot_end: null }];
    const { booked } = await done<Series>(clinic.patient, 'book_series', series(slot(0), weeks, { exceptions }));
    expect(booked.map((visit) => Date.parse(visit.scheduled_start))).toEqual(
      [80, 160].map((n) => Date.parse(slot(n).slot_start)),
    );
    for (const none of [null, []])
      expect(
        (
          await done<Series>(
            clinic.desk,
            'book_series',
            series(slot(none ? 3 : 4), weeks, { exceptions: none, patient_id: clinic.paper.patient_id }),
          )
        ).booked,
      ).toHaveLength(3);
  });

  test('[BK27] the other time keeps the rules of a single booking, and its clash names the date', async () => {
    await clinic.book(slot(90), { patient_id: clinic.paper.patient_id });
    const night = slot(81).slot_start.replace(/T.*/, 'T03:00:00.000Z');
    const exceptions = [
      { ...at(80), ...slot(90) },
      { ...at(160), slot_start: night, slot_end: plus(night, 30 * minute) },
    ];
    const { booked, clashes } = await done<Series>(
      clinic.patient,
      'book_series',
      series(slot(0), weeks, { exceptions }),
    );
    expect(booked).toEqual([]);
    expect(clashes.map((clash) => [Date.parse(clash.occurrence), Date.parse(clash.start), clash.code])).toEqual([
      [Date.parse(slot(80).slot_start), Date.parse(slot(90).slot_start), 'slot_taken'],
      [Date.parse(slot(160).slot_start), Date.parse(night), 'outside_availability'],
    ]);
    expect(await rowsOf()).toBe(0);
  });

  test('[BK27] two dates moved to one time clash with each other', async () => {
    const exceptions = [
      { ...at(0), ...slot(7) },
      { ...at(80), ...slot(7) },
    ];
    const { clashes } = await done<Series>(clinic.desk, 'book_series', series(slot(0), weeks, { exceptions }));
    expect(clashes).toMatchObject([{ code: 'slot_taken' }]);
  });

  test('[BK27] a series of which every date is left out is refused', async () => {
    const exceptions = [at(0), at(80), at(160)];
    const refusal = await refused(clinic.desk, 'book_series', series(slot(0), weeks, { exceptions }));
    expect(refusal).toMatchObject({ code: 'invalid_input', message: 'No date is left to book.' });
  });

  test.each<[string, unknown]>([
    ['invalid_input', 'tomorrow'],
    ['invalid_input', 7],
    ['invalid_input', true],
    ['invalid_input', at(0)],
    ['invalid_input', [null]],
    ['invalid_input', ['2027-01-01T09:00:00Z']],
    ['invalid_input', [[at(0)]]],
    ['invalid_input', [{}]],
    ['invalid_input', [{ start: null }]],
    ['invalid_input', [{ start: 5 }]],
    ['invalid_input', [{ start: 'soon' }]],
    ['invalid_input', [{ start: 'infinity' }]],
    ['invalid_input', [at(1)]],
    ['invalid_input', [at(240)]],
    ['invalid_input', [at(0), at(0)]],
    ['invalid_input', [at(0), { ...at(0), ...slot(5) }]],
    ['invalid_input', Array(105).fill(at(0))],
    ['invalid_input', [{ ...at(0), slot_start: slot(5).slot_start }]],
    ['invalid_input', [{ ...at(0), slot_end: slot(5).slot_end }]],
    ['invalid_input', [{ ...at(0), slot_start: {}, slot_end: [] }]],
    ['invalid_input', [{ ...at(0), slot_start: 'x', slot_end: 'y' }]],
    ['invalid_input', [{ ...at(0), clinician_id: 'x' }]],
    ['invalid_time', [{ ...at(0), slot_start: slot(5).slot_end, slot_end: slot(5).slot_start }]],
    ['invalid_time', [{ ...at(0), slot_start: '2020-01-01T09:00:00Z', slot_end: '2020-01-01T09:30:00Z' }]],
    ['invalid_time', [{ ...at(0), slot_start: '-infinity', slot_end: 'infinity' }]],
    ['invalid_time', [{ ...at(0), slot_start: slot(5).slot_start, slot_end: slot(100).slot_end }]],
  ])('[BK27] %s: %j', async (code, exceptions) => {
    const refusal = await refused(clinic.desk, 'book_series', series(slot(0), weeks, { exceptions }));
    expect(refusal).toMatchObject({ code, status: 422 });
    expect(await rowsOf()).toBe(0);
  });
});
