import type { SupabaseClient } from '@supabase/supabase-js';
import { Problem } from '../http/problem.ts';

/** Calls a database function by name with its arguments as JSON. Throws what the database raised, with its `code`. */
export type Rpc = (name: string, args: Record<string, unknown>) => Promise<unknown>;

/** Errors keep the code and the sentence that the database gave them; a database that cannot be asked is 502. */
export function rpcOf(supabase: SupabaseClient): Rpc {
  return async (name, args) => {
    const { data, error, status } = await supabase.rpc(name, args);
    if (!error) return data;
    if (/^[a-z_]+$/.test(error.code ?? ''))
      throw new Problem(status, error.code, error.message, { cause: error, details: detailsOf(error.details) });
    throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
  };
}

/** The database sends details as JSON in a text (docs/error-codes.md). */
function detailsOf(text: string | null): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
