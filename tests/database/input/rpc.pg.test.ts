/** Every function of the API and everything that can be wrong with a request to it, over HTTP. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Answer, type Caller, request, rpc } from '../access/http.ts';
import { checksum } from '../access/ownership.ts';
import { createWorld, type World } from '../access/world.ts';
import { type Args, cases, type RpcCase } from './cases.ts';

const sql = database();
let world: World;

interface Routine {
  name: string;
  args: { name: string; type: string; optional: boolean }[];
}

const routines = await sql<Routine[]>`
  select p.proname::text as name, coalesce((
    select json_agg(json_build_object('name', p.proargnames[i], 'type', format_type(p.proargtypes[i - 1], null),
      'optional', i > p.pronargs - p.pronargdefaults) order by i)
    from generate_series(1, p.pronargs) i), '[]') as args
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`;
const known = routines.filter(({ name }) => name in cases);

beforeAll(async () => {
  world = await createWorld(sql);
});

const owners = () => [
  world.practice_id,
  ...Object.values(world.people).map(({ profile_id }) => profile_id),
  world.sides.elsewhere.practice_id,
  world.sides.elsewhere.clinician_id,
  world.sides.elsewhere.patient_id,
];

/** Values that no argument of the type can be, as JSON. */
const impossible: Record<string, unknown[]> = {
  uuid: [123, true, {}, [], '', 'x', '00000000-0000-0000-0000-00000000000', "' or '1'='1", '\u0000', 'null', '🙂'],
  'uuid[]': [5, true, 'x', '{', ['x'], [{}], [''], { 0: randomUUID() }],
  'timestamp with time zone': [
    5,
    true,
    {},
    [],
    '',
    'soon',
    '2027-02-30T10:00:00Z',
    '2027-01-01T25:00:00Z',
    '300000-01-01',
    '10:00',
    '\u0000',
    "2027-01-01'; drop table appointments; --",
  ],
  integer: ['x', '', 1.5, {}, [], 2_147_483_648, -2_147_483_649, 1e300],
  bigint: ['x', '', 1.5, {}, [], '9223372036854775808', 1e300],
  boolean: ['maybe', '', {}, [], 2.5],
  date: ['x', '', '2027-02-30', {}, true],
  jsonb: ['\u0000'],
  text: ['\u0000', 'a\u0000b'],
};

/** Texts that none of the closed lists has. */
const strange = [
  '',
  ' ',
  'nothing_like_it',
  "follow_up'; drop table public.appointments; --",
  '" or ""="',
  '$$;select 1;$$',
  '\\x00',
  '\u0007\u001b[31m',
  '🙂🏳️‍🌈',
  '\u202eמחר',
  '%',
  '_',
  '../../etc/passwd',
  '{"a":1}',
  'null',
  'x'.repeat(1_000_000),
  5,
  true,
  {},
  ['follow_up'],
];

function expectRefusal(answer: Answer, what: unknown): void {
  const text = `${JSON.stringify(what)?.slice(0, 300)} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`;
  expect(answer.status, text).toBeGreaterThanOrEqual(400);
  expect(answer.status, text).toBeLessThan(500);
  expect(answer.body, text).toMatchObject({
    code: expect.stringMatching(/^\w+$/),
    message: expect.stringMatching(/\w{2,}.* /),
  });
  expect(JSON.stringify(answer.body), text).not.toMatch(/at \w+ \(|node_modules|PL\/pgSQL|select .* from/i);
}

/** All of these are refused, and nothing has changed. */
async function refuses(caller: Caller, name: string, requests: unknown[]): Promise<void> {
  const before = await checksum(sql, owners());
  for (const args of requests) expectRefusal(await rpc(caller, name, args), args);
  expect(await checksum(sql, owners())).toEqual(before);
}

test('[AC30] every function of the API has its cases here', () => {
  expect(Object.keys(cases).sort()).toEqual(routines.map(({ name }) => name).sort());
});

describe.each(known)('[AC30] $name', ({ name, args }) => {
  const entry: RpcCase = cases[name] ?? { as: 'admin', right: () => ({}) };
  const { as, right, closed = [], free = {}, ids = [], machine = [], wrong } = entry;
  let good: Args;
  let caller: Caller;

  beforeAll(async () => {
    good = await right(world, sql);
    caller = world.callers[as];
  });

  test('names its arguments like the database does', () => {
    const names = args.map((arg) => arg.name);
    const texts = args.filter(({ type }) => type === 'text').map((arg) => arg.name);
    expect([...Object.keys(good), ...ids].filter((key) => !names.includes(key))).toEqual([]);
    expect(
      [...new Set([...closed, ...Object.keys(free), ...machine.filter((key) => texts.includes(key))])].sort(),
    ).toEqual(texts.filter((key) => key !== 'idempotency_key').sort());
    expect(machine.length > 0 && as !== 'service role', 'only machines write such texts').toBe(false);
  });

  test('refuses values that are not of the type', async () => {
    const requests = args.flatMap((arg) =>
      (impossible[arg.type] ?? []).map((value) => ({ ...good, [arg.name]: value })),
    );
    for (const arg of args) expect(Object.keys(impossible), arg.name).toContain(arg.type);
    await refuses(caller, name, requests);
  });

  test('refuses missing, unknown and null arguments', async () => {
    const required = args.filter((arg) => !arg.optional).map((arg) => arg.name);
    await refuses(caller, name, [
      ...required.map((key) => Object.fromEntries(Object.entries(good).filter(([other]) => other !== key))),
      // A note may be emptied.
      ...required.filter((key) => key !== 'notes' && !machine.includes(key)).map((key) => ({ ...good, [key]: null })),
      { ...good, no_such_argument: 1 },
      { ...good, "x'; --": 1 },
      { ...good, __proto__x: {} },
    ]);
  });

  test('[AC31] refuses ids of others and of nothing', async () => {
    const { elsewhere } = world.sides;
    const requests = ids.flatMap((key) => {
      const { connection_id } = elsewhere;
      const other = {
        ...elsewhere,
        reminder_id: connection_id,
        delivery_id: connection_id,
        profile_id: elsewhere.patient_id,
        hold_id: connection_id,
        invitation_id: connection_id,
        slot_id: connection_id,
        conflict_id: connection_id,
        job_id: connection_id,
        feed_id: connection_id,
      } as unknown as Record<string, string>;
      return [randomUUID(), '00000000-0000-0000-0000-000000000000', other[key]].map((id) => ({ ...good, [key]: id }));
    });
    await refuses(caller, name, requests);
    for (const args of requests) {
      const { body } = await rpc(caller, name, args);
      expect(body, JSON.stringify(args)).toMatchObject({
        code: 'hold_id' in args && name !== 'release_hold' ? 'hold_expired' : 'not_found',
      });
    }
  });

  test('[AC32] refuses texts, times and numbers that mean nothing', async () => {
    await refuses(caller, name, [
      ...closed.flatMap((key) =>
        // Empty means "none" where an address is optional.
        strange
          .filter((value) => key !== 'email' || String(value).trim() !== '')
          .map((value) => ({ ...good, [key]: value })),
      ),
      ...(wrong?.(good) ?? []),
    ]);
  });

  test('[AC33] refuses texts that are too long', async () => {
    await refuses(caller, name, [
      ...Object.entries(free).flatMap(([key, most]) => [
        { ...good, [key]: 'x'.repeat(most + 1) },
        { ...good, [key]: '🙂'.repeat(most + 1) },
        { ...good, [key]: 'x'.repeat(1_000_000) },
      ]),
    ]);
  });

  test('refuses bodies that are no arguments', async () => {
    const before = await checksum(sql, owners());
    const deep = `{"clinician_id":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const bodies = ['{', '[1,2', '{"a":}', deep, '\u0000'];
    // Without a required argument, no arguments are enough.
    if (args.some((arg) => !arg.optional)) bodies.push('', 'null', '[]', '{}', '[{}]', '"text"', '5');
    for (const body of bodies) expectRefusal(await request(caller, 'POST', `rpc/${name}`, body), body.slice(0, 40));
    const form = { 'content-type': 'application/xml' };
    expectRefusal(await request(caller, 'POST', `rpc/${name}`, '<a/>', form), 'xml');
    expect(await checksum(sql, owners())).toEqual(before);
  });

  test('accepts what is right, so that the refusals above have the reason that is meant', async () => {
    const answer = await rpc(caller, name, await right(world, sql));
    expect([200, 204], JSON.stringify(answer.body)).toContain(answer.status);
  });
});

describe('[AC33] free text is stored as it came', () => {
  const texts = [
    `Robert'); drop table public.appointments; --`,
    '"quoted" \\ back\\slash \\u0041 %s $1 {0} #{x}',
    '<script>alert(1)</script>&amp;',
    '🙂 👨‍👩‍👧‍👦 é e\u0301 ﷽',
    'مرحبا \u202eabc\u202c שלום',
    'line\nbreak\ttab\u0007bell',
    '{"json": true}',
    'null',
  ];
  test.each(texts)('%j', async (text) => {
    const good = (await cases.book_appointment?.right(world, sql)) ?? {};
    const answer = await rpc(world.callers.receptionist, 'book_appointment', {
      ...good,
      title: text,
      description: text,
      idempotency_key: `${text} ${randomUUID()}`.slice(0, 200),
    });
    expect(answer).toMatchObject({ status: 200, body: { title: text, description: text } });
    const { appointment_id } = answer.body as { appointment_id: string };
    const notes = await rpc(world.callers.clinician, 'save_clinician_notes', { appointment_id, notes: text });
    expect(notes.status).toBe(200);
    expect((await rpc(world.callers.clinician, 'clinician_notes', { appointment_id })).body).toBe(text);
    const cancelled = await rpc(world.callers.clinician, 'cancel_appointment', { appointment_id, reason: text });
    expect(cancelled.body).toMatchObject({ cancellation_reason: text });
  });
});
