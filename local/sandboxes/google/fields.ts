/** Partial responses: `fields=nextPageToken,items(id,start/date)` leaves everything else out. */
import { GoogleError } from './answer.ts';

type Selection = Map<string, Selection | null>;

const bad = () => new GoogleError(400, 'invalidParameter', 'Invalid field selection');

function parse(text: string): Selection {
  const tokens = text.match(/[\w*]+|[(),/]/g) ?? [];
  if (tokens.join('') !== text.replaceAll(' ', '')) throw bad();
  let at = 0;

  function list(): Selection {
    const selection: Selection = new Map();
    do {
      const name = tokens[at++] ?? '';
      if (!/^[\w*]+$/.test(name)) throw bad();
      selection.set(name, below());
    } while (tokens[at] === ',' && at++ >= 0);
    return selection;
  }

  function below(): Selection | null {
    if (tokens[at] === '/') {
      at++;
      const name = tokens[at++] ?? '';
      if (!/^[\w*]+$/.test(name)) throw bad();
      return new Map([[name, below()]]);
    }
    if (tokens[at] !== '(') return null;
    at++;
    const inner = list();
    if (tokens[at++] !== ')') throw bad();
    return inner;
  }

  const selection = list();
  if (at !== tokens.length) throw bad();
  return selection;
}

function pick(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, selection));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const below = selection.has(name) ? selection.get(name) : selection.get('*');
      if (below === undefined) return [];
      return [[name, below === null ? inner : pick(inner, below)]];
    }),
  );
}

export const withFields = (value: unknown, fields: string): unknown => pick(value, parse(fields));
