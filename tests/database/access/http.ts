/** Requests to the database API as a browser or a worker would send them, with the whole answer. */
import { signIn } from '../../support/clients.ts';
import type { Account } from '../../support/stack.ts';
import { stack } from '../../support/stack.ts';

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

export interface Caller {
  name: string;
  apikey: string;
  token: string;
}

export const anonymousCaller: Caller = {
  name: 'anonymous',
  apikey: stack.publishable_key,
  token: stack.publishable_key,
};
export const serviceCaller: Caller = { name: 'service role', apikey: stack.secret_key, token: stack.secret_key };

/** A caller with a session of their own. */
export async function callerOf(name: string, login: Pick<Account, 'email' | 'password'>): Promise<Caller> {
  const { data } = await (await signIn(login)).auth.getSession();
  if (!data.session) throw new Error(`${name} has no session`);
  return { name, apikey: stack.publishable_key, token: data.session.access_token };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** `body` is sent as JSON; a string is sent as it is. */
export async function request(
  caller: Caller,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${stack.api_url}/rest/v1/${path}`, {
    method,
    headers: {
      apikey: caller.apikey,
      authorization: `Bearer ${caller.token}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : parsed(text), headers: response.headers };
}

/** Calls a function of the API. */
export const rpc = (caller: Caller, name: string, args: unknown): Promise<Answer> =>
  request(caller, 'POST', `rpc/${name}`, args);

/** For a worker that prepares data: fails loudly. */
export async function create<T = Record<string, unknown>>(table: string, row: object): Promise<T> {
  const answer = await request(serviceCaller, 'POST', table, row, { prefer: 'return=representation' });
  if (answer.status !== 201)
    throw new Error(`${table} ${JSON.stringify(row)}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as T[])[0] as T;
}
