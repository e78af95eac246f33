/** `npm run db:snapshot`: writes supabase/schema.sql, the whole schema on one page. `--check` only compares. */
import { schema, writeOrCheck } from './database/generated.ts';
import { withMigratedDatabase } from './database/stacks.ts';

await withMigratedDatabase((databaseUrl) => writeOrCheck(schema, databaseUrl, process.argv));
