/** Answers of the database API in one shape, over HTTP and over SQL: a value, or a refusal of the closed vocabulary. */
import type { Database } from '#shared/database.types.ts';
import { type Client, signIn } from '../../support/clients.ts';
import type { Login } from '../../support/factory.ts';
import type { Transaction } from '../../support/sql.ts';

export type Visit = Database['public']['Tables']['appointments']['Row'];
export type Hold = Database['public']['Tables']['slot_holds']['Row'];
export interface Span {
  start: string;
  end: string;
}

export interface SeriesAnswer {
  series_id: string | null;
  booked: Visit[];
  clashes: (Span & { occurrence: string; code: string; alternatives: Span[] })[];
}

export interface Refusal {
  code: string;
  status: number;
  message: string;
  hint: string | null;
  details: Record<string, unknown>;
  alternatives: Span[];
}

export type Answer<T> = { value: T; refusal?: never } | { value?: never; refusal: Refusal };

interface Body {
  code: string;
  message: string;
  details?: string | null;
  hint?: string | null;
}

interface Reply {
  data: unknown;
  error: Body | null;
  status: number;
}

/** The API's functions by name, with arguments of any shape, because tests also send what the types forbid. */
interface Callable {
  rpc(name: string, args: Record<string, unknown>): PromiseLike<Reply>;
}

function detailsOf(text: string | null | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {}; // Postgres' own errors have a sentence there
  }
}

const refusalOf = (body: Body, status: number): Refusal => {
  const details = detailsOf(body.details);
  return {
    code: body.code,
    status,
    message: body.message,
    hint: body.hint ?? null,
    details,
    alternatives: (details.alternatives as Span[] | undefined) ?? [],
  };
};

/** The answer of any supabase-js request. */
export async function answerOf<T>(request: PromiseLike<Reply>): Promise<Answer<T>> {
  const { data, error, status } = await request;
  return error ? { refusal: refusalOf(error, status) } : { value: data as T };
}

/** Calls a function of the API as a client or as the person with that login. */
export async function ask<T = Visit>(
  who: Client | Login,
  name: string,
  args: Record<string, unknown>,
): Promise<Answer<T>> {
  const client = 'rpc' in who ? who : await signIn(who);
  return answerOf<T>((client as unknown as Callable).rpc(name, args));
}

const unwrapped = <T>(name: string, { value, refusal }: Answer<T>): T => {
  if (refusal) throw new Error(`${name}: ${refusal.status} ${refusal.code}: ${refusal.message}`);
  return value as T;
};

/** What a call that must succeed returned. */
export const done = async <T = Visit>(who: Client | Login, name: string, args: Record<string, unknown>): Promise<T> =>
  unwrapped(name, await ask<T>(who, name, args));

/** How a call that must be refused was refused. */
export async function refused(who: Client | Login, name: string, args: Record<string, unknown>): Promise<Refusal> {
  const { refusal, value } = await ask<unknown>(who, name, args);
  if (!refusal) throw new Error(`${name} was not refused: ${JSON.stringify(value)}`);
  return refusal;
}

interface SqlError {
  code: string;
  message: string;
  detail?: string;
}

/** The answer of a statement: the API's own errors read as over HTTP, Postgres' errors keep their SQLSTATE. */
export async function sqlAnswer<T>(statement: PromiseLike<T>): Promise<Answer<T>> {
  try {
    return { value: await statement };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const found = error as SqlError;
    if (found.code !== 'PGRST') return { refusal: refusalOf({ code: found.code, message: found.message }, 0) };
    const { status } = JSON.parse(found.detail ?? '{}') as { status: number };
    return { refusal: refusalOf(JSON.parse(found.message) as Body, status) };
  }
}

/** The code with which a statement was refused; 'done' when it was not. */
export const sqlCode = async (statement: PromiseLike<unknown>): Promise<string> =>
  (await sqlAnswer(statement)).refusal?.code ?? 'done';

/** Calls a function of the API over SQL, for what HTTP offers no way to: another clock, another session zone. */
export async function call<T = Visit>(tx: Transaction, name: string, args: Record<string, unknown>): Promise<T> {
  const names = Object.keys(args);
  const list = names.map((key, i) => `${key} => $${i + 1}`).join(', ');
  const [row] = await tx.unsafe<{ result: T }[]>(
    `select public.${name}(${list}) as result`,
    names.map((key) => args[key] as string | number | boolean | null),
  );
  return row?.result as T;
}

/** The same inside a savepoint, so that a refusal does not end the transaction. */
export const tryCall = <T = Visit>(tx: Transaction, name: string, args: Record<string, unknown>): Promise<Answer<T>> =>
  sqlAnswer(tx.savepoint((inner) => call<T>(inner, name, args)) as Promise<T>);

/** From here on in this transaction: the owner of the database again, nobody signed in. */
export async function becomeOwner(tx: Transaction): Promise<void> {
  await tx`select set_config('request.jwt.claims', '', true), set_config('request.jwt.claim.sub', '', true),
    set_config('request.jwt.claim.role', '', true), set_config('role', 'postgres', true)`;
}
