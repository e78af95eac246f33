/**
 * Every UPDATE and DELETE has a WHERE, also inside functions: hosted Supabase refuses them for API callers, the local
 * database does not. Write `where true` when every row is meant.
 */
import type { Finding, SqlFile } from '../migration.ts';
import { bodies } from '../migration.ts';
import { type Token, tokenize } from '../tokens.ts';

/** Words after which `update` is not a statement: for update, do update, on update, before update or update of … */
const notAStatement = new Set(['for', 'key', 'do', 'on', 'before', 'after', 'or', 'grant', 'revoke', ',', '.']);

export function writesHaveWhere(file: SqlFile): Finding[] {
  const inside = bodies(file).flatMap((body) =>
    unbounded(tokenize(body.text)).map((t) => ({ ...t, line: t.line + body.line - 1 })),
  );
  return [...unbounded(file.tokens), ...inside].map((token) => ({
    path: file.path,
    line: token.line,
    rule: 'where',
    message: `this ${token.text.toLowerCase()} has no where; write where true when every row is meant`,
  }));
}

const word = (token: Token | undefined) =>
  token?.kind === 'word' || token?.kind === 'other' ? token.text.toLowerCase() : '';

/** The `update` and `delete` tokens that start a statement without a WHERE of its own. */
function unbounded(tokens: Token[]): Token[] {
  return tokens.filter((token, index) => {
    const verb = word(token);
    if (token.kind !== 'word' || (verb !== 'update' && verb !== 'delete')) return false;
    if (notAStatement.has(word(tokens[index - 1]))) return false;
    if (verb === 'delete' && word(tokens[index + 1]) !== 'from') return false;
    if (verb === 'update' && !['word', 'quoted'].includes(tokens[index + 1]?.kind ?? '')) return false;
    return !hasWhere(tokens, index + 1);
  });
}

function hasWhere(tokens: Token[], from: number): boolean {
  let depth = 0;
  for (const token of tokens.slice(from)) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (depth < 0 || (depth === 0 && token.text === ';')) return false;
    if (depth === 0 && word(token) === 'where') return true;
  }
  return false;
}
