/**
 * Spreadsheets for people: RFC 4180 with CRLF and a byte order mark, without which Excel reads UTF-8 as something else.
 * The writer is loaded when somebody exports.
 */
export type CsvCell = string | number | null;

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). Wider than
 * papaparse's own pattern, which stops at a line break and knows neither leading blanks nor full-width signs.
 */
const formula = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

const byteOrderMark = '\uFEFF';

/** One line of column names, then one per row; null is an empty cell. */
export async function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, CsvCell>>[],
): Promise<string> {
  const { default: papaparse } = await import('papaparse');
  const data = rows.map((row) => columns.map((column) => row[column]));
  const text = papaparse.unparse({ fields: [...columns], data }, { escapeFormulae: formula, newline: '\r\n' });
  return `${byteOrderMark}${text}\r\n`;
}

/** Hands a text to the browser as a file. */
export function downloadText(fileName: string, text: string, type = 'text/csv;charset=utf-8') {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has taken its copy by the next turn; until then the address has to live.
  setTimeout(() => URL.revokeObjectURL(address));
}

/** What may stand in a file name on every system: letters, digits, dots and hyphens. */
export const fileNamePart = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .toLowerCase();
