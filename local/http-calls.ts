import { z } from 'zod';
import { messageOf, warn } from './log.ts';

const wanted = z.object({
  url: z.string().startsWith('http://127.0.0.1:'),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});

/**
 * Stands in for pg_net: makes the calls that the database asks for, only to this machine. The same call is not made twice
 * at once: what is asked for meanwhile is made once more afterwards, so that nothing that was committed goes unseen.
 */
export function createHttpCalls({ timeoutMs = 30_000 } = {}) {
  const running = new Map<string, { again: boolean }>();

  async function call(text: string): Promise<void> {
    const { url, headers, body } = wanted.parse(JSON.parse(text));
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
    await response.body?.cancel();
    // Like pg_net, it does not try again: whatever matters is kept in the database until the schedule comes by.
    if (!response.ok) warn('http', `${new URL(url).pathname} answered ${response.status}`);
  }

  return function make(text: string): void {
    const other = running.get(text);
    if (other) {
      other.again = true;
      return;
    }
    const state = { again: false };
    running.set(text, state);
    call(text)
      .catch((error: unknown) => warn('http', messageOf(error)))
      .finally(() => {
        running.delete(text);
        if (state.again) make(text);
      });
  };
}
