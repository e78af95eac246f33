/**
 * Local stand-in for the hosted edge runtime: one Deno process serves every function under /functions/v1/<name>, loads
 * it on its first call, and gives it the address the platform would (/<name>/…). verify_jwt is off for every function
 * in config.toml, so identity is each function's own business here as there.
 */
type Handler = (request: Request) => Response | Promise<Response>;

interface RuntimeOnly {
  stdin: { readable: ReadableStream<Uint8Array> };
  exit(code: number): never;
}

const root = new URL('../../supabase/functions/', import.meta.url);
const port = Number(Deno.env.get('CARESLOT_FUNCTIONS_PORT'));
const runtime = Deno as unknown as RuntimeOnly;
const handlers = new Map<string, Promise<Handler | null>>();
const background = new Set<Promise<unknown>>();

Object.assign(globalThis, {
  EdgeRuntime: {
    waitUntil: (task: Promise<unknown>) => {
      background.add(task);
      task
        .catch((error: unknown) => console.error('background task failed:', error))
        .finally(() => background.delete(task));
    },
  },
});

async function load(name: string): Promise<Handler | null> {
  const file = new URL(`${name}/index.ts`, root);
  let module: { default?: { fetch?: Handler } };
  try {
    module = await import(file.href);
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('Module not found') && error.message.includes(file.href))
      return null;
    throw error;
  }
  const handler = module.default?.fetch;
  if (!handler) throw new Error(`${name}/index.ts must export default { fetch }`);
  return handler;
}

function handlerOf(name: string): Promise<Handler | null> {
  let found = handlers.get(name);
  if (!found) {
    found = load(name);
    handlers.set(name, found);
    // What failed or does not exist is looked for again next time.
    found.then(
      (handler) => handler ?? handlers.delete(name),
      () => handlers.delete(name),
    );
  }
  return found;
}

const problem = (status: number, code: string, message: string) =>
  Response.json(
    { type: 'about:blank', title: message, status, code, message },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

async function serve(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.pathname === '/_ready') return new Response(null, { status: 204 });
  url.pathname = url.pathname.replace(/^\/functions\/v1/, '');
  const name = url.pathname.split('/')[1] ?? '';
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return problem(404, 'not_found', 'Requested function was not found');
  try {
    const handler = await handlerOf(name);
    if (!handler) return problem(404, 'not_found', 'Requested function was not found');
    return await handler(new Request(url, request));
  } catch (error) {
    console.error(name, error);
    return problem(500, 'worker_error', 'Function exited due to an error');
  }
}

/** Our parent holds the other end of standard input: when it is gone, so are we. */
async function endWithParent(): Promise<void> {
  for await (const _ of runtime.stdin.readable);
  runtime.exit(0);
}

endWithParent().catch(() => runtime.exit(1));
Deno.serve({ hostname: '127.0.0.1', port, onListen: () => {} }, serve);
