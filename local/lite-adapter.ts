import { createPostgresConnection, type PostgresConnection } from '@supabase/lite/postgres';

/**
 * Makes @supabase/lite 0.10.0 on Postgres answer like hosted PostgREST and GoTrue: grants are left alone, values have
 * PostgREST's text forms, database errors keep their code and get PostgREST's status.
 *
 * It uses internals of Lite (`rlsState`, `normalizeDbError`, `clearSchemaCache`, `applyJwtSessionContext`,
 * `applyRpcRequestGucs`, `driver`); lite-adapter.pg.test.ts fails when one disappears. Lite is pinned to the exact version for that
 * reason.
 */
export type HostedLikeConnection = PostgresConnection;

// Lite replaces process.emitWarning with one that fails on warnings that are not strings, and Node gives it Errors.
const liteWarning = process.emitWarning.bind(process) as (warning: string, type?: string) => void;
process.emitWarning = ((warning: string | Error, type?: unknown) => {
  if (typeof warning === 'string') liteWarning(warning, typeof type === 'string' ? type : undefined);
  else liteWarning(warning.message, warning.name);
}) as typeof process.emitWarning;

const same = <T>(value: T) => value;

/** A JSON value that is no string, given where text is wanted: Postgres judges its JSON form, as PostgREST lets it. */
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Postgres' text form of a moment → ISO 8601 with offset, as PostgREST gives it. */
const iso = (text: string) =>
  /^-?\d{4,}-\d\d-\d\d \d/.test(text) ? text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00') : text;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Lite has already serialised what it hands over as a string; anything else is a value. */
const json = (oid: number) => ({
  to: oid,
  from: [oid],
  serialize: (value: unknown) => (typeof value === 'string' && isJson(value) ? value : JSON.stringify(value)),
  parse: (text: string): unknown => JSON.parse(text),
});

const plain = (oid: number, parse: (text: string) => unknown, serialize: (value: unknown) => unknown = same) => ({
  to: oid,
  from: [oid],
  serialize,
  parse,
});

const numeric = (text: string) => {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
};

/** One-dimensional arrays of types whose elements never contain commas or quotes. */
const array = (oid: number, parse: (text: string) => unknown) =>
  plain(
    oid,
    (text) =>
      text === '{}'
        ? []
        : text
            .slice(1, -1)
            .split(',')
            .map((part) => (part === 'NULL' ? null : parse(part.replace(/^"|"$/g, '')))),
    (value) =>
      Array.isArray(value)
        ? `{${value.map((x) => (x === null ? 'NULL' : `"${String(x).replace(/["\\]/g, '\\$&')}"`)).join(',')}}`
        : value,
  );

const types = {
  json: json(114),
  jsonb: json(3802),
  text: plain(25, same, asText),
  // Not postgres.js' own: it makes false of every value that is not true.
  bool: plain(16, (text) => text === 't', asText),
  timestamptz: plain(1184, iso, asText),
  timestamp: plain(1114, iso, asText),
  date: plain(1082, same, asText),
  numeric: plain(1700, numeric, String),
  bytea: plain(17, same),
  timestamptzArray: array(1185, iso),
  timestampArray: array(1115, iso),
  numericArray: array(1231, numeric),
};

/** SQLSTATE → HTTP status, the table of the PostgREST documentation (errors/http status codes). */
export function statusOf(code: string): number {
  if (code === '23503' || code === '23505') return 409;
  if (code === '25006') return 405;
  if (code === '42883' || code === '42P01') return 404;
  if (/^(08|53)/.test(code)) return 503;
  if (code === '42P17' || /^(09|25|2D|38|39|3B|40|54|55|57|58|F0|HV|XX)/.test(code)) return 500;
  if (/^P0/.test(code) && code !== 'P0001') return 500;
  if (/^(0L|0P|28)/.test(code)) return 403;
  return 400;
}

interface DatabaseError {
  code: string;
  message: string;
  severity?: string;
  detail?: string;
  hint?: string;
}

/** Lite prints every database error with its whole stack; one line says as much. */
const brief = <T extends object>(target: T, { code, message }: DatabaseError): T =>
  Object.defineProperty(target, Symbol.for('nodejs.util.inspect.custom'), {
    value: () => `[api] ${code} ${message}`,
    configurable: true,
  });

/** Lite knows a few classes of SQLSTATE; the rest it answers with 500, unless they look like PostgREST's own raise. */
export function normalizeDbError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return error;
  const found = error as DatabaseError;
  const { code, message } = found;
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && code !== 'PGRST';
  if (!isSqlState || !('severity' in found)) return error instanceof Error ? brief(error, found) : error;
  const known = /^(42|22|21|PT\d{3})/.test(code) || code === '23502' || code === '25006';
  if (known) return brief(error, found);
  const body = { code, message, details: found.detail ?? null, hint: found.hint ?? null };
  const raised = {
    code: 'PGRST',
    message: JSON.stringify(body),
    detail: JSON.stringify({ status: statusOf(code), headers: {} }),
  };
  return brief(raised, found);
}

/** What Lite knows about a request; both shapes are its own. */
interface RequestContext {
  auth?: { role?: string; jwt?: { sub?: unknown } | null };
}
interface RpcContext {
  method: string;
  path: string;
  requestHeaders?: Record<string, string>;
}

type Transaction = HostedLikeConnection['kysely'];

/** Sets several settings for the transaction in one round trip, in the order given. */
async function setLocally(transaction: Transaction, settings: [name: string, value: string][]): Promise<void> {
  await transaction
    .selectNoFrom((build) =>
      settings.map(([name, value], i) =>
        build.fn('set_config', [build.val(name), build.val(value), build.val(true)]).as(`setting_${i}`),
      ),
    )
    .execute();
}

/**
 * The context of a request as PostgREST sets it. Lite needs five round trips for it and five more for a function call;
 * on a loopback these are most of the time of a short request.
 */
const sessionContext = {
  async applyJwtSessionContext(transaction: Transaction, { auth }: RequestContext): Promise<void> {
    const role = auth?.role || 'anon';
    const claims = auth?.jwt ?? undefined;
    await setLocally(transaction, [
      ['role', role],
      ['request.jwt.claim.sub', typeof claims?.sub === 'string' ? claims.sub : ''],
      ['request.jwt.claim.role', role],
      ['request.jwt.claims', claims ? JSON.stringify(claims) : ''],
    ]);
  },
  async applyRpcRequestGucs(transaction: Transaction, request: RpcContext): Promise<void> {
    await setLocally(transaction, [
      ['response.status', ''],
      ['response.headers', ''],
      ['request.method', request.method],
      ['request.path', request.path],
      ['request.headers', JSON.stringify(request.requestHeaders ?? {})],
    ]);
  },
};

/** `name := value` → `"name" := value`: Lite does not quote the names of arguments, and `limit` is a word of SQL. */
export const quoteArgumentNames = (text: string): string =>
  text.replace(/([(,]\s*(?:VARIADIC )?)([A-Za-z_][A-Za-z0-9_$]*)( := \$)/g, '$1"$2"$3');

type Unsafe = (text: string, ...rest: unknown[]) => unknown;
interface Driver {
  reserve(): Promise<{ unsafe: Unsafe }>;
}

/** Every statement of Lite goes through a reserved connection of its driver. */
function quoteNames(driver: Driver): void {
  const reserve = driver.reserve.bind(driver);
  driver.reserve = async () => {
    const reserved = await reserve();
    const unsafe = reserved.unsafe.bind(reserved);
    reserved.unsafe = (text, ...rest) => unsafe(quoteArgumentNames(text), ...rest);
    return reserved;
  };
}

export function hostedLike({ url, max }: { url: string; max: number }): HostedLikeConnection {
  const connection = createPostgresConnection({
    url,
    postgresOptions: {
      max,
      onnotice: () => {},
      connect_timeout: 5,
      connection: { application_name: 'careslot-api', statement_timeout: 8000, search_path: 'public, extensions' },
      types,
    },
  });
  // Lite would otherwise GRANT ALL on every table of every schema with row-level security at the first request.
  Object.assign(connection, { rlsState: 'active', normalizeDbError, ...sessionContext });
  quoteNames((connection as unknown as { driver: Driver }).driver);
  return connection;
}
