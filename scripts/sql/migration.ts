/** One SQL file, parsed by Postgres' own grammar. */
import { hasSqlDetails, loadModule, type Node, type ParseResult, parseSync } from 'libpg-query';
import { type Token, tokenize } from './tokens.ts';

export interface Finding {
  path: string;
  line: number;
  rule: string;
  message: string;
}

/** A statement: its grammar name (CreateStmt …), its tree and the line it starts on. */
export interface Statement {
  kind: string;
  node: Node;
  line: number;
}

/** The text of a function or a DO block, and the line of the file on which it starts. */
export interface Body {
  language: string;
  text: string;
  line: number;
}

export interface SqlFile {
  path: string;
  text: string;
  tokens: Token[];
  statements: Statement[];
}

await loadModule();

/** The parsed file, or the finding that says why it is not SQL. */
export function readSql(path: string, text: string): SqlFile | Finding {
  const tokens = tokenize(text);
  try {
    const bytes = Buffer.from(text);
    const tree = parseSync(text) as ParseResult;
    const statements = (tree.stmts ?? []).flatMap(({ stmt, stmt_location = 0 }) => {
      if (!stmt) return [];
      return { kind: Object.keys(stmt)[0] ?? '', node: stmt, line: firstTokenLine(bytes, stmt_location) };
    });
    return { path, text, tokens, statements };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = hasSqlDetails(error) ? error.sqlDetails.cursorPosition : 0;
    return { path, line: text.slice(0, at).split('\n').length, rule: 'parses', message: error.message };
  }
}

/** The line of the first token at or after a byte offset: the parser counts leading comments to the statement. */
function firstTokenLine(bytes: Buffer, offset: number): number {
  const before = bytes.subarray(0, offset).toString().split('\n').length;
  const first = tokenize(bytes.subarray(offset).toString())[0];
  return before + (first?.line ?? 1) - 1;
}

/** Bodies of functions and DO blocks, found among the tokens because the tree does not keep their lines. */
export function bodies(file: SqlFile): Body[] {
  return file.tokens.flatMap((token, index) => {
    const previous = file.tokens[index - 1]?.text.toLowerCase();
    if (token.body === undefined || (previous !== 'as' && previous !== 'do')) return [];
    return {
      language: previous === 'do' ? 'plpgsql' : languageBefore(file.tokens, index),
      text: token.body,
      line: token.line,
    };
  });
}

/** The language named in the statement around a token; it may stand before or after the body. */
function languageBefore(tokens: Token[], index: number): string {
  const isEnd = (token: Token) => token.text === ';';
  const start = tokens.findLastIndex((token, i) => i < index && isEnd(token)) + 1;
  const length = tokens.slice(start).findIndex(isEnd);
  const statement = tokens.slice(start, length < 0 ? undefined : start + length);
  const at = statement.findIndex((token) => token.text.toLowerCase() === 'language');
  return statement[at + 1]?.text.toLowerCase() ?? 'sql';
}

/** Calls `visit` for every node of a tree, with the grammar name of each. */
export function walk(tree: unknown, visit: (kind: string, node: Record<string, unknown>) => void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, visit);
    return;
  }
  if (tree === null || typeof tree !== 'object') return;
  for (const [key, value] of Object.entries(tree)) {
    if (/^[A-Z]/.test(key) && value !== null && typeof value === 'object') visit(key, value as Record<string, unknown>);
    walk(value, visit);
  }
}

/** `schema.name` of a list of String nodes; public when no schema is written. */
export function qualified(names: Node[] | undefined): string {
  const parts = (names ?? []).map((name) => ('String' in name ? (name.String.sval ?? '') : ''));
  return parts.length === 1 ? `public.${parts[0]}` : parts.join('.');
}
