/** docs/spec/access.md, "Matrix": what it says and what happens, for every role, table and verb, through the API. */
import { beforeAll, describe, expect, test } from 'vitest';
import { become, database, rolledBack, type Transaction } from '../../support/sql.ts';
import { documentedTables, everybody, people, type RoleName, reach, roles, type Verb } from './document.ts';
import { create, request } from './http.ts';
import { filterOf, keyOf, type OwnedRow, ownedRows } from './ownership.ts';
import { rowsOf } from './rows.ts';
import { createWorld, type World } from './world.ts';

const sql = database();
const tables = Object.keys(rowsOf);
const refused = [401, 403];
let world: World;

beforeAll(async () => {
  world = await createWorld(sql);
});

const text = (row: OwnedRow) => JSON.stringify(row.key);
const words = (rows: OwnedRow[]) => [...new Set(rows.map((row) => world.wordFor(row.owner)))].sort();
const sorted = (set: Iterable<string>) => [...new Set(set)].sort();

/** One row of each owner of our world, other practice included. */
async function samples(table: string): Promise<OwnedRow[]> {
  const kind = rowsOf[table]?.owners ?? 'person';
  const ours = new Set(world.owners(kind));
  const rows = (await ownedRows(sql, table)).filter((row) => row.owner !== null && ours.has(row.owner));
  return rows.filter((row, i) => rows.findIndex((other) => other.owner === row.owner) === i);
}

const named = (rows: OwnedRow[]) => new Set(rows.map((row) => world.wordFor(row.owner)));
const expected = (table: string, verb: Verb, role: RoleName, rows: OwnedRow[]) =>
  sorted([...reach(table, verb, role)].filter((word) => named(rows).has(word)));

test('[AC1, R7] the document, the schema and the rows of this test name the same tables', async () => {
  const found = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;
  const inSchema = found.map((row) => row.name);
  expect(sorted(documentedTables.keys()), 'docs/spec/access.md').toEqual(sorted(inSchema));
  expect(sorted(tables), 'rows.ts').toEqual(sorted(inSchema));
});

test('[AC1] every table has rows of several owners to tell apart', async () => {
  for (const table of tables.filter((name) => documentedTables.get(name) !== 'nobody')) {
    const found = words(await samples(table));
    expect(found, table).toContain('elsewhere');
    expect(found.length, `${table}: ${found}`).toBeGreaterThan(1);
  }
});

describe.each(people)('[AC1, AC2, R7] %s', (role) => {
  test.each(tables)('reads exactly the documented rows of %s', async (table) => {
    const columns = await keyOf(sql, table);
    const answer = await request(world.callers[role], 'GET', `${table}?select=${columns.join(',')}`);
    const all = await ownedRows(sql, table);
    const allowed = reach(table, 'select', role);
    if (allowed.size === 0 && answer.status !== 200) {
      expect(answer.status).toBe(403);
      return;
    }
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const got = (answer.body as Record<string, unknown>[]).map((row) =>
      JSON.stringify(Object.fromEntries(columns.map((column) => [column, String(row[column])]))),
    );
    const wanted = all.filter(
      (row) => allowed.has(world.wordFor(row.owner)) && world.wordFor(row.owner) !== 'elsewhere',
    );
    const owner = (key: string) => world.wordFor(all.find((row) => text(row) === key)?.owner ?? null);
    expect(sorted(got.map((key) => `${owner(key)} ${key}`))).toEqual(
      sorted(wanted.map((row) => `${world.wordFor(row.owner)} ${text(row)}`)),
    );
  });
});

test.each(tables)('[AC1, R7] an anonymous caller is refused %s, whatever the verb', async (table) => {
  const { anonymous } = world.callers;
  const before = await ownedRows(sql, table);
  const [sample] = await samples(table);
  const filter = sample ? filterOf(sample.key) : `${(await keyOf(sql, table))[0]}=not.is.null`;
  const rows = rowsOf[table];
  const owner = world.owners(rows?.owners ?? 'person')[0] ?? '';
  const body = rows?.row(world.side(owner), owner) ?? {};
  for (const [method, path, content] of [
    ['GET', table, undefined],
    ['HEAD', table, undefined],
    ['POST', table, body],
    ['PATCH', `${table}?${filter}`, rows?.change ?? sample?.key],
    ['DELETE', `${table}?${filter}`, undefined],
  ] as const) {
    const answer = await request(anonymous, method, path, content);
    expect(`${method} ${answer.status}`).toBe(`${method} 401`);
  }
  const mine = new Set(before.map(text));
  const after = (await ownedRows(sql, table)).filter((row) => mine.has(text(row)));
  const ofWorld = (list: OwnedRow[]) =>
    list.filter((row) => row.owner !== null && world.wordFor(row.owner) !== 'elsewhere');
  expect(ofWorld(after)).toEqual(ofWorld(before));
});

/** Deletes what a test has added, so that the next one finds the same world. */
async function remove(table: string, rows: OwnedRow[]): Promise<void> {
  for (const { key } of rows) {
    const where = Object.keys(key).map((column, i) => `${column}::text = $${i + 1}`);
    await sql.unsafe(`delete from public.${table} where ${where.join(' and ')}`, Object.values(key));
  }
}

const worldRows = async (table: string) =>
  (await ownedRows(sql, table)).filter((row) => {
    const kind = rowsOf[table]?.owners ?? 'person';
    return row.owner !== null && world.owners(kind).includes(row.owner);
  });

describe.each(people)('[AC1, AC9, AC11] %s', (role) => {
  test.each(tables)('inserts exactly the documented rows into %s', async (table) => {
    const rows = rowsOf[table];
    if (!rows || documentedTables.get(table) === 'nobody') return;
    const owners = world.owners(rows.owners);
    if (rows.single) await remove(table, await worldRows(table));
    const before = new Set((await worldRows(table)).map(text));
    let accepted = 0;
    for (const owner of owners) {
      const answer = await request(world.callers[role], 'POST', table, rows.row(world.side(owner), owner));
      expect([201, ...refused], JSON.stringify(answer.body)).toContain(answer.status);
      if (answer.status === 201) accepted += 1;
    }
    const added = (await worldRows(table)).filter((row) => !before.has(text(row)));
    await remove(table, added);
    if (rows.single) for (const owner of owners) await create(table, rows.row(world.side(owner), owner));
    expect(added).toHaveLength(accepted);
    const possible = new Set(owners.map((owner) => world.wordFor(owner)));
    expect(words(added)).toEqual(sorted([...reach(table, 'insert', role)].filter((word) => possible.has(word))));
  });

  test.each(tables)('updates exactly the documented rows of %s', async (table) => {
    const rows = await samples(table);
    for (const { key } of rows) {
      const answer = await request(
        world.callers[role],
        'PATCH',
        `${table}?${filterOf(key)}`,
        rowsOf[table]?.change ?? key,
      );
      expect([200, 204, ...refused], JSON.stringify(answer.body)).toContain(answer.status);
    }
    const after = new Map((await ownedRows(sql, table)).map((row) => [text(row), row.version]));
    const changed = rows.filter((row) => after.get(text(row)) !== row.version);
    expect(words(changed)).toEqual(expected(table, 'update', role, rows));
  });

  test.each(tables)('deletes exactly the documented rows of %s', async (table) => {
    const rows = rowsOf[table];
    if (!rows) return;
    const disposable = people.some((person) => reach(table, 'delete', person).size > 0);
    const targets = disposable ? [] : await samples(table);
    if (disposable) {
      for (const owner of world.owners(rows.owners)) {
        const before = new Set((await worldRows(table)).map(text));
        await create(table, rows.row(world.side(owner), owner));
        targets.push(...(await worldRows(table)).filter((row) => !before.has(text(row))));
      }
    }
    for (const { key } of targets) {
      const answer = await request(world.callers[role], 'DELETE', `${table}?${filterOf(key)}`);
      expect([200, 204, ...refused], JSON.stringify(answer.body)).toContain(answer.status);
    }
    const left = new Set((await ownedRows(sql, table)).map(text));
    const gone = targets.filter((row) => !left.has(text(row)));
    if (disposable) await remove(table, targets);
    expect(words(gone)).toEqual(expected(table, 'delete', role, targets));
  });
});

/** AC14 keeps one admin and is no matter of who may do what: off for this transaction, which is taken back. */
async function allowLastAdmin(tx: Transaction, table: string): Promise<void> {
  if (table === 'practice_members' || table === 'profiles')
    await tx`alter table public.practice_members disable trigger practice_members_keep_admin`;
}

/** Tables of which somebody may change or delete rows. */
const changeable = (verb: Verb) => tables.filter((table) => people.some((role) => reach(table, verb, role).size > 0));

// Without a filter no column is read, and then the policies for reading do not help those for writing.
describe.each(people)('[AC1, AC2] %s, with a statement that names no row,', (role) => {
  const reached = (table: string, verb: 'update' | 'delete') =>
    rolledBack(sql, async (tx) => {
      const before = await ownedRows(tx, table);
      const [[column, value] = ['', null]] = Object.entries(rowsOf[table]?.change ?? {});
      await allowLastAdmin(tx, table);
      await become(tx, world.people[role]?.auth_user_id ?? '');
      await tx
        .savepoint((inner) =>
          verb === 'delete'
            ? inner`delete from ${inner(`public.${table}`)}`
            : inner`update ${inner(`public.${table}`)} set ${inner({ [column]: value as string })}`,
        )
        .catch((error: { code?: string }) => expect(error.code).toBe('42501'));
      await tx`reset role`;
      const after = new Map((await ownedRows(tx, table)).map((row) => [text(row), row.version]));
      return before.filter((row) => after.get(text(row)) !== row.version);
    });

  test.each(changeable('update'))('updates no more than the documented rows of %s', async (table) => {
    const rows = await reached(table, 'update');
    expect(words(rows)).toEqual(expected(table, 'update', role, await worldRows(table)));
  });

  test.each(changeable('delete'))('deletes no more than the documented rows of %s', async (table) => {
    const rows = await reached(table, 'delete');
    expect(words(rows)).toEqual(expected(table, 'delete', role, await worldRows(table)));
  });
});

describe('[AC1, R7] the service role', () => {
  test.each(tables)('reads every row of %s', async (table) => {
    for (const row of await samples(table)) {
      const answer = await request(world.callers['service role'], 'GET', `${table}?select=*&${filterOf(row.key)}`);
      expect(answer.body, answer.status.toString()).toHaveLength(1);
    }
  });

  // In a transaction that is taken back: the rows are needed. A row that others point to is refused by the foreign key.
  test.each(tables)('changes and deletes the rows of %s that the document allows', async (table) => {
    for (const verb of ['update', 'delete'] as const) {
      const allowed = reach(table, verb, 'service role').size === everybody.length;
      const [row] = await sql<{ may: boolean }[]>`
        select has_table_privilege('service_role', ${`public.${table}`}, ${verb}) as may`;
      expect(row?.may, verb).toBe(allowed);
      for (const { key } of await samples(table)) {
        const [changed = ''] = Object.keys(rowsOf[table]?.change ?? key);
        const [column = '', value = ''] = Object.entries(key)[0] ?? [];
        const done = await rolledBack(sql, async (tx) => {
          await allowLastAdmin(tx, table);
          await tx`set local role service_role`;
          const statement =
            verb === 'delete' ? `delete from public.${table}` : `update public.${table} set ${changed} = ${changed}`;
          const result = await tx
            .savepoint((inner) => inner.unsafe(`${statement} where ${column}::text = $1`, [value]))
            .catch((error: { code?: string }) => error);
          return 'count' in result ? result.count > 0 : result.code;
        });
        expect(allowed ? [true, '23503', '23001'] : ['42501'], `${verb} ${table}`).toContain(done);
      }
    }
  });
});

test('[AC1] no role of the API may empty a table or attach anything to it', async () => {
  const found = await sql`
    select r.role, c.relname, p.privilege
    from pg_class c
    cross join unnest(array['anon', 'authenticated']) r (role)
    cross join unnest(array['truncate', 'references', 'trigger']) p (privilege)
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'
      and has_table_privilege(r.role, c.oid, p.privilege)`;
  expect([...found]).toEqual([]);
  expect(roles).toHaveLength(people.length + 2);
});
