/**
 * The closed vocabulary of what can go wrong, as the person sees it. The database API answers
 * {code, message, details, hint}, where details is a string holding JSON; everything else is mapped here.
 */
export const apiErrorCodes = [
  'slot_taken',
  'patient_busy',
  'outside_availability',
  'offer_closed',
  'invitation_closed',
  'already_member',
  'clinician_elsewhere',
  'last_admin',
  'hold_expired',
  'version_conflict',
  'invalid_transition',
  'too_late',
  'idempotency_mismatch',
  'invalid_time',
  'invalid_input',
  'forbidden',
  'not_found',
  'rate_limited',
] as const;
const clientErrorCodes = [
  'unreachable',
  'signed_out',
  'invalid_credentials',
  'code_expired',
  'email_invalid',
  'email_not_confirmed',
  'unexpected',
] as const;

export type ErrorCode = (typeof apiErrorCodes)[number] | (typeof clientErrorCodes)[number];
export type TimeRange = { start: string; end: string };

export class AppError extends Error {
  readonly code: ErrorCode;
  /** Free times the database proposes instead, soonest first. */
  readonly alternatives: readonly TimeRange[];
  /** The practice's number, where the person has to call. */
  readonly phone: string | undefined;
  constructor(
    code: ErrorCode,
    options: {
      message?: string;
      alternatives?: readonly TimeRange[];
      phone?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.alternatives = options.alternatives ?? [];
    this.phone = options.phone;
  }
}

/** Codes of other layers: PostgREST, Postgres and the auth service. */
const foreignCodes: Record<string, ErrorCode> = {
  '42501': 'forbidden',
  PGRST116: 'not_found',
  PGRST301: 'signed_out',
  PGRST302: 'signed_out',
  PGRST303: 'signed_out',
  '22P02': 'invalid_input',
  '22007': 'invalid_time',
  '22008': 'invalid_time',
  '23514': 'invalid_input',
  '23505': 'invalid_input',
  invalid_credentials: 'invalid_credentials',
  otp_expired: 'code_expired',
  email_address_invalid: 'email_invalid',
  validation_failed: 'email_invalid',
  email_not_confirmed: 'email_not_confirmed',
  over_request_rate_limit: 'rate_limited',
  over_email_send_rate_limit: 'rate_limited',
  session_not_found: 'signed_out',
  session_expired: 'signed_out',
  refresh_token_not_found: 'signed_out',
  bad_jwt: 'signed_out',
};

const isApiCode = (code: string): code is ErrorCode => (apiErrorCodes as readonly string[]).includes(code);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isRange = (value: unknown): value is TimeRange =>
  isRecord(value) && typeof value.start === 'string' && typeof value.end === 'string';

function parseDetails(details: unknown): Record<string, unknown> {
  if (isRecord(details)) return details;
  if (typeof details !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(details);
    return isRecord(parsed) ? parsed : {};
  } catch {
    // Postgres' own errors carry prose here, not JSON.
    return {};
  }
}

function looksUnreachable(error: Record<string, unknown>): boolean {
  // 0 is no answer at all: the connection broke, or nobody answered in time.
  if (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504) return true;
  if (error.name === 'AuthRetryableFetchError') return true;
  const text = String(error.message ?? '');
  return /failed to fetch|fetch failed|networkerror|load failed|network request failed|timeouterror/i.test(text);
}

/** Accepts whatever was thrown or answered and never throws itself. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!isRecord(error)) return new AppError('unexpected', { cause: error });
  const code = typeof error.code === 'string' ? error.code : '';
  const message = typeof error.message === 'string' ? error.message : '';
  const { alternatives: found, practice_phone } = parseDetails(error.details);
  const alternatives = Array.isArray(found) ? found.filter(isRange) : [];
  const phone = typeof practice_phone === 'string' ? practice_phone : undefined;
  const known = isApiCode(code) ? code : foreignCodes[code];
  if (known) return new AppError(known, { message, alternatives, phone, cause: error });
  if (looksUnreachable(error)) return new AppError('unreachable', { message, cause: error });
  if (error.status === 429) return new AppError('rate_limited', { message, cause: error });
  if (error.status === 401) return new AppError('signed_out', { message, cause: error });
  return new AppError('unexpected', { message, cause: error });
}

/** Unwraps a {data, error} answer of the API clients. */
export function unwrap<T>(answer: { data: T; error: unknown; status?: number }): NonNullable<T> {
  if (answer.error) {
    const status = answer.status;
    throw toAppError(isRecord(answer.error) ? Object.assign({ status }, copyOf(answer.error)) : answer.error);
  }
  return answer.data as NonNullable<T>;
}

/** Error objects keep message and name on the prototype chain, where a spread would lose them. */
function copyOf(error: Record<string, unknown>): Record<string, unknown> {
  return { ...error, message: error.message, name: error.name, code: error.code, details: error.details };
}
