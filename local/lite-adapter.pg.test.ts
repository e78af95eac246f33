import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostedLike, statusOf } from './lite-adapter.ts';
import { type Launched, stackOfFile, until } from './testing/launch.ts';
import { newClient, type Person, signUp } from './testing/session.ts';

const launched = stackOfFile();
let running: Launched;
let sql: postgres.Sql;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  running = launched();
  sql = postgres(running.stack.database_url, { max: 1, onnotice: () => {} });
  [ada, bob] = await Promise.all([
    signUp(running.stack, 'ada@example.test'),
    signUp(running.stack, 'bob@example.test'),
  ]);
});
afterAll(() => sql.end());

test('Lite still has the internals that the adapter changes', async () => {
  const untouched = (await import('@supabase/lite/postgres')).createPostgresConnection({
    url: 'postgres://127.0.0.1:1',
  });
  expect(untouched).toMatchObject({
    rlsState: 'unknown',
    normalizeDbError: expect.any(Function),
    clearSchemaCache: expect.any(Function),
    applyJwtSessionContext: expect.any(Function),
    applyRpcRequestGucs: expect.any(Function),
  });
  const ours = hostedLike({ url: 'postgres://127.0.0.1:1', max: 1 });
  expect(ours).toMatchObject({ rlsState: 'active' });
  for (const name of ['normalizeDbError', 'applyJwtSessionContext', 'applyRpcRequestGucs'] as const) {
    expect(Reflect.get(ours, name)).not.toBe(Reflect.get(untouched, name));
  }
});

describe('privileges are those of the migrations', () => {
  test('a column without a grant is refused, before and after other requests', async () => {
    expect((await ada.client.from('notes').select('body')).error).toBeNull();
    expect((await ada.client.from('notes').select('secret')).error).toMatchObject({ code: '42501' });
    expect((await ada.client.from('notes').update({ body: 'x' }).eq('note_id', 1)).error).toMatchObject({
      code: '42501',
    });
    const [granted] = await sql`select has_table_privilege('anon', 'public.notes', 'select') as anon`;
    expect(granted).toEqual({ anon: false });
  });

  test('each sees their own rows', async () => {
    await ada.client.from('notes').insert({ body: 'of ada' });
    await bob.client.from('notes').insert({ body: 'of bob' });
    expect((await ada.client.from('notes').select('body').like('body', 'of %')).data).toEqual([{ body: 'of ada' }]);
    expect((await newClient(running.stack).from('notes').select('body')).error).toMatchObject({ code: '42501' });
  });

  test('a new table is closed to browsers and to the secret key until a migration opens it', async () => {
    await sql`create table public.closed (id integer primary key)`;
    await sql`notify pgrst, 'reload schema'`;
    const seen = await until('the new table', 5, async () => {
      const { error } = await newClient(running.stack, running.stack.secret_key).from('closed').select('id');
      return error?.code === 'PGRST205' ? undefined : error;
    });
    expect(seen).toMatchObject({ code: '42501' });
  });

  test('a token for a role of the server is refused', async () => {
    const { createHmac } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    const { jwt } = JSON.parse(readFileSync(`${running.data}/.careslot/secrets.json`, 'utf8')) as { jwt: string };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ role: 'postgres', sub: ada.session.user.id, exp: 4e9 })}`;
    const token = `${text}.${createHmac('sha256', jwt).update(text).digest('base64url')}`;
    const response = await fetch(`${running.stack.api_url}/rest/v1/notes?select=secret`, {
      headers: { apikey: running.stack.publishable_key, authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
  });

  test('who has no token is nobody', async () => {
    const client = newClient(running.stack);
    expect((await client.rpc('whoami')).data).toEqual({ uid: null, role: 'anon', sub: null });
    const odd = { apikey: running.stack.publishable_key, authorization: 'Bearer not-a-token' };
    const response = await fetch(`${running.stack.api_url}/rest/v1/rpc/whoami`, { method: 'POST', headers: odd });
    expect(await response.json()).toEqual({ uid: null, role: 'anon', sub: null });
    const { id } = ada.session.user;
    expect((await ada.client.rpc('whoami')).data).toEqual({ uid: id, role: 'authenticated', sub: id });
    const machine = newClient(running.stack, running.stack.secret_key);
    expect((await machine.rpc('whoami')).data).toMatchObject({ uid: null, role: 'service_role' });
  });

  test('a token that nobody signed is refused', async () => {
    const response = await fetch(`${running.stack.api_url}/rest/v1/notes?select=body`, {
      headers: {
        apikey: running.stack.publishable_key,
        authorization: `Bearer ${ada.session.access_token.replace(/\.[^.]*$/, '.AAAA')}`,
      },
    });
    expect(response.status).toBe(401);
  });
});

describe('values look as PostgREST writes them', () => {
  test('moments, objects and numbers', async () => {
    const written_at = '2027-01-01T10:00:00+00:00';
    const { error } = await ada.client
      .from('notes')
      .insert({ body: 'typed', written_at, extra: { a: { b: [1, 'x'] } } });
    expect(error).toBeNull();
    const { data } = await ada.client
      .from('notes')
      .select('written_at, extra, price, b:extra->a->b')
      .eq('body', 'typed');
    expect(data).toEqual([{ written_at, extra: { a: { b: [1, 'x'] } }, price: 12.5, b: [1, 'x'] }]);
    expect((await ada.client.from('notes').select('body').eq('extra->a->b->>1', 'x')).data).toEqual([
      { body: 'typed' },
    ]);
  });

  test('what a person says about themselves at sign-up is an object for the triggers', async () => {
    const rows = await sql`
      select raw_user_meta_data ->> 'full_name' as name from auth.users where email = 'ada@example.test'`;
    expect(rows).toEqual([{ name: 'A B' }]);
  });
});

describe('errors keep their code and get the status of PostgREST', () => {
  const fail = (code: string) => ada.client.rpc('fail', { code });

  test.each(['P0001', '23514', '23P01', '40001', '22023', '23505', '42501', '23503', '54000', '0L000'])(
    '%s',
    async (code) => {
      const { error, status } = await fail(code);
      expect(error).toMatchObject({ code, message: 'as asked', hint: "it's; a hint" });
      expect(status).toBe(code === '42501' ? 403 : statusOf(code));
    },
  );

  test('PT409 is a 409 of our own', async () => {
    const { error, status } = await fail('PT409');
    expect({ status, code: error?.code }).toEqual({ status: 409, code: 'PT409' });
  });

  test('a broken constraint', async () => {
    const long = await ada.client.from('notes').insert({ body: 'x'.repeat(101) });
    expect(long).toMatchObject({
      status: 400,
      error: { code: '23514', message: expect.stringContaining('notes_body_short') },
    });
    await ada.client.from('notes').insert({ body: 'exclusive' });
    const second = await ada.client.from('notes').insert({ body: 'exclusive' });
    expect(second).toMatchObject({ status: 400, error: { code: '23P01' } });
  });

  test('a statement that takes too long is cancelled, and the others go on', async () => {
    const slow = ada.client.rpc('wait', { seconds: 20 });
    const quick = await ada.client.rpc('one');
    expect(quick.data).toBe(1);
    const { error, status } = await slow;
    expect({ code: error?.code, status }).toEqual({ code: '57014', status: 500 });
  }, 20_000);
});

test('a signed token is believed until it expires, as PostgREST does, while auth looks', async () => {
  const person = await signUp(running.stack, 'leaves@example.test');
  const { access_token } = person.session;
  const headers = { apikey: running.stack.publishable_key, authorization: `Bearer ${access_token}` };
  await person.client.auth.signOut();
  expect((await fetch(`${running.stack.api_url}/rest/v1/notes?select=body`, { headers })).status).toBe(200);
  expect((await fetch(`${running.stack.api_url}/auth/v1/user`, { headers })).status).toBe(403);
});
