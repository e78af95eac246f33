/** Answers and errors in the shape Google gives them. */
export interface Answer {
  status: number;
  /** JSON; a page when `html` is given; nothing when neither. */
  body?: unknown;
  html?: string;
  headers?: Record<string, string>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

const domains: Record<string, string> = {
  rateLimitExceeded: 'usageLimits',
  userRateLimitExceeded: 'usageLimits',
  quotaExceeded: 'usageLimits',
  timeRangeEmpty: 'calendar',
  fullSyncRequired: 'calendar',
};

/** A refusal of the Calendar API. */
export class GoogleError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  constructor(status: number, reason: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }
}

export const errorAnswer = ({ status, reason, message, headers }: GoogleError): Answer => ({
  status,
  headers,
  body: { error: { errors: [{ domain: domains[reason] ?? 'global', reason, message }], code: status, message } },
});
