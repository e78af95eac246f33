/**
 * Writes down the schema as the database itself describes it (system catalogs), in a fixed order, so that two
 * databases with the same schema give the same text. Read by people as supabase/schema.sql, compared by machines.
 * One query per kind of object; long because a schema has many kinds.
 */
import postgres from 'postgres';

const ours = ['public', 'private'];

type Rows = { text: string }[];
type Sql = postgres.Sql | postgres.TransactionSql;

/** Every query answers one column `text`, sorted. Objects of extensions and of other owners' schemas are left out. */
const sections: [title: string, query: (sql: Sql) => PromiseLike<Rows>][] = [
  [
    'Extensions',
    (sql) => sql<Rows>`
      select format('create extension %I with schema %I;', e.extname, n.nspname) as text
      from pg_extension e join pg_namespace n on n.oid = e.extnamespace
      where pg_get_userbyid(e.extowner) = 'postgres' order by e.extname collate "C"`,
  ],
  [
    'Schemas',
    (sql) => sql<Rows>`
      select concat_ws(e'\n',
        format('-- schema %I', n.nspname),
        format('comment on schema %I is %L;', n.nspname, obj_description(n.oid, 'pg_namespace')),
        (select string_agg(format('grant %s on schema %I to %s;', g.what, n.nspname, g.who), e'\n' order by g.who collate "C", g.what collate "C")
         from (select lower(a.privilege_type) as what, case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end as who
               from aclexplode(n.nspacl) a where a.grantee <> n.nspowner) g
         where g.who not in ('supabase_admin', 'postgres', 'lite_api', 'pg_database_owner'))) as text
      from pg_namespace n where n.nspname = any (${['private']}) order by n.nspname collate "C"`,
  ],
  [
    'Default privileges of postgres',
    (sql) => sql<Rows>`
      select format('-- %s: %s on %s to %s', coalesce(n.nspname, 'everywhere'), lower(a.privilege_type),
        case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' else d.defaclobjtype::text end,
        case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end) as text
      from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
      where pg_get_userbyid(d.defaclrole) = 'postgres' and (n.nspname is null or n.nspname = any (${ours}))
        and a.grantee <> d.defaclrole
      order by 1`,
  ],
  [
    'Types',
    (sql) => sql<Rows>`
      select concat_ws(e'\n',
        format('create type %I.%I as enum (%s);', n.nspname, t.typname,
          (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)),
        format('comment on type %I.%I is %L;', n.nspname, t.typname, obj_description(t.oid, 'pg_type'))) as text
      from pg_type t join pg_namespace n on n.oid = t.typnamespace
      where n.nspname = any (${ours}) and t.typtype = 'e' order by n.nspname collate "C", t.typname collate "C"`,
  ],
  ['Tables', tables],
  [
    'Views',
    (sql) => sql<Rows>`
      select concat_ws(e'\n',
        format(e'create view %s%s as\n%s', c.oid::regclass, ' with (' || array_to_string(c.reloptions, ', ') || ')', pg_get_viewdef(c.oid)),
        format('comment on view %s is %L;', c.oid::regclass, obj_description(c.oid, 'pg_class')),
        ${tableGrants(sql)}) as text
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any (${ours}) and c.relkind in ('v', 'm') order by c.oid::regclass::text collate "C"`,
  ],
  [
    'On tables of the platform',
    (sql) => sql<Rows>`
      select x.text from (
        select pg_get_triggerdef(t.oid) || ';' as text from pg_trigger t
        join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid
        where not t.tgisinternal and n.nspname <> all (${ours}) and p.pronamespace = any (
          select oid from pg_namespace where nspname = any (${ours}))
        union all
        select ${policy(sql)} from pg_policy pol join pg_class c on c.oid = pol.polrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname <> all (${ours})) x
      order by x.text collate "C"`,
  ],
  [
    'Functions',
    (sql) => sql<Rows>`
      select concat_ws(e'\n',
        rtrim(pg_get_functiondef(p.oid)) || ';',
        format('comment on function %s is %L;', p.oid::regprocedure, obj_description(p.oid, 'pg_proc')),
        (select string_agg(format('grant execute on function %s to %s;', p.oid::regprocedure, g.who), e'\n' order by g.who collate "C")
         from (select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end as who
               from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) g)) as text
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any (${ours}) and p.prokind in ('f', 'p')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`,
  ],
];

const policy = (sql: Sql) => sql`
  format('create policy %I on %s%s for %s to %s%s%s;', pol.polname, c.oid::regclass,
    case when pol.polpermissive then '' else ' as restrictive' end,
    case pol.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r)::text end, ', ' order by r) from unnest(pol.polroles) r),
    e'\n  using (' || pg_get_expr(pol.polqual, pol.polrelid) || ')',
    e'\n  with check (' || pg_get_expr(pol.polwithcheck, pol.polrelid) || ')')`;

/** Grants on a table: those on the whole of it, then those on columns. The owner's own are left out. */
const tableGrants = (sql: Sql) => sql`
  (select string_agg(format('grant %s on table %s to %s;', g.what, c.oid::regclass, g.who), e'\n' order by g.who collate "C")
   from (select string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as what,
           case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end as who
         from aclexplode(c.relacl) a where a.grantee <> c.relowner group by a.grantee) g),
  (select string_agg(format('grant %s (%s) on table %s to %s;', g.what, g.columns, c.oid::regclass, g.who), e'\n'
     order by g.who collate "C", g.what collate "C")
   from (select lower(a.privilege_type) as what, string_agg(quote_ident(att.attname), ', ' order by att.attnum) as columns,
           case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end as who
         from pg_attribute att, aclexplode(att.attacl) a
         where att.attrelid = c.oid and not att.attisdropped and a.grantee <> c.relowner group by a.grantee, a.privilege_type) g)`;

function tables(sql: Sql): PromiseLike<Rows> {
  return sql<Rows>`
    select concat_ws(e'\n',
      format(e'create table %s (\n  %s\n);', c.oid::regclass, array_to_string(
        array(
          select concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
            case when a.attnotnull then 'not null' end,
            case when a.attgenerated = 's' then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                 when d.adbin is not null then 'default ' || pg_get_expr(d.adbin, d.adrelid) end,
            case a.attidentity when 'a' then 'generated always as identity' when 'd' then 'generated by default as identity' end)
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum)
        || array(
          select format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) from pg_constraint k
          where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
          order by array_position(array['p', 'u', 'f', 'c', 'x'], k.contype::text), k.conname collate "C"),
        e',\n  ')),
      format('comment on table %s is %L;', c.oid::regclass, obj_description(c.oid, 'pg_class')),
      (select string_agg(format('comment on column %s.%I is %L;', c.oid::regclass, a.attname, col_description(c.oid, a.attnum)), e'\n' order by a.attnum)
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and col_description(c.oid, a.attnum) is not null),
      (select string_agg(pg_get_indexdef(i.indexrelid) || ';', e'\n' order by i.indexrelid::regclass::text collate "C") from pg_index i
       where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)),
      case when c.relrowsecurity then format('alter table %s enable row level security;', c.oid::regclass) end,
      case when c.relforcerowsecurity then format('alter table %s force row level security;', c.oid::regclass) end,
      (select string_agg(${policy(sql)}, e'\n' order by pol.polname collate "C") from pg_policy pol where pol.polrelid = c.oid),
      ${tableGrants(sql)},
      (select string_agg(pg_get_triggerdef(t.oid) || ';', e'\n' order by t.tgname collate "C") from pg_trigger t
       where t.tgrelid = c.oid and not t.tgisinternal),
      (select string_agg(format('alter table %s %s trigger %I;', c.oid::regclass,
         case t.tgenabled when 'D' then 'disable' when 'A' then 'enable always' else 'enable replica' end, t.tgname), e'\n' order by t.tgname)
       from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'O')) as text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (${ours}) and c.relkind in ('r', 'p')
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by n.nspname collate "C" desc, c.relname collate "C"`;
}

const heading = `-- The whole schema, as the database describes it after every migration. Generated by \`npm run db:snapshot\`:
-- read it, never edit it. The sources are supabase/migrations.
`;

/** The snapshot as seen by a connection or inside a transaction whose search_path is `pg_catalog`. */
export async function snapshotOf(sql: Sql): Promise<string> {
  let text = heading;
  for (const [title, query] of sections) {
    const rows = await query(sql);
    const gap = title === 'Tables' || title === 'Functions' ? '\n\n' : '\n';
    if (rows.length > 0) text += `\n-- ${title} --\n\n${rows.map((row) => row.text).join(gap)}\n`;
  }
  return text;
}

export async function snapshot(databaseUrl: string): Promise<string> {
  // With nothing but the system's own schema in reach, Postgres writes every name with its schema.
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {}, connection: { search_path: 'pg_catalog' } });
  try {
    return await snapshotOf(sql);
  } finally {
    await sql.end();
  }
}
