import type { z } from 'zod';
import { Problem, problemResponse } from './problem.ts';

export type Handler = (request: Request) => Promise<Response>;
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, x-client-info, apikey, content-type',
  'access-control-max-age': '86400',
};

/** One function's handler from one handler per method. */
export const serve = (methods: Partial<Record<Method, Handler>>): Handler => answer(() => methods);

/** What the named parts of a path were, percent-decoded. */
export type Parameters = Record<string, string>;
type Route = (request: Request, parameters: Parameters) => Promise<Response>;

/**
 * One function's handler from its routes, such as `'POST /:provider/start'`. The first part of the address is the
 * function's own name and is left aside; a path that no route has is 404, one that has it for other methods only 405.
 */
export function serveRoutes(routes: Record<string, Route>): Handler {
  const table = Object.entries(routes).map(([route, run]) => {
    const [method = '', path = ''] = route.split(' ');
    return { method: method.toLowerCase() as Method, parts: partsOf(path), run };
  });
  return answer((request) => {
    const given = partsOf(new URL(request.url).pathname).slice(1);
    const methods: Partial<Record<Method, Handler>> = {};
    for (const { method, parts, run } of table) {
      const parameters = match(parts, given);
      if (parameters) methods[method] ??= (asked) => run(asked, parameters);
    }
    if (Object.keys(methods).length === 0) throw new Problem(404, 'not_found', 'There is nothing at this address.');
    return methods;
  });
}

const partsOf = (path: string) => path.split('/').filter((part) => part !== '');

function match(parts: string[], given: string[]): Parameters | null {
  if (parts.length !== given.length) return null;
  const parameters: Parameters = {};
  for (const [i, part] of parts.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return parameters;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw new Problem(400, 'invalid_input', 'The address is not valid.', { cause });
  }
}

/** Answers preflights, and turns whatever is thrown into a problem. */
function answer(methodsFor: (request: Request) => Partial<Record<Method, Handler>>): Handler {
  return async (request) => {
    let allowed = 'OPTIONS';
    try {
      const methods = methodsFor(request);
      allowed = [...Object.keys(methods).map((method) => method.toUpperCase()), 'OPTIONS'].join(', ');
      if (request.method === 'OPTIONS') {
        return new Response(null, { status: 204, headers: { ...CORS, 'access-control-allow-methods': allowed } });
      }
      const handler = methods[request.method.toLowerCase() as Method];
      if (!handler) throw new Problem(405, 'method_not_allowed', `This address answers ${allowed}.`);
      const response = await handler(request);
      for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
      return response;
    } catch (error) {
      return problemResponse(error, { ...CORS, allow: allowed });
    }
  };
}

const BODY_LIMIT = 100_000;

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.length > BODY_LIMIT) throw new Problem(413, 'too_large', 'The request body is too large.');
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(400, 'invalid_input', 'The request body is not JSON.', { cause });
  }
}

/** The JSON body as the schema wants it; an empty one counts as {}. What is wrong with it is the caller's to know. */
export async function readInput<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJson(request));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new Problem(422, 'invalid_input', 'Something in the request is not valid.', { details, cause: parsed.error });
}

export const json = (value: unknown, status = 200): Response =>
  Response.json(value, { status, headers: { 'cache-control': 'no-store' } });
