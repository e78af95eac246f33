import type { z } from 'zod';
import { Problem, problemResponse } from './problem.ts';

export type Handler = (request: Request) => Promise<Response>;
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, x-client-info, apikey, content-type',
  'access-control-max-age': '86400',
};

/** One function's handler from one handler per method: answers preflights, turns whatever is thrown into a problem. */
export function serve(methods: Partial<Record<Method, Handler>>): Handler {
  const allowed = [...Object.keys(methods).map((method) => method.toUpperCase()), 'OPTIONS'].join(', ');
  return async (request) => {
    if (request.method === 'OPTIONS') {
      return new Response(null, { status: 204, headers: { ...CORS, 'access-control-allow-methods': allowed } });
    }
    try {
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
