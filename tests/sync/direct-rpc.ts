import type { Rpc } from '../../supabase/functions/_shared/db/rpc.ts';
import type { Sql } from '../support/sql.ts';

/** Calls functions by name as PostgREST would, without the way through it. */
export const directRpc =
  (sql: Sql): Rpc =>
  async (name, args) => {
    const names = Object.keys(args);
    const list = names.map((arg, i) => `"${arg}" := $${i + 1}`).join(', ');
    const isRows = name.startsWith('claim_');
    const query = isRows
      ? `select to_jsonb(r) as value from public.${name}(${list}) r`
      : `select public.${name}(${list}) as value`;
    try {
      // Objects and lists become JSON by themselves.
      const rows = await sql.unsafe<{ value: unknown }[]>(query, Object.values(args) as string[]);
      return isRows ? rows.map(({ value }) => value) : rows[0]?.value;
    } catch (error) {
      throw raised(error);
    }
  };

/** What private.raise_error says in JSON, as the error it stands for. */
export function raised(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  try {
    const { code, message } = JSON.parse(error.message) as { code: string; message: string };
    return Object.assign(new Error(message), { code });
  } catch {
    return error;
  }
}
