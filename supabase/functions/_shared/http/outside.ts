/**
 * The outside world fails in a closed set. An adapter turns every answer and every failure of a provider into a value or
 * into one of these; nothing else leaves it. Messages name the service and the kind of failure, never tokens or contents.
 */
abstract class OutsideError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** No answer: refused, reset, timed out, or 5xx. Whether it was carried out is unknown. Worth trying again. */
export class Unreachable extends OutsideError {
  override name = 'Unreachable';
}

/** The grant is gone: only the person can mend it, by connecting again. */
export class AuthorizationExpired extends OutsideError {
  override name = 'AuthorizationExpired';
}

/** Too many requests; again after `retryAfter` seconds, or null when the service did not say. */
export class RateLimited extends OutsideError {
  override name = 'RateLimited';
  readonly retryAfter: number | null;
  constructor(message: string, retryAfter: number | null, cause?: unknown) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }
}

/** What was to be changed is not in the state it was believed to be in (HTTP 412). Read again, decide again. */
export class PreconditionFailed extends OutsideError {
  override name = 'PreconditionFailed';
}

/** What was asked for is not there (HTTP 404 or 410). */
export class NotFound extends OutsideError {
  override name = 'NotFound';
}

/** The cursor of an incremental pull is no longer known: everything must be read again. */
export class CursorExpired extends OutsideError {
  override name = 'CursorExpired';
}

/** An answer nobody expected, or a refusal that trying again will not change. `status` is null when there was none. */
export class UnexpectedResponse extends OutsideError {
  override name = 'UnexpectedResponse';
  readonly status: number | null;
  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, cause);
    this.status = status;
  }
}
