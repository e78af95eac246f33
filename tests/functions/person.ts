/** A clinician who connects calendars through the running functions, and the stand-ins' side of it. */
import { randomUUID } from 'node:crypto';
import type { PersonWithLogin } from '../support/factory.ts';
import { stack as shared } from '../support/stack.ts';
import type { Stack } from '../support/stack-process.ts';

export type Provider = 'google' | 'microsoft';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Headers;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
    headers: response.headers,
  };
}

export async function signIn({ email, password }: Pick<PersonWithLogin, 'email' | 'password'>, stack: Stack = shared) {
  const headers = { apikey: stack.publishable_key, 'content-type': 'application/json' };
  const { body } = await call(`${stack.api_url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  });
  const signed = { ...headers, authorization: `Bearer ${body.access_token}` };
  const send = (method: string, path: string, input?: unknown) =>
    call(`${stack.functions_url}/${path}`, {
      method,
      headers: signed,
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
  const rpc = (name: string, args: unknown) =>
    call(`${stack.api_url}/rest/v1/rpc/${name}`, { method: 'POST', headers: signed, body: JSON.stringify(args) });

  return {
    send,
    rpc,
    /** As far as the provider's page: its address. */
    async start(provider: Provider): Promise<string> {
      return String((await send('POST', `calendar-connect/${provider}/start`, {})).body.authorization_url);
    },
    /** The whole way through the provider's page: where the browser lands in the web app. */
    async connect(provider: Provider, account: string, more = '&consent=allow'): Promise<URL> {
      const page = await call(`${await this.start(provider)}&login_hint=${encodeURIComponent(account)}${more}`);
      const back = await call(page.headers.get('location') ?? '');
      return new URL(back.headers.get('location') ?? '');
    },
  };
}

/** An account at a stand-in, with one calendar, and the person's hands on it. */
export async function phone(provider: Provider, stack: Stack = shared) {
  const email = `${randomUUID().slice(0, 8)}@${provider}.test`;
  const control = `${stack.web_url}/sandbox/${provider}/_control`;
  const tell = (method: string, path: string, body?: unknown) =>
    call(`${control}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list = async (path: string) => (await (await fetch(`${control}/${path}`)).json()) as unknown[];
  await tell('POST', 'accounts', { email });
  const accounts = (await list('accounts')) as { email: string; calendars: { id: string }[] }[];
  const calendar = encodeURIComponent(accounts.find((one) => one.email === email)?.calendars[0]?.id ?? '');
  return {
    email,
    /** What the calendar holds, with every field. */
    async events() {
      const all = (await list(`calendars/${calendar}/events`)) as Record<string, unknown>[];
      return all.filter((event) => event.status !== 'cancelled');
    },
    change: (id: string, change: unknown) =>
      tell('PATCH', `calendars/${calendar}/events/${encodeURIComponent(id)}`, change),
    remove: (id: string) => tell('DELETE', `calendars/${calendar}/events/${encodeURIComponent(id)}`),
    revoke: () => tell('POST', 'revoke', { email }),
    requests: () => list('requests') as Promise<{ method: string; path: string; body: string }[]>,
  };
}
