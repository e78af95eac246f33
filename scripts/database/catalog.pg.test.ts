import { expect, test } from 'vitest';
import { database, rolledBack, type Transaction } from '../../tests/support/sql.ts';
import { catalogFindingsOf } from './advisors.ts';
import { snapshotOf } from './snapshot.ts';

const sql = database();

const table = `
  create table public.sample_things (
    sample_id uuid primary key,
    parent_id uuid constraint sample_things_parent_fk references public.sample_things (sample_id) on delete cascade,
    note text not null default 'none');
  alter table public.sample_things enable row level security;
  revoke all on table public.sample_things from anon, authenticated;`;

/** The lines that a change of the schema adds to and takes from the snapshot. */
const changed = (change: string) =>
  rolledBack(sql, async (tx: Transaction) => {
    await tx`select set_config('search_path', 'pg_catalog', true)`;
    await tx.unsafe(table);
    const before = (await snapshotOf(tx)).split('\n');
    await tx.unsafe(change);
    const after = (await snapshotOf(tx)).split('\n');
    return {
      added: after.filter((line) => !before.includes(line)),
      gone: before.filter((line) => !after.includes(line)),
    };
  });

test.each([
  [
    'a grant on columns',
    'grant select (sample_id, note) on table public.sample_things to authenticated',
    'grant select (sample_id, note) on table public.sample_things to authenticated;',
  ],
  [
    'a grant on the table',
    'grant delete on table public.sample_things to anon',
    'grant delete on table public.sample_things to anon;',
  ],
  [
    'a default',
    "alter table public.sample_things alter column note set default 'some'",
    "  note text not null default 'some'::text,",
  ],
  [
    'a comment on a column',
    "comment on column public.sample_things.note is 'It''s said.'",
    "comment on column public.sample_things.note is 'It''s said.';",
  ],
  [
    'an index',
    'create index sample_things_note_idx on public.sample_things (note)',
    'CREATE INDEX sample_things_note_idx ON public.sample_things USING btree (note);',
  ],
  [
    'a policy',
    'create policy select_all on public.sample_things as restrictive for select to authenticated using (true)',
    'create policy select_all on public.sample_things as restrictive for select to authenticated',
  ],
  [
    'a trigger',
    'create trigger sample_touch before update on public.sample_things for each row execute function private.touch_updated_at()',
    'CREATE TRIGGER sample_touch BEFORE UPDATE ON public.sample_things FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();',
  ],
  [
    'a trigger on a table of the platform',
    'create trigger sample_login after delete on auth.users for each row execute function private.touch_updated_at()',
    'CREATE TRIGGER sample_login AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();',
  ],
  [
    'who may execute a function',
    'grant execute on function private.touch_updated_at() to anon',
    'grant execute on function private.touch_updated_at() to anon;',
  ],
  [
    'a value of an enum',
    "create type public.sample_kind as enum ('a', 'b')",
    "create type public.sample_kind as enum ('a', 'b');",
  ],
])('the snapshot shows %s', async (_, change, line) => {
  expect((await changed(change)).added).toContain(line);
});

test('the snapshot shows what is taken away', async () => {
  const { gone } = await changed('alter table public.sample_things disable row level security');
  expect(gone).toEqual(['alter table public.sample_things enable row level security;']);
});

const findings = (change: string) =>
  rolledBack(sql, async (tx) => {
    await tx.unsafe(table + change);
    return (await catalogFindingsOf(tx)).filter((line) => line.includes('sample'));
  });

test('a foreign key needs an index of its own columns', async () => {
  expect(await findings('')).toEqual([
    'sample_things: foreign key sample_things_parent_fk has no index that starts with its columns',
  ]);
  expect(await findings('create index on public.sample_things (note, parent_id);')).toHaveLength(1);
  expect(await findings('create index on public.sample_things (parent_id) where note is not null;')).toHaveLength(1);
  expect(await findings('create index on public.sample_things (parent_id, note);')).toEqual([]);
  expect(await findings('create index on public.sample_things (parent_id) where parent_id is not null;')).toEqual([]);
});

test('a function that everybody may execute is found', async () => {
  const index = 'create index on public.sample_things (parent_id);';
  const create =
    "create function public.sample_f() returns integer language sql stable set search_path = '' as $$ select 1 $$;";
  expect(await findings(index + create)).toEqual([]);
  expect(await findings(`${index}${create}grant execute on function public.sample_f() to public;`)).toEqual([
    'sample_f() can be executed by everybody',
  ]);
});
