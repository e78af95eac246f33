/**
 * Cuts SQL into statements as the Supabase CLI does for its history: at semicolons outside of quotes, dollar quotes,
 * comments and `begin atomic` bodies; without the semicolon and the space around; comments stay with what follows.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let atomic = 0;
  const take = (end: number) => {
    const statement = sql.slice(start, end).trim();
    if (statement) statements.push(statement);
    start = end + 1;
  };
  for (let at = 0; at < sql.length; at++) {
    const end = skipQuoted(sql, at);
    if (end > at) {
      at = end - 1;
      continue;
    }
    const word = wordAt(sql, at);
    if (word) {
      const upper = word.toUpperCase();
      if (upper === 'ATOMIC' && /\bbegin\s+$/i.test(sql.slice(start, at))) atomic = 1;
      else if (atomic > 0 && upper === 'CASE') atomic++;
      else if (atomic > 0 && upper === 'END') atomic--;
      at += word.length - 1;
    } else if (sql[at] === ';' && atomic === 0) {
      take(at);
    }
  }
  take(sql.length);
  return statements;
}

function wordAt(sql: string, at: number): string {
  if (/[\w$]/.test(sql[at - 1] ?? ' ')) return '';
  return /^[A-Za-z_]\w*/.exec(sql.slice(at, at + 64))?.[0] ?? '';
}

const endOf = (sql: string, mark: string, from: number) => {
  const found = sql.indexOf(mark, from);
  return found < 0 ? sql.length : found + mark.length;
};

/** Where the quoted text or comment that begins at `at` ends; `at` itself when none begins there. */
function skipQuoted(sql: string, at: number): number {
  const two = sql.slice(at, at + 2);
  if (two === '--') return endOf(sql, '\n', at);
  if (two === '/*') return endOfBlockComment(sql, at);
  const char = sql[at];
  if (char === '"') return endOf(sql, '"', at + 1);
  if (char === "'") return endOfString(sql, at);
  if (char === '$' && !/\w/.test(sql[at - 1] ?? ' ')) {
    const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(sql.slice(at, at + 66))?.[0];
    if (tag) return endOf(sql, tag, at + tag.length);
  }
  return at;
}

function endOfString(sql: string, at: number): number {
  const escapes = /[eE]/.test(sql[at - 1] ?? '') && !/\w/.test(sql[at - 2] ?? ' ');
  for (let i = at + 1; i < sql.length; i++) {
    if (escapes && sql[i] === '\\') i++;
    else if (sql[i] === "'") return i + 1;
  }
  return sql.length;
}

function endOfBlockComment(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length; i++) {
    const two = sql.slice(i, i + 2);
    if (two === '/*') depth++;
    else if (two === '*/') depth--;
    else continue;
    i++;
    if (depth === 0) return i + 1;
  }
  return sql.length;
}
