/**
 * Lines of at most 75 octets (RFC 5545 §3.1). ical-generator encodes every character by itself to count them, which for a
 * year of a clinician's visits takes longer than an edge function may work.
 */

/** Octets of a code point in UTF-8 (RFC 3629 §3). */
const octets = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** Lines that end with CRLF, each in pieces; the blank before all but the first piece counts. No character is cut. */
export const foldedLines = (text: string): string => text.split('\r\n').map(folded).join('\r\n');

function folded(line: string): string {
  // At most three octets for each unit of UTF-16.
  if (line.length <= 25) return line;
  let result = '';
  let used = 0;
  for (const character of line) {
    const size = octets(character.codePointAt(0) ?? 0);
    if (used + size > 75) {
      result += '\r\n ';
      used = 1;
    }
    result += character;
    used += size;
  }
  return result;
}
