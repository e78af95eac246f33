/** Every request as it came, so that a test can search what was told. Secrets are left out. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  /** Null when the connection was broken instead. */
  status: number | null;
}

const SECRET_HEADERS = new Set(['authorization', 'cookie']);
const SECRET_FIELDS = ['client_secret', 'code', 'code_verifier', 'refresh_token', 'token'];

export function withoutSecrets(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const told = Object.entries(headers).map(([name, value]) => [name, SECRET_HEADERS.has(name) ? '…' : String(value)]);
  return Object.fromEntries(told) as Record<string, string>;
}

/** The form of a token request, its secrets blanked out. */
export function formWithoutSecrets(body: string): string {
  const form = new URLSearchParams(body);
  for (const name of SECRET_FIELDS) if (form.has(name)) form.set(name, '…');
  return form.toString();
}
