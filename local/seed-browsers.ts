/** Browsers of the demo people that agreed to pushes, at the stand-in for push services. */
import path from 'node:path';
import type { PushSandbox } from './sandboxes/push/sandbox.ts';
import { connect, type Database } from './sql.ts';
import type { Account } from './stack-file.ts';
import { readJson, writePrivate } from './state.ts';

interface Home {
  stateDir: string;
  /** Address of the stack, which may have another port than last time. */
  origin: string;
  accounts: Account[];
  push: Pick<PushSandbox, 'subscribe'>;
}

/** "okafor@demo.careslot.test" → "okafor": what the browser is called at the stand-in. */
const browserOf = (email: string) => email.replace(/@.*/, '').replace(/[^\w-]/g, '-');

/**
 * Subscribes one browser for each demo login, once: whoever takes it away later keeps it away. Addresses of the stand-in
 * follow the stack to its port of today. Does nothing in a database without the table.
 */
export async function keepBrowsers(database: Database, { stateDir, origin, accounts, push }: Home): Promise<void> {
  if (accounts.length === 0) return;
  const file = path.join(stateDir, 'browsers.json');
  const sql = connect(database, 'postgres');
  try {
    const [found] = await sql<
      { there: boolean }[]
    >`select to_regclass('public.push_subscriptions') is not null as there`;
    if (!found?.there) return;
    await sql`
      update public.push_subscriptions
      set endpoint = regexp_replace(endpoint, '^http://127\\.0\\.0\\.1:\\d+', ${origin})
      where endpoint like 'http://127.0.0.1:%/sandbox/push/%' and endpoint not like ${`${origin}/%`}`;
    if (readJson(file)) return;
    for (const { email } of accounts) {
      const { endpoint, keys } = await push.subscribe(browserOf(email));
      await sql`
        insert into public.push_subscriptions (profile_id, endpoint, p256dh, auth, user_agent)
        select profile_id, ${endpoint}, ${keys.p256dh}, ${keys.auth}, 'Stand-in of this machine'
        from public.profiles where lower(email) = lower(${email})
        on conflict (endpoint) do nothing`;
    }
    writePrivate(file, `${JSON.stringify(accounts.map(({ email }) => browserOf(email)))}\n`);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
