/** Text that others wrote (names, addresses of rooms), before it goes into a message. */

/** Controls, line and paragraph separators, what turns the direction of text, and what cannot be seen. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u206F\uFEFF]+/gu;
const spaces = /\p{Zs}+/gu;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One line without anything invisible, at most `longest` UTF-16 units; what is cut off ends with an ellipsis. */
export const outsideText = (text: string, longest: number): string =>
  shortened(evenSpaces(text.toWellFormed().normalize('NFC').replace(unwanted, ' ')).trim(), longest);

/** Narrow and no-break spaces, which Intl writes into times, as plain ones. */
export const evenSpaces = (text: string): string => text.replace(spaces, ' ');

/** Never in the middle of what a reader sees as one character. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text.slice(0, longest + 100))) {
    if (kept.length + segment.length > longest - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
