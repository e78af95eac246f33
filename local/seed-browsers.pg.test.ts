import path from 'node:path';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, launch, temporaryFolder } from './testing/launch.ts';

const migrations = path.resolve(import.meta.dirname, '../supabase/migrations');
const flags = ['--demo', '--no-background', '--migrations', migrations];

interface Subscription {
  email: string;
  endpoint: string;
}

async function subscriptions(url: string, removed = ''): Promise<Subscription[]> {
  const sql = postgres(url, { max: 1 });
  try {
    await sql`delete from public.push_subscriptions where endpoint like ${`%/${removed}`}`;
    return await sql<Subscription[]>`
      select email, endpoint from public.push_subscriptions join public.profiles using (profile_id) order by email`;
  } finally {
    await sql.end();
  }
}

test('each demo login has a browser; its address follows the stack to another port, and what was removed stays away', async () => {
  const data = temporaryFolder(onTestFinished);
  const first = await launch(data, onTestFinished, { flags });
  const logins = first.stack.accounts.map(({ email }) => email).sort();
  const made = await subscriptions(first.stack.database_url);
  expect(made.map(({ email }) => email).sort()).toEqual(logins);
  expect(made.every(({ endpoint }) => endpoint.startsWith(`${first.stack.web_url}/sandbox/push/send/`))).toBe(true);
  await subscriptions(first.stack.database_url, 'okafor');
  await first.stop();

  const second = await launch(data, onTestFinished, { port: await freePort(), flags });
  expect(second.port).not.toBe(first.port);
  const kept = await subscriptions(second.stack.database_url);
  expect(kept.map(({ email }) => email)).toEqual(logins.filter((email) => !email.startsWith('okafor@')));
  expect(kept.every(({ endpoint }) => endpoint.startsWith(`${second.stack.web_url}/sandbox/push/send/`))).toBe(true);
});
