/** Rules about a file as text, and about what may not stand in a migration at all. */
import path from 'node:path';
import type { Finding, SqlFile } from '../migration.ts';
import { bodies } from '../migration.ts';
import { type Token, tokenize } from '../tokens.ts';

export function fileName({ path: file }: SqlFile): Finding[] {
  if (/^\d{14}_[a-z][a-z0-9]*(_[a-z0-9]+)*\.sql$/.test(path.basename(file))) return [];
  return [{ path: file, line: 1, rule: 'file-name', message: 'name the file <14 digits>_<snake_name>.sql' }];
}

export function noTabs({ path: file, text }: SqlFile): Finding[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      line.includes('\t')
        ? { path: file, line: index + 1, rule: 'no-tabs', message: 'indent with two spaces, not tabs' }
        : [],
    );
}

/** Key words, names and types alike: Postgres folds them to lower case, so that is how they are written. */
export function lowerCase(file: SqlFile): Finding[] {
  const shouted = (tokens: Token[], shift: number): Finding[] =>
    tokens
      .filter((token) => token.kind === 'word' && token.text !== token.text.toLowerCase())
      .map((token) => ({
        path: file.path,
        line: token.line + shift,
        rule: 'lower-case',
        message: `write ${token.text.toLowerCase()}, not ${token.text}`,
      }));
  return [...shouted(file.tokens, 0), ...bodies(file).flatMap((body) => shouted(tokenize(body.text), body.line - 1))];
}

/** Each migration runs in one transaction that the runner opens. */
export function oneTransaction(file: SqlFile): Finding[] {
  return file.statements.flatMap(({ kind, node, line }) => {
    const finding = (message: string) => [{ path: file.path, line, rule: 'one-transaction', message }];
    if (kind === 'TransactionStmt') return finding('no begin, commit or rollback: the runner opens the transaction');
    if (kind === 'VacuumStmt') return finding('vacuum and analyze do not run inside a transaction');
    if ('IndexStmt' in node && node.IndexStmt.concurrent)
      return finding('create index concurrently cannot run in a transaction');
    return [];
  });
}
