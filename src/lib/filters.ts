/**
 * What a person types into a search field, as a filter of PostgREST. Every word has to occur in one of the columns, in
 * any order. Characters with a meaning of their own in a filter or a pattern become the "any one character" wildcard:
 * the name still matches, and nobody writes a filter of their own into the field.
 *
 * All words stand in ONE group: a parameter that is given twice counts once in the local API.
 */
export function wordsFilter(columns: readonly string[], text: string): string | undefined {
  const words = text
    .slice(0, longestSearch)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const groups = words.map((word) => {
    const pattern = `*${word.replaceAll(/[,()"'\\%*]/g, '_')}*`;
    return columns.map((column) => `${column}.ilike.${pattern}`).join(',');
  });
  return groups.length === 1 ? groups[0] : `and(${groups.map((group) => `or(${group})`).join(',')})`;
}

export const longestSearch = 100;

/** A list in the address bar: known values only, each once, in the order of the known ones. */
export function parseChoices<Value extends string>(text: string | null, known: readonly Value[]): Value[] {
  const given = new Set(text?.split(','));
  return known.filter((value) => given.has(value));
}
