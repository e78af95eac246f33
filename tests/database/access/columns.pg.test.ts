/** docs/spec/access.md, "Secret columns" and "Columns that people write". */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { list, people, type RoleName, tableUnder } from './document.ts';
import { request } from './http.ts';
import { filterOf, keyOf } from './ownership.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
const secrets = tableUnder('Secret columns').flatMap((row) =>
  list(row.columns).map((column): [table: string, column: string] => [row.table ?? '', column]),
);
const writable = tableUnder('Columns that people write');
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

/** table → columns on which a role has the privilege. */
async function granted(role: string, privilege: string): Promise<Map<string, { has: string[]; lacks: string[] }>> {
  const rows = await sql<{ table: string; has: string[]; lacks: string[] }[]>`
    select c.relname as table,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where x.granted), '{}') as has,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where not x.granted), '{}') as lacks
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral (select has_column_privilege(${role}, c.oid, a.attnum, ${privilege}) as granted) x
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname`;
  return new Map(rows.map(({ table, has, lacks }) => [table, { has, lacks }]));
}

test('[AC3] the document lists exactly the columns that people cannot read', async () => {
  const found = await granted('authenticated', 'select');
  const lacking = [...found].flatMap(([table, { has, lacks }]) =>
    has.length > 0 ? lacks.map((column) => `${table}.${column}`) : [],
  );
  expect(secrets.map((pair) => pair.join('.')).sort()).toEqual(lacking.sort());
});

test('[AC3] columns whose names tell of a secret are granted to nobody', async () => {
  const found = await granted('authenticated', 'select');
  const suspicious = /token|secret|password|verifier|clinician_notes|p256dh|^auth$|hash|cursor/;
  const readable = [...found].flatMap(([table, { has }]) =>
    has.filter((column) => suspicious.test(column)).map((column) => `${table}.${column}`),
  );
  // A patient needs it to enter the meeting.
  expect(readable).toEqual(['video_call_sessions.meeting_password']);
});

test('[AC4] the document lists exactly the columns that people write', async () => {
  for (const verb of ['insert', 'update'] as const) {
    const found = await granted('authenticated', verb);
    const actual = [...found]
      .filter(([, { has }]) => has.length > 0)
      .map(([table, { has, lacks }]) => `${table}: ${lacks.length === 0 ? 'all' : has.join(', ')}`);
    const documented = writable.filter((row) => row[verb] !== '–').map((row) => `${row.table}: ${row[verb]}`);
    expect(documented.sort(), verb).toEqual(actual.sort());
  }
});

test('[AC1] anonymous callers have no privilege on any column', async () => {
  for (const verb of ['select', 'insert', 'update', 'references']) {
    const found = [...(await granted('anon', verb))].filter(([, { has }]) => has.length > 0);
    expect(found, verb).toEqual([]);
  }
});

describe.each([...people, 'anonymous'] satisfies RoleName[])('[AC3] %s', (role) => {
  test.each(secrets)('is refused %s.%s', async (table, column) => {
    const answer = await request(world.callers[role], 'GET', `${table}?select=${column}`);
    expect(answer.status).toBe(role === 'anonymous' ? 401 : 403);
    expect(answer.body).toMatchObject({ code: '42501' });
  });

  test.each([...new Set(secrets.map(([table]) => table))])('is refused select=* on %s', async (table) => {
    const answer = await request(world.callers[role], 'GET', `${table}?select=*`);
    expect(answer.status).toBe(role === 'anonymous' ? 401 : 403);
  });
});

test('[AC3] secrets cannot be inferred by filtering, ordering, embedding or asking for them back', async () => {
  const { clinician } = world.callers;
  const own = world.sides.ours.connection_id;
  for (const path of [
    'calendar_sync_connections?select=connection_id&access_token=like.k1*',
    'calendar_sync_connections?select=connection_id&order=refresh_token',
    'calendar_sync_connections?select=connection_id&or=(access_token.is.null,cursor.is.null)',
    'profiles?select=profile_id,calendar_sync_connections(access_token)',
    'sync_jobs?select=job_id,calendar_sync_connections(refresh_token)',
    'appointments?select=appointment_id&clinician_notes=not.is.null',
    'messages?select=message_id,appointments(clinician_notes)',
  ]) {
    const answer = await request(clinician, 'GET', path);
    expect([400, 403], `${path}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
    expect(JSON.stringify(answer.body)).not.toContain('ciphertext');
  }
  const patched = await request(
    clinician,
    'PATCH',
    `calendar_sync_connections?connection_id=eq.${own}`,
    { calendar_name: 'Mine' },
    { prefer: 'return=representation' },
  );
  expect(patched.status).toBe(403);
});

describe('[AC4] columns that nobody may write', () => {
  const attempts: [role: RoleName, table: string, change: Record<string, unknown>][] = [
    ['patient', 'profiles', { email: 'victim@example.test' }],
    ['patient', 'profiles', { auth_user_id: null }],
    ['patient', 'profiles', { profile_id: '00000000-0000-4000-8000-000000000001' }],
    ['admin', 'practice_members', { profile_id: '00000000-0000-4000-8000-000000000001' }],
    ['admin', 'practices', { slug: 'taken-over' }],
    ['admin', 'clinicians', { practice_id: '00000000-0000-4000-8000-000000000001' }],
    ['clinician', 'calendar_sync_connections', { access_token: 'x' }],
    ['clinician', 'calendar_sync_connections', { state: 'active' }],
    ['clinician', 'calendar_sync_connections', { user_id: '00000000-0000-4000-8000-000000000001' }],
    ['clinician', 'appointments', { status: 'completed' }],
    ['admin', 'appointments', { scheduled_end: '2030-01-01T00:00:00Z' }],
    ['patient', 'notifications', { recipient_id: '00000000-0000-4000-8000-000000000001' }],
    ['patient', 'messages', { body: 'I never said that' }],
    ['clinician', 'care_relationships', { patient_id: '00000000-0000-4000-8000-000000000001' }],
    ['admin', 'appointment_types', { practice_id: '00000000-0000-4000-8000-000000000001' }],
  ];
  test.each(attempts)('%s, %s %j', async (role, table, change) => {
    const { body } = await request(world.callers[role], 'GET', `${table}?select=${await keyOf(sql, table)}&limit=1`);
    const [key] = body as Record<string, string>[];
    if (!key) throw new Error(`${role} sees no row of ${table}`);
    const answer = await request(world.callers[role], 'PATCH', `${table}?${filterOf(key)}`, change);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: '42501' });
  });

  test('a message is sent as text, from now', async () => {
    const { conversation_id, patient_id } = world.sides.ours;
    for (const more of [{ kind: 'system' }, { created_at: '2020-01-01T00:00:00Z' }, { payload: {} }]) {
      const answer = await request(world.callers.patient, 'POST', 'messages', {
        conversation_id,
        sender_id: patient_id,
        body: 'Hello',
        ...more,
      });
      expect(answer.status, JSON.stringify(more)).toBe(403);
    }
  });
});
