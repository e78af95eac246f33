/** Whose row is it? Asked of the database by its owner, past row-level security. */
import type { Db } from '../../support/factory.ts';
import { documentedTables } from './document.ts';

export interface OwnedRow {
  /** The primary key, by column, as text. */
  key: Record<string, string>;
  owner: string | null;
  /** Changes with every update of the row. */
  version: string;
}

const pointers: Record<string, [table: string, key: string]> = {
  connection_id: ['calendar_sync_connections', 'connection_id'],
  appointment_id: ['appointments', 'appointment_id'],
  entity_id: ['appointments', 'appointment_id'],
  address: ['profiles', 'email'],
};

/** The expression for `whose` of the document: a column, `a → b`, or `a → b, else c`. */
function ownerExpression(table: string): string {
  const [whose, otherwise] = documentedTables.get(table)?.split(', else ') ?? [];
  if (whose && otherwise) return `coalesce(${expressionOf(table, whose)}, t.${otherwise})`;
  return expressionOf(table, whose);
}

function expressionOf(table: string, whose: string | undefined): string {
  if (!whose) throw new Error(`docs/spec/access.md does not say whose the rows of ${table} are`);
  if (whose === 'nobody') return 'null::uuid';
  const [column = '', target] = whose.split('→').map((part) => part.trim());
  const pointer = pointers[column];
  if (!target) return `t.${column}`;
  if (!pointer) throw new Error(`docs/spec/access.md, ${table}: where does ${column} point to?`);
  return `(select x.${target} from public.${pointer[0]} x where x.${pointer[1]} = t.${column})`;
}

const keys = new Map<string, string[]>();

/** The columns of a table's primary key. */
export async function keyOf(db: Db, table: string): Promise<string[]> {
  const known = keys.get(table);
  if (known) return known;
  const rows = await db<{ name: string }[]>`
    select a.attname as name
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'p' and c.conrelid = ${`public.${table}`}::regclass order by array_position(c.conkey, a.attnum)`;
  const columns = rows.map((row) => row.name);
  keys.set(table, columns);
  return columns;
}

/** Every row of a table, whoever's. */
export async function ownedRows(db: Db, table: string): Promise<OwnedRow[]> {
  const columns = await keyOf(db, table);
  const key = columns.map((column) => `'${column}', t.${column}::text`).join(', ');
  return await db.unsafe<OwnedRow[]>(
    `select json_build_object(${key}) as key, ${ownerExpression(table)}::text as owner, t.xmin::text as version from public.${table} t order by 1::text`,
  );
}

/** The filter of PostgREST that finds exactly this row. */
export const filterOf = (key: Record<string, string>): string =>
  Object.entries(key)
    .map(([column, value]) => `${column}=eq.${encodeURIComponent(value)}`)
    .join('&');

/** One line that differs when any row of these owners differs, in any table. */
export async function checksum(db: Db, owners: string[]): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const table of documentedTables.keys()) {
    const [row] = await db.unsafe<{ sum: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') as sum
       from public.${table} t where ${ownerExpression(table)}::text = any ($1)`,
      [owners],
    );
    sums[table] = row?.sum ?? '';
  }
  return sums;
}
