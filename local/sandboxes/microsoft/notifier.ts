export interface Notifications {
  /** How often every notification is sent; 0 loses them. */
  copies: number;
  /** True: they wait for `settled`, and travel together then. */
  held: boolean;
}

/** Carries notifications to the addresses of subscriptions: several in one post, more than once, or not at all. */
export function createNotifier(newId: () => string) {
  const notifications: Notifications = { copies: 1, held: false };
  const waiting = new Map<string, unknown[]>();
  let isScheduled = false;
  let running = Promise.resolve();

  /** The handshake: a POST with a token, answered within 10 s with the token alone as plain text. */
  async function validate(address: string): Promise<boolean> {
    const token = `Validation: Testing client application reachability for subscription ${newId()} & more`;
    const url = new URL(address);
    url.searchParams.set('validationToken', token);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        signal: AbortSignal.timeout(10_000),
      });
      const isPlain = /^text\/plain\b/i.test(response.headers.get('content-type') ?? '');
      return response.status === 200 && isPlain && (await response.text()) === token;
    } catch {
      return false;
    }
  }

  function send(url: string, notice: unknown): void {
    waiting.set(url, [...(waiting.get(url) ?? []), notice]);
    if (notifications.held || isScheduled) return;
    isScheduled = true;
    // What is changed in one go travels in one post.
    setImmediate(() => {
      isScheduled = false;
      void settled();
    });
  }

  /** Sends what waits and resolves when everything has been answered, or given up after three tries. */
  function settled(): Promise<void> {
    const batches = [...waiting];
    waiting.clear();
    running = running.then(async () => {
      for (const [url, value] of batches)
        for (let copy = 0; copy < notifications.copies; copy++) await post(url, { value });
    });
    return running;
  }

  return { validate, send, settled, notifications };
}

export type Notifier = ReturnType<typeof createNotifier>;

async function post(url: string, body: unknown): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(3_000),
      });
      await response.arrayBuffer();
      if (response.ok) return;
    } catch {
      // Tried again below; a receiver that stays away loses the notice, as after four hours of the real service.
    }
  }
}
