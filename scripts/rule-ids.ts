/** Rules are written in docs/spec as `- **AV3** …` and proved by tests with `[AV3]` in their names. */

/** The ids a document defines. */
export const definedIds = (text: string): string[] =>
  [...text.matchAll(/^\s*[-*] \*\*([A-Z]{1,4}\d+)\b[^*]*\*\*/gm)].map((match) => match[1] ?? '');

/** The ids that test names mention; `[AV3, AV4]` mentions both. Comments do not count. */
export function mentionedIds(source: string): string[] {
  const strings = source
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, '')
    .match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g);
  return (strings ?? []).flatMap((text) =>
    [...text.matchAll(/\[([A-Z]{1,4}\d+(?:, ?[A-Z]{1,4}\d+)*)\]/g)].flatMap((match) => (match[1] ?? '').split(/, ?/)),
  );
}

/** Rules without a test, tests without a rule, and ids defined twice. */
export function ruleProblems(defined: string[], mentioned: string[]): string[] {
  const byNumber = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
  const [rules, tests] = [new Set(defined), new Set(mentioned)];
  if (rules.size === 0) return ['docs/spec defines no rules'];
  return [
    ...[...rules]
      .filter((id) => !tests.has(id))
      .sort(byNumber)
      .map((id) => `${id} has no test`),
    ...[...tests]
      .filter((id) => !rules.has(id))
      .sort(byNumber)
      .map((id) => `[${id}] stands in a test, but no rule has that id`),
    ...[...rules]
      .filter((id) => defined.filter((other) => other === id).length > 1)
      .map((id) => `${id} is defined twice`),
  ];
}
