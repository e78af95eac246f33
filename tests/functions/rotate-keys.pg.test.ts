import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { rotateKeys } from '../../scripts/rotate-keys.ts';
import { createSecretBox } from '../../supabase/functions/_shared/crypto/secret-box.ts';
import { createPractice } from '../support/factory.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';

const sql = database();
const key = (id: string) => ({ id, key: randomBytes(32).toString('base64') });
const [old, fresh] = [key('2026'), key('2027')];

test('[SY16] tokens of the old key are sealed with the new one, others are left alone, a second run finds nothing', async () => {
  const { clinician_id: userId } = await (await createPractice(sql)).clinician();
  const before = createSecretBox([old]);
  const after = createSecretBox([fresh, old]);
  const seal = async (box: typeof before, text: string, of: 'access_token' | 'refresh_token') =>
    box.seal(text, `calendar.${of}`);
  const rows = [
    {
      calendar_id: 'a',
      access_token: await seal(before, 'access', 'access_token'),
      refresh_token: await seal(before, 'refresh', 'refresh_token'),
    },
    { calendar_id: 'b', access_token: await seal(before, 'app password', 'access_token'), refresh_token: null },
    { calendar_id: 'c', access_token: await seal(after, 'new', 'access_token'), refresh_token: null },
  ];
  for (const row of rows)
    await sql`insert into public.calendar_sync_connections ${sql({ user_id: userId, provider: 'google', sync_enabled: false, ...row })}`;

  const rotation = { url: stack.api_url, secretKey: stack.secret_key, box: after, userId };
  expect(await rotateKeys(rotation)).toEqual({ sealed: 3, overtaken: 0 });
  const kept = await sql<{ access_token: string; refresh_token: string | null }[]>`
    select access_token, refresh_token from public.calendar_sync_connections where user_id = ${userId} order by calendar_id`;
  expect(kept.flatMap(Object.values).filter((token) => token !== null && after.isOutdated(token))).toEqual([]);
  const only = createSecretBox([fresh]);
  expect(await Promise.all(kept.map((row) => only.open(row.access_token, 'calendar.access_token')))).toEqual([
    'access',
    'app password',
    'new',
  ]);
  expect(await only.open(kept[0]?.refresh_token ?? '', 'calendar.refresh_token')).toBe('refresh');
  expect(kept[2]?.access_token).toBe(rows[2]?.access_token);
  expect(await rotateKeys(rotation)).toEqual({ sealed: 0, overtaken: 0 });
});

test('[SY16] with a key that is missing nothing is changed', async () => {
  const { clinician_id: userId } = await (await createPractice(sql)).clinician();
  const token = await createSecretBox([old]).seal('access', 'calendar.access_token');
  await sql`insert into public.calendar_sync_connections ${sql({ user_id: userId, provider: 'google', calendar_id: 'a', sync_enabled: false, access_token: token })}`;
  const rotation = { url: stack.api_url, secretKey: stack.secret_key, box: createSecretBox([fresh]), userId };
  await expect(rotateKeys(rotation)).rejects.toThrow('No encryption key is called 2026');
  const [row] = await sql`select access_token from public.calendar_sync_connections where user_id = ${userId}`;
  expect(row?.access_token).toBe(token);
});
