import { GraphFailure } from './http.ts';

/** What goes wrong with the next requests that fit. */
export interface Fault {
  /**
   * A status is answered instead of doing anything. 'drop': the connection breaks before anything is done; 'drop_after':
   * when it was done, so that the caller cannot know.
   */
  kind: 401 | 403 | 412 | 429 | 500 | 503 | 504 | 'drop' | 'drop_after';
  /** How many requests it hits; one when absent. */
  times?: number;
  /** Only requests of this method, and with this text in their path. */
  method?: string;
  path?: string;
  /** Seconds, for 429 and 503. */
  retryAfter?: number;
}

const codes: Record<number, [string, string]> = {
  401: ['InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  403: ['ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  412: [
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key does not match.',
  ],
  429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  500: ['ErrorInternalServerError', 'An internal server error occurred. The operation failed.'],
  503: ['ErrorServerBusy', 'The server cannot service this request right now. Try again later.'],
  504: ['UnknownError', 'The server did not answer in time.'],
};

export function createFaults() {
  let waiting: (Fault & { left: number })[] = [];
  const faults = {
    /** Milliseconds before every answer. */
    latency: 0,
    add: (fault: Fault) => {
      waiting.push({ ...fault, left: fault.times ?? 1 });
    },
    clear: () => {
      waiting = [];
      faults.latency = 0;
    },
    /** The fault this request meets, used up by it. */
    next: (method: string, path: string): Fault | null => {
      const fits = (f: Fault) => (f.method ?? method) === method && path.includes(f.path ?? '');
      const fault = waiting.find((f) => f.left > 0 && fits(f));
      if (fault) fault.left -= 1;
      return fault ?? null;
    },
  };
  return faults;
}

export type Faults = ReturnType<typeof createFaults>;

export function failureOf({ kind, retryAfter }: Fault): GraphFailure | null {
  if (typeof kind === 'string') return null;
  const [code, message] = codes[kind] ?? ['UnknownError', 'The request failed.'];
  return new GraphFailure(kind, code, message, retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) });
}
