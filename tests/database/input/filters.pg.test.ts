/** Requests to tables that mean nothing: filters, orders, ranges, bodies and headers. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Answer, request } from '../access/http.ts';
import { checksum } from '../access/ownership.ts';
import { createWorld, type World } from '../access/world.ts';

const sql = database();
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

function expectRefusal(answer: Answer, what: string): void {
  const text = `${what.slice(0, 200)} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`;
  expect(answer.status, text).toBeGreaterThanOrEqual(400);
  expect(answer.status, text).toBeLessThan(500);
  expect(answer.body, text).toMatchObject({ code: expect.any(String), message: expect.stringMatching(/\w/) });
}

const visits = 'appointments?select=appointment_id';

describe('[AC30] reading', () => {
  test.each([
    'no_such_table?select=*',
    'pg_catalog.pg_user?select=*',
    'appointments?select=no_such_column',
    'appointments?select=appointment_id,no_such_table(*)',
    'appointments?select=appointment_id;drop table appointments',
    'appointments?select=count(',
    `${visits}&no_such_column=eq.1`,
    `${visits}&appointment_id=eq.x`,
    `${visits}&appointment_id=in.(x,y)`,
    `${visits}&appointment_id=bogus.1`,
    `${visits}&appointment_id=1`,
    `${visits}&scheduled_start=gt.soon`,
    `${visits}&scheduled_start=gt.2027-02-30`,
    `${visits}&status=eq.bogus`,
    `${visits}&version=eq.99999999999999999999`,
    `${visits}&version=eq.1;select 1`,
    `${visits}&overbooked=is.maybe`,
    `${visits}&or=(`,
    `${visits}&or=()`,
    `${visits}&and=(version.eq.1`,
    `${visits}&or=(version.bogus.1)`,
    `${visits}&order=no_such_column`,
    `${visits}&order=version.sideways`,
    `${visits}&title=fts(bogus).x`,
    'profiles?select=profile_id,practice_members!no_such_key(role)',
    'practice_closures?select=closure_id&during=ov.nonsense',
    'clinician_availability?select=availability_id&start_time=eq.25:00',
  ])('%s', async (path) => {
    expectRefusal(await request(world.callers.admin, 'GET', path), path);
  });

  test('a null character, and quotes of every kind, find nothing or are refused', async () => {
    for (const value of ['%00', "'", '"', "' or 1=1 --", '\\', '%', '$$', ';', '(', '*', '.', ',', '🙂']) {
      const path = `profiles?select=profile_id&full_name=eq.${encodeURIComponent(value).replace('%2500', '%00')}`;
      const answer = await request(world.callers.admin, 'GET', path);
      if (answer.status === 200) expect(answer.body, value).toEqual([]);
      else expectRefusal(answer, path);
    }
  });

  test('a very long filter does not break anything', async () => {
    const ids = Array.from({ length: 2_000 }, () => world.practice_id).join(',');
    const answer = await request(world.callers.admin, 'GET', `practices?select=practice_id&practice_id=in.(${ids})`);
    if (answer.status !== 200) expect([400, 413, 414, 431]).toContain(answer.status);
    else expect(answer.body).toHaveLength(1);
  });

  test('no more rows than the limit of the API are given', async () => {
    const answer = await request(world.callers.admin, 'GET', `${visits}&limit=1000000`);
    expect(answer.status).toBe(200);
    expect((answer.body as unknown[]).length).toBeLessThanOrEqual(1_000);
  });
});

describe('[AC30] writing', () => {
  const wrong: [table: string, change: Record<string, unknown>][] = [
    ['practices', { timezone: 'Mars/Olympus' }],
    ['practices', { timezone: null }],
    ['practices', { min_notice_minutes: -1 }],
    ['practices', { min_notice_minutes: 1e12 }],
    ['practices', { min_notice_minutes: 'soon' }],
    ['practices', { booking_horizon_days: 0 }],
    ['practices', { name: '' }],
    ['practices', { name: 'x'.repeat(201) }],
    ['practices', { name: 'x'.repeat(1_000_000) }],
    ['practices', { name: 'a\u0000b' }],
    ['practices', { no_such_column: 1 }],
    ['practices', { requests_hold_time: 'perhaps' }],
    ['profiles', { timezone: "'; drop table profiles; --" }],
    ['profiles', { locale: 'x'.repeat(100) }],
    ['profiles', { full_name: 'x'.repeat(201) }],
    ['profiles', { phone: '0'.repeat(41) }],
    ['clinicians', { color: 'red' }],
    ['clinicians', { booking_slug: '../admin' }],
    ['clinicians', { display_name: null }],
    ['practice_members', { role: 'owner' }],
    ['care_relationships', { status: 'maybe' }],
    ['clinician_availability', { day_of_week: 7 }],
    ['clinician_availability', { day_of_week: -1 }],
    ['clinician_availability', { start_time: '25:00' }],
    ['clinician_availability', { slot_duration_minutes: 0 }],
    ['clinician_availability', { buffer_minutes: -5 }],
    ['clinician_availability', { location_type: 'moon' }],
    ['clinician_availability', { appointment_types: Array.from({ length: 101 }, (_, i) => `type_${i}`) }],
    ['clinician_availability', { valid_from: '2027-02-01', valid_until: '2027-01-01' }],
    ['clinician_availability', { timezone: 'XYZ3' }],
    ['clinician_date_overrides', { override_date: '9999-12-31' }],
    ['clinician_date_overrides', { override_date: 'infinity' }],
    ['clinician_date_overrides', { is_available: true, start_time: null, end_time: null }],
    ['clinician_date_overrides', { start_time: '09:00', end_time: null }],
    ['practice_closures', { during: 'empty' }],
    ['practice_closures', { during: '[2027-01-02,2027-01-01)' }],
    ['practice_closures', { during: '(,)' }],
    ['practice_closures', { during: '[-infinity,infinity)' }],
    ['appointment_types', { default_duration_minutes: 0 }],
    ['appointment_types', { default_location_type: 'moon' }],
    ['practice_reminder_rules', { minutes_before: 0 }],
    ['practice_reminder_rules', { delivery_method: 'pigeon' }],
  ];
  test.each(wrong)('%s %j', async (table, change) => {
    const owners = [world.practice_id, ...Object.values(world.people).map(({ profile_id }) => profile_id)];
    const before = await checksum(sql, owners);
    const filter = table === 'profiles' ? `profile_id=eq.${world.people.admin?.profile_id}` : 'created_at=not.is.null';
    const answer = await request(world.callers.admin, 'PATCH', `${table}?${filter}`, change);
    expectRefusal(answer, `${table} ${JSON.stringify(change).slice(0, 100)}`);
    expect(await checksum(sql, owners)).toEqual(before);
  });

  test('bodies that are no rows', async () => {
    const deep = `{"conversation_id":${'['.repeat(1_000)}${']'.repeat(1_000)}}`;
    for (const body of ['{', '5', '"x"', 'null', '[1]', '[[]]', deep, ''])
      expectRefusal(await request(world.callers.patient, 'POST', 'messages', body), body);
  });

  test('messages that are no messages', async () => {
    const { conversation_id, patient_id: sender_id } = world.sides.ours;
    for (const body of ['', '   ', null, 'x'.repeat(10_001), 'x'.repeat(1_000_000), 'a\u0000b'])
      expectRefusal(
        await request(world.callers.patient, 'POST', 'messages', { conversation_id, sender_id, body }),
        String(body),
      );
  });
});
