/** A reader of MIME messages that keeps their tree (RFC 2045, RFC 2046), written from the standards alone. */

export interface Part {
  /** Lower case, unfolded. */
  headers: Record<string, string>;
  type: string;
  parameters: Record<string, string>;
  /** Decoded as UTF-8; empty for a multipart. */
  text: string;
  parts: Part[];
}

/** `raw` has one character for each byte. Throws for a multipart that is not closed. */
export function partsOf(raw: string): Part {
  const split = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, split).replace(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(split + 4);
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const [type = 'text/plain', ...rest] = (headers['content-type'] ?? 'text/plain').split(/;\s*/);
  const parameters = Object.fromEntries(
    rest.map((one) => [
      one.slice(0, one.indexOf('=')).toLowerCase(),
      one.slice(one.indexOf('=') + 1).replace(/^"|"$/g, ''),
    ]),
  );
  const { boundary } = parameters;
  if (!type.startsWith('multipart/') || !boundary) {
    const encoding = headers['content-transfer-encoding']?.toLowerCase() ?? '7bit';
    return { headers, type, parameters, text: decoded(body, encoding), parts: [] };
  }
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (!pieces.at(-1)?.startsWith('--')) throw new Error('A multipart is not closed.');
  const parts = pieces.slice(1, -1).map((piece) => partsOf(piece.replace(/^[ \t]*\r\n/, '')));
  return { headers, type, parameters, text: '', parts };
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString();
  const bytes = body
    .replace(/[ \t]*=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
