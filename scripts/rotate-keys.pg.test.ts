/** Rotation while people and workers go on; the usual case is told by tests/functions. */
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createSecretBox } from '../supabase/functions/_shared/crypto/secret-box.ts';
import { createPractice } from '../tests/support/factory.ts';
import { database } from '../tests/support/sql.ts';
import { stack } from '../tests/support/stack.ts';
import { rotateKeys } from './rotate-keys.ts';

const sql = database();
const key = (id: string) => ({ id, key: randomBytes(32).toString('base64') });
const [old, fresh] = [key('2026'), key('2027')];
const [before, both, after] = [createSecretBox([old]), createSecretBox([fresh, old]), createSecretBox([fresh])];
let userId: string;
beforeEach(async () => {
  userId = (await (await createPractice(sql)).clinician()).profile_id;
});

const rotate = (box = both) => rotateKeys({ url: stack.api_url, secretKey: stack.secret_key, box, userId });
const connect = (access_token: string) =>
  sql`insert into public.calendar_sync_connections
    ${sql({ user_id: userId, provider: 'google', calendar_id: randomUUID(), sync_enabled: false, access_token })}`;
const tokens = async () =>
  (
    await sql<{ access_token: string }[]>`
      select access_token from public.calendar_sync_connections where user_id = ${userId}`
  ).map((row) => row.access_token);

test('[SY12] [SY16] who is on the provider’s page during the rotation can finish after the old key is gone', async () => {
  const code_verifier = await before.seal('verifier', 'calendar.code_verifier');
  const state = (used_at: Date | null) => ({
    state_hash: randomBytes(32).toString('hex'),
    profile_id: userId,
    provider: 'google',
    code_verifier,
    expires_at: new Date(Date.now() + 600_000),
    used_at,
  });
  const [pending, used] = [state(null), state(new Date())];
  for (const row of [pending, used]) await sql`insert into public.oauth_states ${sql(row)}`;
  expect(await rotate()).toEqual({ sealed: 1, overtaken: 0 });
  const kept = async ({ state_hash }: { state_hash: string }) => {
    const [row] = await sql`select code_verifier from public.oauth_states where state_hash = ${state_hash}`;
    return String(row?.code_verifier);
  };
  expect(await after.open(await kept(pending), 'calendar.code_verifier')).toBe('verifier');
  expect(await kept(used)).toBe(code_verifier);
  expect(await rotate()).toEqual({ sealed: 0, overtaken: 0 });
});

test('[SY16] a token that a worker renews between reading and writing is left as the worker wrote it', async () => {
  await connect(await before.seal('stale', 'calendar.access_token'));
  const renewed = await after.seal('renewed', 'calendar.access_token');
  const interrupted = {
    ...both,
    seal: async (text: string, purpose: string) => {
      await sql`update public.calendar_sync_connections set access_token = ${renewed} where user_id = ${userId}`;
      return both.seal(text, purpose);
    },
  };
  expect(await rotate(interrupted)).toEqual({ sealed: 0, overtaken: 1 });
  expect(await tokens()).toEqual([renewed]);
});

test('[SY16] no row is forgotten where one page ends and the next begins', async () => {
  const sealed = await before.seal('token', 'calendar.access_token');
  await sql`insert into public.calendar_sync_connections (user_id, provider, calendar_id, sync_enabled, access_token)
    select ${userId}::uuid, 'google', n::text, false, ${sealed} from generate_series(1, 201) n`;
  expect(await rotate()).toEqual({ sealed: 201, overtaken: 0 });
  const texts = await Promise.all((await tokens()).map((token) => after.open(token, 'calendar.access_token')));
  expect(new Set(texts)).toEqual(new Set(['token']));
});

test('[SY16] what goes wrong is told without tokens or the secret key', async () => {
  const sealed = await before.seal('token', 'calendar.access_token');
  await connect(sealed);
  const refused = rotateKeys({ url: stack.api_url, secretKey: 'sb_secret_wrong', box: both, userId });
  await expect(refused).rejects.toThrow(/^The database answered 40\d\.$/);
  expect(await tokens()).toEqual([sealed]);
});
