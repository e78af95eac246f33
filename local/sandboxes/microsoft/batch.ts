import { z } from 'zod';
import { GraphFailure, type Reply } from './http.ts';

/** POST /$batch: up to twenty requests in one, each with a status and headers of its own. */
const most = 20;
const request = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string().startsWith('/'),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).optional(),
    }),
  ),
});

/** One request of a batch, as it would have come alone. */
interface Inner {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

/** `answer` answers one of them; what it throws must be told as a reply by it. They run in their order. */
export async function answerBatch(body: unknown, answer: (inner: Inner) => Promise<Reply>): Promise<Reply> {
  const parsed = request.safeParse(body);
  if (!parsed.success) throw new GraphFailure(400, 'BadRequest', 'Invalid batch payload format.');
  const { requests } = parsed.data;
  if (requests.length > most)
    throw new GraphFailure(400, 'BadRequest', `Number of batch request steps exceeds the maximum value of '${most}'.`);
  if (new Set(requests.map(({ id }) => id)).size < requests.length)
    throw new GraphFailure(400, 'BadRequest', 'The ids of the requests in a batch are not unique.');
  const statuses = new Map<string, number>();
  const responses = [];
  for (const { id, method, url, headers = {}, body: content, dependsOn = [] } of requests) {
    const isBlocked = dependsOn.some((other) => !((statuses.get(other) ?? 424) < 400));
    const asked = new URL(url, 'http://batch');
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const reply: Reply = isBlocked
      ? { status: 424, body: { error: { code: 'FailedDependency', message: 'A request it depends on failed.' } } }
      : await answer({
          method: method.toUpperCase(),
          path: asked.pathname,
          query: asked.searchParams,
          headers: lower,
          body: content === undefined ? '' : JSON.stringify(content),
        });
    statuses.set(id, reply.status);
    responses.push({ id, status: reply.status, headers: reply.headers ?? {}, body: reply.body ?? null });
  }
  return { status: 200, body: { responses } };
}
