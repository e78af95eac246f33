/** Signing in at a provider, where it does not go as it should. */
import { beforeAll, expect, test, vi } from 'vitest';
import ws from 'ws';
import { signIn } from '../../../tests/support/clients.ts';
import { createPractice, type PersonWithLogin } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { newAccount, partsOn } from '../_shared/calendars/testing.ts';
import { createCalendarConnect } from './app.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const sql = database();
let doctor: PersonWithLogin;
let token: string;
beforeAll(async () => {
  doctor = await (await createPractice(sql)).clinician();
  token = (await (await signIn(doctor)).auth.getSession()).data.session?.access_token ?? '';
});

const connectWith = (changes: Record<string, string | undefined> = {}) =>
  createCalendarConnect({
    ...partsOn(stack, changes),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    now: () => new Date(),
  });
const start = (handler: ReturnType<typeof connectWith>, input: unknown = {}, provider = 'google') =>
  handler(
    new Request(`http://functions.test/calendar-connect/${provider}/start`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }),
  );
const pageOf = async (answer: Response) =>
  new URL(((await answer.json()) as { authorization_url: string }).authorization_url);

/** Through the provider's page, with `more` as the person's choices there; where the function sends the browser then. */
async function goThrough(handler: ReturnType<typeof connectWith>, page: URL, more: Record<string, string>) {
  for (const [name, value] of Object.entries(more)) page.searchParams.set(name, value);
  const callback = (await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '';
  const answer = await handler(new Request(callback.replace('/functions/v1', '')));
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '');
}
const connections = () => sql`select * from public.calendar_sync_connections where user_id = ${doctor.profile_id}`;

test.each([['google'], ['microsoft']])('[SY12] without credentials of %s nothing is begun', async (provider) => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const answer = await start(connectWith({ GOOGLE_CLIENT_SECRET: undefined }), {}, provider);
  logged.mockRestore();
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'not_configured']);
  expect(await sql`select from public.oauth_states where profile_id = ${doctor.profile_id}`).toHaveLength(0);
});

test('[SY12] who allows only a part is told so, and nothing is connected', async () => {
  const handler = connectWith();
  const page = await pageOf(await start(handler));
  const landed = await goThrough(handler, page, {
    consent: 'allow',
    login_hint: await newAccount(stack),
    granted: 'https://www.googleapis.com/auth/calendar.events',
  });
  expect([landed.pathname, landed.search]).toEqual(['/sync', '?error=scopes_missing']);
  expect(await connections()).toEqual([]);
});

test('[SY12] a provider that does not answer is told apart, and nothing is connected', async () => {
  const handler = connectWith({ GOOGLE_TOKEN_URL: 'http://127.0.0.1:9/token' });
  const page = await pageOf(await start(handler));
  const landed = await goThrough(handler, page, { consent: 'allow', login_hint: await newAccount(stack) });
  expect(landed.search).toBe('?error=provider_unreachable');
  expect(await connections()).toEqual([]);
});

test('[SY12] what a provider says in the address goes no further', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const handler = connectWith();
  const state = (await pageOf(await start(handler))).searchParams.get('state');
  const callback = `http://functions.test/calendar-connect/google/callback?state=${state}&error=%3Cscript%3E`;
  const answer = await handler(new Request(callback));
  expect(answer.headers.get('location')).toBe(`${stack.web_url}/sync?error=unexpected`);
  expect(logged).not.toHaveBeenCalled();
  logged.mockRestore();
});

test('[SY12] [SY16] the browser comes back to where it began, and no column holds a secret as it is', async () => {
  const { registry } = partsOn(stack);
  const handler = connectWith();
  const page = await pageOf(await start(handler, { return_to: '/sync?from=settings' }));
  const [row] =
    await sql`select * from public.oauth_states where profile_id = ${doctor.profile_id} and used_at is null`;
  const verifier = await registry.box.open(String(row?.code_verifier), 'calendar.code_verifier');
  expect(JSON.stringify(row)).not.toContain(verifier);
  expect(JSON.stringify(row)).not.toContain(page.searchParams.get('state'));

  const email = await newAccount(stack);
  const landed = await goThrough(handler, page, { consent: 'allow', login_hint: email });
  const [connection] = await connections();
  expect(landed.pathname + landed.search).toBe(`/sync?from=settings&connected=${connection?.connection_id}`);
  const { accessToken, refreshToken } = await registry.open({
    access_token: connection?.access_token,
    refresh_token: connection?.refresh_token,
    token_expires_at: null,
  });
  expect([accessToken, refreshToken]).toEqual([expect.stringMatching(/^ya29\./), expect.stringMatching(/^1\/\//)]);
  const kept = JSON.stringify(connection);
  for (const secret of [accessToken, refreshToken]) expect(kept).not.toContain(secret);
});
