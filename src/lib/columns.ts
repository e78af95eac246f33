import type * as z from 'zod/mini';
import type { Database } from '#shared/database.types.ts';

type Tables = Database['public']['Tables'];

/**
 * `{…} satisfies Columns<'appointments'>`: a column that no longer exists, or has become nullable, is a compile error
 * in the schema that reads it.
 */
export type Columns<Table extends keyof Tables> = {
  [Name in keyof Tables[Table]['Row']]?: z.ZodMiniType<Tables[Table]['Row'][Name]>;
};
