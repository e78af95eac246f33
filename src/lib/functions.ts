import * as z from 'zod/mini';
import { AppError, toAppError } from './errors.ts';
import { accessToken, appConfig } from './supabase.ts';

/**
 * The edge functions. An answer with an error is application/problem+json (RFC 9457) with a `code`, of which some belong
 * to one function alone: `problem` keeps it beside the app's own code.
 */
export class ProblemError extends AppError {
  override name = 'ProblemError';
  readonly problem: string;
  constructor(problem: string, error: AppError) {
    super(error.code, { message: error.message, alternatives: error.alternatives, phone: error.phone, cause: error });
    this.problem = problem;
  }
}

/** A function may have to ask a provider first, which takes longer than a query. */
const usualPatienceMs = 30_000;

const problemSchema = z.object({ code: z.string(), message: z.optional(z.string()), details: z.optional(z.unknown()) });

type Call = {
  method: 'GET' | 'POST' | 'DELETE';
  body?: Readonly<Record<string, unknown>>;
  signal?: AbortSignal;
  patienceMs?: number;
};

/** Asks a function as the signed-in person. Null where the answer is empty; what it holds is checked by the caller. */
export async function callFunction(path: string, { method, body, signal, patienceMs }: Call): Promise<unknown> {
  const timeout = AbortSignal.timeout(patienceMs ?? usualPatienceMs);
  const { supabaseUrl, publishableKey } = appConfig();
  const token = await accessToken();
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${supabaseUrl.replace(/\/+$/, '')}/functions/v1/${path}`, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        apikey: publishableKey,
        Authorization: `Bearer ${token ?? publishableKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    text = await response.text();
  } catch (cause) {
    // The caller lost interest: nothing failed.
    if (signal?.aborted) throw cause;
    throw new AppError('unreachable', { cause });
  }
  if (!response.ok) throw toProblem(response.status, parseJson(text));
  return text === '' ? null : parseJson(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A gateway's own page, where the function gave no answer.
    return undefined;
  }
}

function toProblem(status: number, body: unknown): AppError {
  const { success, data } = z.safeParse(problemSchema, body);
  if (!success) return toAppError({ status });
  return new ProblemError(data.code, toAppError({ ...data, status }));
}
