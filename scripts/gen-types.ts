/** `npm run gen:types`: the TypeScript types of the database, by the official CLI. `--check` only compares. */
import { types, writeOrCheck } from './database/generated.ts';
import { withMigratedDatabase } from './database/stacks.ts';

await withMigratedDatabase((databaseUrl) => writeOrCheck(types, databaseUrl, process.argv));
