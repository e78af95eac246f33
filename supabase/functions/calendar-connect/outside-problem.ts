import { AuthorizationExpired, NotFound, RateLimited, Unreachable } from '../_shared/http/outside.ts';
import { Problem } from '../_shared/http/problem.ts';

/** What the outside world's failures are to the person who waits for an answer. */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    if (cause instanceof AuthorizationExpired)
      throw new Problem(409, 'needs_reauth', 'The calendar wants a new sign-in.', { cause });
    if (cause instanceof Unreachable || cause instanceof RateLimited)
      throw new Problem(503, 'provider_unreachable', 'The calendar cannot be reached. Please try again in a minute.', {
        cause,
      });
    if (cause instanceof NotFound) throw new Problem(404, 'not_found', 'That is not there any more.', { cause });
    throw cause;
  }
}
