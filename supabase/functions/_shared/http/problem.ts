/** An error that may be told to the caller as it is. `code` belongs to the closed list in docs/error-codes.md. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.details = options.details ?? null;
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(500, 'internal', 'The request failed unexpectedly.', { cause: error });
}

/** Any thrown value → application/problem+json (RFC 9457). What is not meant for the caller goes to the log alone. */
export function problemResponse(error: unknown, headers: Record<string, string> = {}): Response {
  const problem = toProblem(error);
  if (problem.status >= 500) console.error(problem.code, problem.cause ?? problem);
  const { status, code, message, details } = problem;
  const answer = new Headers(headers);
  answer.set('content-type', 'application/problem+json');
  answer.set('cache-control', 'no-store');
  return new Response(JSON.stringify({ type: 'about:blank', title: message, status, code, message, details }), {
    status,
    headers: answer,
  });
}
