/** All rules for a migration and for the seed. */
import { type Finding, readSql, type SqlFile } from './migration.ts';
import { functionBasics } from './rules/functions.ts';
import {
  foreignKeysSayOnDelete,
  namedConstraints,
  policyNames,
  tableBasics,
  viewsAskAsTheirReader,
} from './rules/tables.ts';
import { fileName, lowerCase, noTabs, oneTransaction } from './rules/text.ts';
import { writesHaveWhere } from './rules/writes.ts';

type Rule = (file: SqlFile) => Finding[];

const everywhere: Rule[] = [noTabs, lowerCase, oneTransaction, writesHaveWhere];
const inMigrations: Rule[] = [
  ...everywhere,
  fileName,
  (file) => functionBasics(file),
  tableBasics,
  namedConstraints,
  foreignKeysSayOnDelete,
  policyNames,
  viewsAskAsTheirReader,
];

export function lintSql(path: string, text: string, kind: 'migration' | 'seed' = 'migration'): Finding[] {
  const file = readSql(path, text);
  if ('rule' in file) return [file];
  const rules = kind === 'migration' ? inMigrations : everywhere;
  return rules.flatMap((rule) => rule(file)).sort((a, b) => a.line - b.line);
}
