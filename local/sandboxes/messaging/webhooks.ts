/** Calls that a stand-in makes to the application, one after the other for each, as the services do. */
import { messageOf, warn } from '../../log.ts';

export interface Delivery {
  /** Null when nobody answered. */
  status: number | null;
  body: string;
}

export interface Webhooks {
  /** Sends a request as soon as those before it are answered; resolves with what came back. */
  post(url: string, headers: Record<string, string>, body: string): Promise<Delivery>;
  /** Work that is done beside an answer, with one request or several. */
  run(work: () => Promise<unknown>): void;
  /** Resolves when no such work is under way any more. */
  settled(): Promise<void>;
}

const PATIENCE_MS = 15_000;

/** Tries once more after a failure: the functions may just be starting. `service` is for the log. */
export function createWebhooks(service: string): Webhooks {
  let last: Promise<unknown> = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();

  async function once(url: string, headers: Record<string, string>, body: string): Promise<Delivery> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    return { status: response.status, body: await response.text() };
  }

  async function deliver(url: string, headers: Record<string, string>, body: string): Promise<Delivery> {
    const first = await once(url, headers, body).catch(() => null);
    if (first && first.status !== null && first.status < 500) return first;
    try {
      return await once(url, headers, body);
    } catch (error) {
      warn(service, `${new URL(url).pathname}: ${messageOf(error)}`);
      return { status: null, body: '' };
    }
  }

  return {
    post(url, headers, body) {
      const delivery = last.then(() => deliver(url, headers, body));
      last = delivery.catch(() => {});
      return delivery;
    },
    run(work) {
      const done = work()
        .catch((error: unknown) => warn(service, messageOf(error)))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
