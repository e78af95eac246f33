/**
 * The part of Deno and of the edge runtime that functions may use, for `npm run typecheck`.
 * Kept small on purpose: what is missing here is missing on purpose too, because the hosted runtime has no files and
 * no processes.
 */
declare const Deno: {
  readonly env: {
    get(name: string): string | undefined;
    set(name: string, value: string): void;
    delete(name: string): void;
  };
  resolveDns(host: string, type: 'A' | 'AAAA'): Promise<string[]>;
  serve(handler: (request: Request) => Response | Promise<Response>): unknown;
  serve(
    options: {
      hostname?: string;
      port?: number;
      signal?: AbortSignal;
      onListen?: (address: { hostname: string; port: number }) => void;
    },
    handler: (request: Request) => Response | Promise<Response>,
  ): { readonly finished: Promise<void>; shutdown(): Promise<void> };
};

declare const EdgeRuntime: { waitUntil(task: Promise<unknown>): void };

interface ImportMeta {
  readonly url: string;
}
