import { describe, expect, test } from 'vitest';
import { lintSql } from './lint.ts';

const path = 'supabase/migrations/20270101000000_sample.sql';
const lint = (sql: string) => lintSql(path, sql).map(({ rule, line }) => `${rule}:${line}`);
const rules = (sql: string) => [...new Set(lintSql(path, sql).map(({ rule }) => rule))];

const goodTable = `
-- Things.
create table public.things (
  thing_id uuid primary key default gen_random_uuid(),
  owner_id uuid not null references public.profiles (profile_id) on delete cascade,
  constraint things_name_length check (owner_id is not null)
);
comment on table public.things is 'Things.';
alter table public.things enable row level security;
revoke all on table public.things from anon, authenticated;
create policy select_owner on public.things for select to authenticated using (owner_id = (select private.me()));
create function private.tidy(older_than interval) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from public.things t where t.owner_id is null;
  perform 1 from public.things for update;
  insert into public.things values (null, null) on conflict (thing_id) do update set owner_id = excluded.owner_id;
end $$;
comment on function private.tidy(interval) is 'Tidies.';
create trigger things_tidy before update or delete on public.things for each row execute function private.touch_updated_at();
`;

test('a migration that keeps every rule is silent', () => {
  expect(lintSql(path, goodTable)).toEqual([]);
});

test('a syntax error is reported with its line', () => {
  expect(lint('select 1;\nselect 1 form x y;')).toEqual(['parses:2']);
});

test('a file is called by a number and a snake name', () => {
  for (const name of ['001_x.sql', '20270101000000-x.sql', '20270101000000_X.sql', '20270101000000_.sql'])
    expect(lintSql(name, 'select 1')[0]?.rule, name).toBe('file-name');
});

describe('tables', () => {
  const without = (part: string) => goodTable.replace(part, '');

  test('need row level security, a comment and closed grants in the same file', () => {
    expect(lint(without('alter table public.things enable row level security;'))).toEqual(['table-basics:3']);
    expect(lint(without("comment on table public.things is 'Things.';"))).toEqual(['table-basics:3']);
    expect(lint(without('revoke all on table public.things from anon, authenticated;'))).toEqual(['table-basics:3']);
  });

  test('a private table needs no revoke, because the schema is closed', () => {
    expect(
      lint(
        `create table private.t (a integer); comment on table private.t is 'T.'; alter table private.t enable row level security;`,
      ),
    ).toEqual([]);
  });

  test('name their constraints after themselves', () => {
    expect(lint(goodTable.replace('constraint things_name_length ', ''))).toEqual(['named-constraints:6']);
    expect(lint(goodTable.replace('things_name_length', 'name_length'))).toEqual(['named-constraints:6']);
    expect(lint('alter table public.things add check (true);')).toEqual(['named-constraints:1']);
    expect(lint('alter table public.things add column a text\n  unique;')).toEqual(['named-constraints:2']);
  });

  test('say what happens on delete', () => {
    expect(lint(goodTable.replace(' on delete cascade', ''))).toEqual(['on-delete:5']);
    expect(rules('alter table public.things add constraint things_x foreign key (a) references public.b (c);')).toEqual(
      ['on-delete'],
    );
  });
});

describe('policies and views', () => {
  test('a policy is called <verb>_<who> and names its roles', () => {
    expect(rules('create policy owner on public.things for select to authenticated using (true);')).toEqual([
      'policy-name',
    ]);
    expect(rules('create policy update_owner on public.things for select to authenticated using (true);')).toEqual([
      'policy-name',
    ]);
    expect(rules('create policy select_owner on public.things for select using (true);')).toEqual(['policy-role']);
    expect(rules('create policy select_all on public.things for select to public using (true);')).toEqual([
      'policy-role',
    ]);
  });

  test('a view in public asks with the rights of its reader', () => {
    expect(rules('create view public.v as select 1;')).toEqual(['security-invoker']);
    expect(rules('create view public.v with (security_invoker = true) as select 1;')).toEqual([]);
  });
});

describe('functions', () => {
  const create = (head: string, name = 'private.f') =>
    `create function ${name}() returns integer language sql ${head} as $$ select 1 $$; comment on function ${name}() is 'F.';`;

  test('state their volatility, an empty search_path and a comment', () => {
    expect(rules(create("stable set search_path = ''"))).toEqual([]);
    expect(rules(create("set search_path = ''"))).toEqual(['volatility']);
    expect(rules(create('stable'))).toEqual(['search-path']);
    expect(rules(create('stable set search_path = public'))).toEqual(['search-path']);
    expect(rules(create("stable set search_path = '', public"))).toEqual(['search-path']);
    expect(
      rules("create function private.f() returns integer language sql stable set search_path = '' as $$ select 1 $$;"),
    ).toEqual(['function-comment']);
  });

  test('security definer belongs into private', () => {
    expect(rules(create("stable security definer set search_path = ''"))).toEqual([]);
    expect(rules(create("stable security definer set search_path = ''", 'public.f'))).toEqual(['security-definer']);
  });
});

describe('writes without where', () => {
  const body = (statement: string) =>
    `create function private.f() returns void language plpgsql volatile set search_path = '' as $$\nbegin\n  ${statement}\nend $$;\ncomment on function private.f() is 'F.';`;

  test('are found at the top level, in functions and in do blocks', () => {
    expect(lint('select 1;\nupdate public.things set a = 1;')).toEqual(['where:2']);
    expect(lint('delete from public.things;')).toEqual(['where:1']);
    expect(lint(body('delete from public.things;'))).toEqual(['where:3']);
    expect(lint(body('if true then update public.things t set a = 1; end if; perform 1 where true;'))).toEqual([
      'where:3',
    ]);
    expect(lint('do $x$ begin\n  delete from public.things; end $x$;')).toEqual(['where:2']);
  });

  test('are found in common table expressions, whose own where does not count for the outer statement', () => {
    expect(lint('with gone as (delete from public.things returning 1) select 1 from gone where true;')).toEqual([
      'where:1',
    ]);
    expect(lint('with x as (select 1 where true) update public.things set a = 1 from x;')).toEqual(['where:1']);
    expect(lint(body('update public.things set a = (select 1 where true);'))).toEqual(['where:3']);
  });

  test('are not mistaken for locks, upserts, triggers, grants, strings or comments', () => {
    expect(lint(body('perform 1 from public.things where true for no key update;'))).toEqual([]);
    expect(
      lint("insert into public.things values (1) on conflict (a) do update set a = 2; select 'delete from x';"),
    ).toEqual([]);
    expect(
      lint(
        '-- delete from x\n/* update /* nested */ x set */ grant select, update (a), delete on public.things to service_role;',
      ),
    ).toEqual([]);
    expect(lint(body('delete from public.things where true;'))).toEqual([]);
  });
});

describe('text', () => {
  test('tabs and capitals are found, also inside functions, not in strings or quoted names', () => {
    expect(rules('select\t1;')).toEqual(['no-tabs']);
    expect(lint('select 1;\nSELECT 1;')).toEqual(['lower-case:2']);
    expect(lint('do $$ begin\n  PERFORM 1;\nend $$;')).toEqual(['lower-case:2']);
    expect(lint(`select 'HELLO', "Name", E'it\\'s' from public.things; -- COMMENT`)).toEqual([]);
  });

  test('a migration does not open or end transactions', () => {
    expect(rules('begin; select 1; commit;')).toEqual(['one-transaction']);
    expect(rules('create index concurrently things_idx on public.things (a);')).toEqual(['one-transaction']);
    expect(rules('vacuum public.things;')).toEqual(['one-transaction']);
  });
});

test('the seed is held to the rules about text and writes only', () => {
  expect(lintSql('supabase/seed.sql', 'create table public.t (a integer);', 'seed')).toEqual([]);
  expect(lintSql('supabase/seed.sql', 'delete from public.t;', 'seed')).toHaveLength(1);
});
