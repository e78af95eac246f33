/** Looks for words in what was sent, however they are wrapped: encoded for addresses, in base64, folded, in any case. */
import type { Sent } from '../../tests/providers/calendar-under-test.ts';

/** The words that are in there, each with the request that tells it. */
export function found(words: readonly string[], requests: readonly Sent[]): string[] {
  return requests.flatMap(({ method, path, headers, body }) => {
    const text = everyReading([path, JSON.stringify(headers), body].join('\n')).toLowerCase();
    return words.filter((word) => text.includes(word.toLowerCase())).map((word) => `${word} in ${method} ${path}`);
  });
}

/** The text with everything that it may stand for. */
function everyReading(text: string): string {
  const unfolded = text.replace(/\r?\n[ \t]/g, '');
  const plain = [text, unfolded, decoded(unfolded.replaceAll('+', ' ')), decoded(unfolded)];
  return [...plain, ...plain.flatMap(fromBase64)].join('\n');
}

const decoded = (text: string) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString());

/** Of a longer run the beginning may be something else: each of its four alignments is read. */
const fromBase64 = (text: string): string[] =>
  (text.match(/[\w+/-]{8,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64url').toString()),
  );
