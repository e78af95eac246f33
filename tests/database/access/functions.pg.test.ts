/** docs/spec/access.md, "Functions": who may execute what, and that each function asks who is calling. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { definersInPublic } from '../../../scripts/sql/rules/functions.ts';
import { database } from '../../support/sql.ts';
import { stack } from '../../support/stack.ts';
import { inDays } from '../../support/time.ts';
import { list, tableUnder } from './document.ts';
import { request, rpc } from './http.ts';
import { checksum } from './ownership.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
const documented = new Map(tableUnder('Functions').map((row) => [row.function ?? '', list(row.callers)]));
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

interface Routine {
  name: string;
  definer: boolean;
  args: { name: string; type: string; optional: boolean }[];
}

const routines = await sql<Routine[]>`
  select p.proname::text as name, p.prosecdef as definer, coalesce((
    select json_agg(json_build_object('name', p.proargnames[i], 'type', format_type(p.proargtypes[i - 1], null),
      'optional', i > p.pronargs - p.pronargdefaults) order by i)
    from generate_series(1, p.pronargs) i), '[]') as args
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`;

test('[AC5] the document lists exactly the functions of schema public and who may execute them', async () => {
  const rows = await sql<{ name: string; role: string }[]>`
    select p.proname::text as name, r.word as role
    from pg_proc p
    cross join (values ('anon', 'anonymous'), ('authenticated', 'signed-in'), ('service_role', 'service role')) r (role, word)
    where p.pronamespace = 'public'::regnamespace and has_function_privilege(r.role, p.oid, 'execute') order by 1, 2`;
  const found = new Map<string, string[]>(routines.map(({ name }) => [name, []]));
  for (const { name, role } of rows) found.get(name)?.push(role);
  const lines = (map: Map<string, string[]>) => [...map].map(([name, callers]) => `${name}: ${callers.sort()}`).sort();
  expect(lines(documented)).toEqual(lines(found));
});

test('[AC5] no function is overloaded: its name alone tells what the API calls', () => {
  const names = routines.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('[AC5] PUBLIC may execute nothing, and anonymous callers nothing in public or private', async () => {
  const found = await sql`
    select p.oid::regprocedure::text as routine
    from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
      and (has_function_privilege('anon', p.oid, 'execute')
        or exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0))`;
  expect([...found]).toEqual([]);
});

test('[AC5] functions that run with the rights of their owner in public are the listed ones', () => {
  const definers = routines.filter(({ definer }) => definer).map(({ name }) => `public.${name}`);
  expect(definers.filter((name) => !definersInPublic.has(name))).toEqual([]);
});

test('[AC5] what signed-in people may execute in private answers about themselves, or decides nothing', async () => {
  const found = await sql<{ name: string }[]>`
    select p.proname::text as name from pg_proc p
    where p.pronamespace = 'private'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute') order by 1`;
  expect(found.map(({ name }) => name)).toEqual([
    'acting_as',
    'e164',
    'error_catalog',
    'in_conversation',
    'is_https',
    'is_member',
    'is_service',
    'is_timezone',
    'may_listen',
    'me',
    'my_care_practices',
    'my_clinicians',
    'my_connections',
    'my_conversations',
    'my_managed_clinicians',
    'my_message_practices',
    'my_practices',
    'now',
    'raise_error',
    'sent_at',
    'transition_allowed',
  ]);
});

/** Functions about the caller alone, and what they answer to somebody about whom there is nothing. */
const aboutThemselves: Record<string, unknown> = {
  my_invitations: [],
  conversation_list: [],
  unread_conversations: 0,
  sync_health: [],
  calendar_export: { visits: [] },
  create_calendar_feed: { label: null },
  unblock_my_email: true,
};

/** A well-formed value of every type of argument; ids are those of a visit, so that a missing check would show. */
function argumentsFor({ args }: Routine): Record<string, unknown> {
  const { appointment_id, practice_id, clinician_id, patient_id } = world.sides.ours;
  const byName: Record<string, unknown> = {
    appointment_id,
    practice_id,
    clinician_id,
    patient_id,
    range_start: inDays(7, '09:00'),
    range_end: inDays(8, '09:00'),
    after: inDays(7, '09:00'),
    slot_start: inDays(7, '09:00'),
    slot_end: inDays(7, '09:30'),
    appointment_type: 'follow_up',
    location_type: 'in_person',
    status: 'cancelled',
    recurrence: 'FREQ=DAILY;COUNT=2',
    full_name: 'A Patient',
    timezone: 'UTC',
    locale: 'en',
  };
  const byType: Record<string, unknown> = {
    uuid: randomUUID(),
    text: 'text',
    integer: 30,
    boolean: true,
    'uuid[]': [clinician_id],
    jsonb: {},
    date: inDays(7, '09:00').slice(0, 10),
    'timestamp with time zone': inDays(7, '09:00'),
  };
  return Object.fromEntries(
    args.flatMap(({ name, type, optional }) => {
      if (optional && byName[name] === undefined) return [];
      const value = byName[name] ?? byType[type];
      if (value === undefined) throw new Error(`a value for ${name} ${type} is missing here`);
      return [[name, value]];
    }),
  );
}

describe.each(routines)('[AC5] $name', (routine) => {
  const ourOwners = () => [world.practice_id, ...Object.values(world.people).map(({ profile_id }) => profile_id)];

  test('is refused to an anonymous caller', async () => {
    for (const method of ['POST', 'GET'] as const) {
      const answer =
        method === 'POST'
          ? await rpc(world.callers.anonymous, routine.name, argumentsFor(routine))
          : await request(world.callers.anonymous, 'GET', `rpc/${routine.name}`);
      expect([401, 404, 405], `${method} ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
      if (method === 'POST') expect(answer.status).toBe(401);
    }
  });

  test('tells a stranger nothing and does nothing for them', async () => {
    const before = await checksum(sql, ourOwners());
    const answer = await rpc(world.callers.stranger, routine.name, argumentsFor(routine));
    if (routine.name in aboutThemselves) {
      expect(answer).toMatchObject({ status: 200, body: aboutThemselves[routine.name] });
      return;
    }
    expect([403, 404], `${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
    expect(answer.body).toMatchObject({ code: expect.stringMatching(/^(not_found|forbidden|42501)$/) });
    expect(await checksum(sql, ourOwners())).toEqual(before);
  });
});

describe('[AC6] schema private', () => {
  const attempts: [method: string, path: string, headers: Record<string, string>][] = [
    ['GET', 'idempotency_keys', {}],
    ['GET', 'private.idempotency_keys', {}],
    ['GET', 'idempotency_keys', { 'accept-profile': 'private' }],
    ['GET', 'demo_accounts?select=password', { 'accept-profile': 'private' }],
    ['POST', 'idempotency_keys', { 'content-profile': 'private' }],
    ['POST', 'rpc/me', {}],
    ['POST', 'rpc/me', { 'content-profile': 'private' }],
    ['POST', 'rpc/private.me', {}],
    ['POST', 'rpc/raise_error', { 'content-profile': 'private' }],
    ['GET', 'users?select=email', { 'accept-profile': 'auth' }],
    ['GET', 'messages', { 'accept-profile': 'realtime' }],
    ['POST', 'rpc/send', { 'content-profile': 'realtime' }],
    ['GET', 'pg_authid', { 'accept-profile': 'pg_catalog' }],
    ['POST', 'rpc/set_config', { 'content-profile': 'pg_catalog' }],
    ['POST', 'rpc/pg_sleep', {}],
  ];
  test.each(attempts)('%s %s %j finds nothing', async (method, path, headers) => {
    for (const role of ['admin', 'service role'] as const) {
      const body = method === 'POST' ? {} : undefined;
      const answer = await request(world.callers[role], method, path, body, headers);
      expect([401, 403, 404, 406], `${role} ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status);
    }
  });

  test('the clock of the tests cannot be set by a request', async () => {
    const answer = await request(
      world.callers.clinician,
      'POST',
      'rpc/next_free_slots',
      { clinician_id: world.sides.ours.clinician_id, after: '2000-01-01T00:00:00Z' },
      { 'careslot.now': '2000-01-01T00:00:00Z', prefer: 'tx=rollback, timezone=Pacific/Apia' },
    );
    const [first] = answer.body as { slot_start: string }[];
    expect(Date.parse(first?.slot_start ?? '')).toBeGreaterThan(Date.now());
  });

  test('[R7] row-level security is on for every table of the schemas that are exposed or ours', async () => {
    const open = await sql`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
        and not c.relrowsecurity and c.relname <> 'demo_accounts'`;
    expect([...open]).toEqual([]);
    expect((await fetch(`${stack.api_url}/rest/v1/`, { headers: { apikey: stack.publishable_key } })).status).not.toBe(
      200,
    );
  });
});
