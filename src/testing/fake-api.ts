/** A server in one function: answers by method and path, and keeps what it was asked. */
export type ApiRequest = { method: string; path: string; search: URLSearchParams; body: Record<string, unknown> };
type Answer = { status?: number; body: unknown };
type Handler = (request: ApiRequest) => Answer | Promise<Answer>;

export type FakeApi = { fetch: typeof fetch; requests: ApiRequest[]; sent: (path: string) => ApiRequest[] };

export function createFakeApi(handlers: Readonly<Record<string, Handler>>): FakeApi {
  const requests: ApiRequest[] = [];
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const text = typeof init?.body === 'string' ? init.body : '{}';
    const request: ApiRequest = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      search: url.searchParams,
      body: JSON.parse(text) as Record<string, unknown>,
    };
    requests.push(request);
    const handler = handlers[url.pathname];
    if (!handler) throw new Error(`The test's server knows no ${request.method} ${url.pathname}`);
    const { status = 200, body } = await handler(request);
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  };
  return { fetch: answer, requests, sent: (path) => requests.filter((request) => request.path === path) };
}

/** An error as the database API writes it: details is a string that holds JSON. */
export const apiError = (status: number, code: string, details?: unknown): Answer => ({
  status,
  body: { code, message: code, details: details === undefined ? null : JSON.stringify(details), hint: null },
});
