/** Google's refusals as errors of the outside world. */
import { z } from 'zod';
import {
  AuthorizationExpired,
  NotFound,
  PreconditionFailed,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../../http/outside.ts';
import { secondsOf } from '../../http/retry-after.ts';

export interface Answer {
  status: number;
  body: unknown;
  retryAfter: string | null;
}

const reasons = z.object({
  error: z.object({
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

const LIMITS = ['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded'];
const MISSING_SCOPE = ['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'];

/** The first reason counts; an answer of something in between has none. */
function reasonOf(body: unknown): string {
  const parsed = reasons.safeParse(body);
  if (!parsed.success) return '';
  const { errors, details } = parsed.data.error;
  return errors?.[0]?.reason ?? details?.find(({ reason }) => reason)?.reason ?? '';
}

/** The calendar cannot be watched, or the address is none that Google would call. */
export const isAboutPush = (body: unknown): boolean => reasonOf(body).startsWith('push');

/** The error for an answer that is no success. */
export function failure({ status, body, retryAfter }: Answer): Error {
  const reason = reasonOf(body);
  const said = `Google Calendar answered ${status}${/^[\w.]+$/.test(reason) ? ` (${reason})` : ''}.`;
  if (status === 429 || (status === 403 && LIMITS.includes(reason)))
    return new RateLimited(said, secondsOf(retryAfter));
  if (status >= 500 || status === 408) return new Unreachable(said);
  if (status === 401 || (status === 403 && MISSING_SCOPE.includes(reason))) return new AuthorizationExpired(said);
  if (status === 404 || status === 410) return new NotFound(said);
  if (status === 412) return new PreconditionFailed(said);
  return new UnexpectedResponse(said, status);
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** The answer's body, or the failure thrown. */
export function bodyOf(answer: Answer): unknown {
  if (isSuccess(answer)) return answer.body;
  throw failure(answer);
}
