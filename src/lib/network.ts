import { AppError } from './errors.ts';
import { reportAnswer, reportFailure } from './reachability.ts';

/** Requests that end: with an answer, with the caller's own abort, or as unreachable after a while. */
const patienceMs = 15_000;

/** What a gateway says when there is nobody behind it. */
const nobodyThere = new Set([502, 503, 504]);

type Timed = { signal: AbortSignal; timeout: AbortSignal };
function timed(init: RequestInit | undefined, ms: number): Timed {
  const timeout = AbortSignal.timeout(ms);
  return { timeout, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout };
}

export function withTimeout(send: typeof fetch, ms = patienceMs): typeof fetch {
  return (input, init) => sendTimed(send, input, init, timed(init, ms));
}

async function sendTimed(
  send: typeof fetch,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  { signal, timeout }: Timed,
): Promise<Response> {
  try {
    const response = await send(input, { ...init, signal });
    if (nobodyThere.has(response.status)) reportFailure();
    else reportAnswer();
    return response;
  } catch (cause) {
    // The caller lost interest: that says nothing about the server.
    if (signal.aborted && !timeout.aborted) throw cause;
    reportFailure();
    throw new AppError('unreachable', { cause });
  }
}

/** Adds the key and the person's token. Waiting for a renewed token counts as waiting for the answer. */
export function createApiFetch(
  send: typeof fetch,
  key: string,
  token: () => Promise<string | undefined>,
  ms = patienceMs,
): typeof fetch {
  return async (input, init) => {
    const times = timed(init, ms);
    const bearer = (await before(times, token())) ?? key;
    const headers = new Headers(init?.headers);
    headers.set('apikey', key);
    headers.set('Authorization', `Bearer ${bearer}`);
    return sendTimed(send, input, { ...init, headers }, times);
  };
}

function before<T>({ signal, timeout }: Timed, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(timeout.aborted ? new AppError('unreachable', { cause: timeout.reason }) : signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** For the auth client, to which a thrown error is worth a line in the console each time: no answer as an answer. */
export const withoutThrowing =
  (send: typeof fetch): typeof fetch =>
  (input, init) =>
    send(input, init).catch((error: unknown) =>
      Response.json({ message: error instanceof Error ? error.message : String(error) }, { status: 503 }),
    );
