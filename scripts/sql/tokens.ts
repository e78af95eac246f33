/** Splits SQL (also the body of a plpgsql function) into tokens. Comments and white space are left out. */

export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'dollar' | 'other';
  text: string;
  /** 1-based line in the text given to `tokenize`. */
  line: number;
  /** Of a dollar-quoted string: what stands between the quotes. */
  body?: string;
}

const patterns: [Token['kind'] | 'skip', RegExp][] = [
  ['skip', /\s+|--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['string', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['other', /\d[\w.]*|\$\d+|::|:=|[\s\S]/y],
];
const dollarQuote = /\$(?:[A-Za-z_]\w*)?\$/y;

export function tokenize(sql: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  let line = 1;
  const take = (kind: Token['kind'] | 'skip', text: string, body?: string) => {
    if (kind !== 'skip') found.push(body === undefined ? { kind, text, line } : { kind, text, line, body });
    line += text.split('\n').length - 1;
    at += text.length;
  };
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      take('skip', sql.slice(at, endOfBlockComment(sql, at)));
      continue;
    }
    const quote = match(dollarQuote, sql, at);
    const end = quote ? sql.indexOf(quote, at + quote.length) : -1;
    if (quote && end >= 0) {
      take('dollar', sql.slice(at, end + quote.length), sql.slice(at + quote.length, end));
      continue;
    }
    for (const [kind, pattern] of patterns) {
      const text = match(pattern, sql, at);
      if (text === null) continue;
      take(kind, text);
      break;
    }
  }
  return found;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Block comments nest in Postgres. */
function endOfBlockComment(sql: string, start: number): number {
  let depth = 0;
  for (let i = start; i < sql.length; i++) {
    if (sql.startsWith('/*', i)) {
      depth++;
      i++;
    } else if (sql.startsWith('*/', i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return sql.length;
}
