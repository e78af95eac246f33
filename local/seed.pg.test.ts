import { writeFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { areFree, freePort, launch, migrationsDir, run, temporaryFolder, until } from './testing/launch.ts';
import { newClient } from './testing/session.ts';

const seedFile = path.join(import.meta.dirname, 'testing/seed.sql');
const flags = ['--seed', seedFile, '--demo'];

const accounts = [
  { role: 'clinician', email: 'doc@example.test', full_name: 'Dr. D', password: 'careslot-demo' },
  { role: 'patient', email: 'pat@example.test', full_name: "Pat O'Neil", password: 'careslot-demo' },
];

test('a fresh database is seeded once; its people have proven addresses and can sign in', async () => {
  const data = temporaryFolder(onTestFinished);
  const first = await launch(data, onTestFinished, { flags });
  expect(first.stack.accounts).toEqual(accounts);
  for (const { email, password, full_name } of accounts) {
    const { data: signedIn, error } = await newClient(first.stack).auth.signInWithPassword({ email, password });
    expect(error).toBeNull();
    expect(signedIn.user).toMatchObject({ email, user_metadata: { full_name }, identities: [{ provider: 'email' }] });
  }
  const sql = postgres(first.stack.database_url, { max: 1 });
  const claimed = await sql`select email, confirmed, auth_user_id is not null as claimed from people order by email`;
  await sql`delete from people where email = 'pat@example.test'`;
  await sql.end();
  expect(claimed).toEqual([
    { email: 'doc@example.test', confirmed: true, claimed: true },
    { email: 'pat@example.test', confirmed: true, claimed: true },
  ]);
  await first.stop();

  const second = await launch(data, onTestFinished, { port: first.port, flags });
  expect(second.stack.accounts).toEqual(accounts);
  const again = postgres(second.stack.database_url, { max: 1 });
  expect(await again`select email from people`).toEqual([{ email: 'doc@example.test' }]);
  await again.end();
});

test('an empty start stays empty', async () => {
  const data = temporaryFolder(onTestFinished);
  const first = await launch(data, onTestFinished);
  expect(first.stack.accounts).toEqual([]);
  await first.stop();
  const second = await launch(data, onTestFinished, { port: first.port, flags });
  expect(second.stack.accounts).toEqual([]);
});

test('a failing seed names its line and is tried again from nothing', async () => {
  const data = temporaryFolder(onTestFinished);
  const broken = path.join(data, 'seed.sql');
  writeFileSync(broken, 'create table public.half (id integer);\nselect nonsense;\n');
  const port = await freePort();
  const args = ['--data', data, '--port', String(port), '--migrations', migrationsDir, '--seed', broken];
  const failing = run(args);
  expect(await failing.exited).toBe(1);
  expect(failing.output()).toMatch(/seed\.sql:2: column "nonsense" does not exist/);
  await until('free ports', 5, async () => ((await areFree(port)) ? true : undefined));
  const repaired = await launch(data, onTestFinished, { port, flags });
  expect(repaired.stack.accounts).toEqual(accounts);
});
