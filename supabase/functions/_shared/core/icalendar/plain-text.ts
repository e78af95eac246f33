/**
 * Text of people and practices as calendar files can carry it. Whatever some reader takes for the end of a line is one,
 * so that no text can begin a property of its own; what no file may hold is left out (RFC 5545 §3.1, §3.3.11).
 */

/** CR, NEL, vertical tab, form feed, the information separators and the separators of Unicode. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const lineEnds = /\r\n|[\r\n\v\f\u001C-\u001E\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const control = /[\u0000-\u0008\u000E-\u001B\u001F\u007F-\u0084\u0086-\u009F]/g;
const loneSurrogate = /\p{Surrogate}/gu;

/** The same text with every line end as \n, without control characters; half a character becomes U+FFFD. */
export const plainText = (text: string): string =>
  text.replace(lineEnds, '\n').replace(control, '').replace(loneSurrogate, '\uFFFD');

/** TEXT as it stands in a property (§3.3.11), for the properties that ical-generator writes as they come. */
export const escapedText = (text: string): string =>
  plainText(text)
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n');

/**
 * A value between quotation marks (§3.2), which can hold neither quotation marks nor line ends, and in which ical-generator
 * would double backslashes. `^` begins an escape of RFC 6868.
 */
export const parameterText = (text: string): string =>
  plainText(text).replaceAll('"', "'").replaceAll('\\', '/').replaceAll('^', '').replace(/\s+/g, ' ').trim();
