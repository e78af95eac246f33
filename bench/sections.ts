/** RESULTS.md has several writers: each replaces its own sections and leaves the others as they are. */
const heading = /^## /m;

const parts = (text: string): string[] => text.split(/^(?=## )/m);
const titleOf = (part: string): string => (heading.test(part) ? (part.split('\n')[0] ?? '').slice(3).trim() : '');

/** Puts `body` (which begins with its "## " heading) in the place of the section of that title, or at the end. */
export function withSection(text: string, body: string): string {
  const section = `${body.trimEnd()}\n`;
  const all = parts(text);
  const at = all.findIndex((part) => titleOf(part) === titleOf(section));
  if (at === -1) return `${text.trimEnd()}\n\n${section}`;
  const last = at === all.length - 1;
  all[at] = last ? section : `${section}\n`;
  return all.join('');
}

/** The sections of `before` that other programs wrote, behind a new text. */
export function keepSections(text: string, before: string, titles: readonly string[]): string {
  return parts(before)
    .filter((part) => titles.includes(titleOf(part)))
    .reduce((kept, part) => withSection(kept, part), text);
}

/** Written by other programs than `npm run bench`. */
export const browserSections = ['Calendar in the browser', 'Lighthouse', 'Calendar sync', 'Reminders'] as const;
