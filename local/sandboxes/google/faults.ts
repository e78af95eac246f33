/** Trouble on demand: what real services do now and then, at the moment a test wants it. */
import { type Answer, errorAnswer, GoogleError } from './answer.ts';

export interface Fault {
  /**
   * A status is answered instead of doing anything (403 as rateLimitExceeded). 'drop': the connection breaks before
   * anything is done; 'drop_after': when it was done, so that the caller cannot know.
   */
  kind: 401 | 403 | 429 | 500 | 503 | 'drop' | 'drop_after';
  /** How many requests it hits; one when absent. */
  times?: number;
  /** Only requests of this method, and with this text in their path. */
  method?: string;
  path?: string;
  /** Seconds, for 429 and 503. */
  retryAfter?: number;
}

const reasons: Record<number, [string, string]> = {
  401: ['authError', 'Invalid Credentials'],
  403: ['rateLimitExceeded', 'Rate Limit Exceeded'],
  429: ['rateLimitExceeded', 'Rate Limit Exceeded'],
  500: ['backendError', 'Backend Error'],
  503: ['backendError', 'Service Unavailable'],
};

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault this request meets, used up by it. */
  next(method: string, path: string): Fault | null;
  /** Milliseconds before every answer. */
  latency: number;
  /** Requests a minute and account; null for no limit. */
  quota: number | null;
  /** Throws when the account has asked too often in the last minute. */
  count(account: string, now: number): void;
}

export function faultAnswer({ kind, retryAfter }: Fault): Answer | null {
  if (typeof kind === 'string') return null;
  const [reason, message] = reasons[kind] ?? ['backendError', 'Backend Error'];
  return errorAnswer(
    new GoogleError(kind, reason, message, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  );
}

export function createFaults(): Faults {
  let waiting: (Fault & { times: number })[] = [];
  const requests = new Map<string, number[]>();
  return {
    latency: 0,
    quota: null,
    add: (fault) => {
      waiting.push({ ...fault, times: fault.times ?? 1 });
    },
    clear() {
      waiting = [];
      this.latency = 0;
      this.quota = null;
    },
    next: (method, path) => {
      const fault = waiting.find(
        (one) => (one.method ?? method) === method && path.includes(one.path ?? '') && one.times > 0,
      );
      if (fault) fault.times--;
      return fault ?? null;
    },
    count(account, now) {
      const recent = [...(requests.get(account) ?? []).filter((at) => at > now - 60_000), now];
      requests.set(account, recent);
      if (this.quota !== null && recent.length > this.quota) {
        throw new GoogleError(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded');
      }
    },
  };
}
