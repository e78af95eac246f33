import type { IncomingMessage } from 'node:http';

/** What the sandbox answers; `body` is sent as JSON unless it is text. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A refusal in the words of Microsoft Graph. */
export class GraphFailure extends Error {
  override name = 'GraphFailure';
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** {"error":{"code","message","innerError"}}, as every refusal of Graph reads. */
export function graphError(failure: GraphFailure, requestId: string, now: Date): Reply {
  const innerError = { date: now.toISOString().slice(0, 19), 'request-id': requestId, 'client-request-id': requestId };
  return {
    status: failure.status,
    headers: failure.headers,
    body: { error: { code: failure.code, message: failure.message, innerError } },
  };
}

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GraphFailure(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
}
