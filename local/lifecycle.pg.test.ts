import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import postgres from 'postgres';
import { describe, expect, onTestFinished, test } from 'vitest';
import { areFree, freePort, launch, processesWith, run, temporaryFolder, until } from './testing/launch.ts';
import { signUp } from './testing/session.ts';

const folder = () => temporaryFolder(onTestFinished);
const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);
const inside = (data: string, name: string) => path.join(data, '.careslot', name);

/** Processes of a stack that name its data folder; the functions do not, but they hold a port. */
const leftOf = (data: string) => [...processesWith(data).values()].filter((line) => !line.includes('vitest'));

async function expectNothingLeft(data: string, port: number): Promise<void> {
  await until('no process left', 5, () => (leftOf(data).length === 0 ? true : undefined));
  await until('free ports', 5, async () => ((await areFree(port)) ? true : undefined));
}

test('data, keys and logins survive a restart; Ctrl-C leaves no process and no stack.json', async () => {
  const data = folder();
  const first = await launch(data, onTestFinished);
  expect(mode(inside(data, 'stack.json'))).toBe('600');
  expect(mode(inside(data, 'secrets.json'))).toBe('600');
  expect(mode(path.dirname(inside(data, 'x')))).toBe('700');
  const person = await signUp(first.stack, 'stays@example.test');
  expect((await person.client.from('notes').insert({ body: 'stays' })).error).toBeNull();
  const since = performance.now();
  expect(await first.stop()).toBe(0);
  expect(performance.now() - since).toBeLessThan(10_000);
  expect(existsSync(inside(data, 'stack.json'))).toBe(false);
  await expectNothingLeft(data, first.port);

  const second = await launch(data, onTestFinished, { port: first.port });
  expect(second.stack).toEqual(first.stack);
  const { data: notes } = await person.client.from('notes').select('body');
  expect(notes).toEqual([{ body: 'stays' }]);
});

test('a killed stack takes Postgres and the functions with it, and the next start recovers', async () => {
  const data = folder();
  const first = await launch(data, onTestFinished);
  const { pid } = JSON.parse(readFileSync(inside(data, 'lock.json'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await expectNothingLeft(data, first.port);
  const second = await launch(data, onTestFinished, { port: first.port });
  expect(second.stack.publishable_key).toBe(first.stack.publishable_key);
});

test('a postmaster.pid with the number of another program does not prevent the start', async () => {
  const data = folder();
  const first = await launch(data, onTestFinished);
  await first.stop();
  writeFileSync(path.join(data, 'postgres/postmaster.pid'), `${process.pid}\n${data}/postgres\n`);
  await launch(data, onTestFinished, { port: first.port });
});

test('a cluster of another Postgres version is refused in words', async () => {
  const data = folder();
  const first = await launch(data, onTestFinished);
  await first.stop();
  writeFileSync(path.join(data, 'postgres/PG_VERSION'), '16\n');
  const { exited, output } = run(['--data', data, '--port', String(first.port)]);
  expect(await exited).toBe(1);
  expect(output()).toMatch(/written by Postgres 16; .* runs Postgres 17/);
});

describe('one data folder', () => {
  test('serves one stack at a time, and reset waits for it', async () => {
    const data = folder();
    const first = await launch(data, onTestFinished);
    const second = run(['--data', data, '--port', String(await freePort())]);
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/Another stack \(process \d+\) already runs on/);
    const early = run(['--reset', '--data', data]);
    expect(await early.exited).toBe(1);
    expect(early.output()).toMatch(/a stack is running on .* nothing was removed/);
    expect((await fetch(`${first.stack.web_url}/config.json`)).status).toBe(200);
    await first.stop();
    const reset = run(['--reset', '--data', data]);
    expect(await reset.exited).toBe(0);
    expect(existsSync(data)).toBe(false);
  });

  test('is not removed when it is something else', async () => {
    const data = folder();
    writeFileSync(path.join(data, 'thesis.txt'), 'years of work');
    const reset = run(['--reset', '--data', data]);
    expect(await reset.exited).toBe(1);
    expect(readFileSync(path.join(data, 'thesis.txt'), 'utf8')).toBe('years of work');
  });
});

test('a busy port is one sentence that names the flag, and nothing is started', async () => {
  const data = folder();
  const port = await freePort();
  const busy = net.createServer().listen(port + 1, '127.0.0.1');
  onTestFinished(() => void busy.close());
  await once(busy, 'listening');
  const { exited, output } = run(['--data', data, '--port', String(port)]);
  expect(await exited).toBe(1);
  expect(output().trim()).toBe(
    `careslot: Port ${port + 1} (Postgres) is in use by another program. Stop it, or choose another with --db-port N.`,
  );
  expect(existsSync(path.join(data, 'postgres'))).toBe(false);
});

test('two stacks run side by side with keys and data of their own', async () => {
  const [one, two] = await Promise.all([launch(folder(), onTestFinished), launch(folder(), onTestFinished)]);
  expect(one.stack.publishable_key).not.toBe(two.stack.publishable_key);
  const ask = (url: string, apikey: string) => fetch(`${url}/rest/v1/rpc/one`, { method: 'POST', headers: { apikey } });
  expect((await ask(one.stack.api_url, one.stack.publishable_key)).status).toBe(200);
  expect((await ask(two.stack.api_url, two.stack.publishable_key)).status).toBe(200);
  expect((await ask(one.stack.api_url, two.stack.publishable_key)).status).toBe(401);
  await one.stop();
  expect((await ask(two.stack.api_url, two.stack.publishable_key)).status).toBe(200);
});

test('a failing migration names its file and line, leaves nothing behind, and stops everything', async () => {
  const data = folder();
  const dir = path.join(data, 'migrations');
  mkdirSync(dir);
  writeFileSync(path.join(dir, '01_good.sql'), 'create table public.good (id integer primary key);\n');
  writeFileSync(path.join(dir, '02_bad.sql'), 'create table public.half (id integer);\n\nselect nonsense;\n');
  const port = await freePort();
  const { exited, output } = run(['--data', data, '--port', String(port), '--migrations', dir]);
  expect(await exited).toBe(1);
  expect(output()).toMatch(/02_bad\.sql:3: column "nonsense" does not exist/);
  await expectNothingLeft(data, port);

  writeFileSync(path.join(dir, '02_bad.sql'), 'create table public.half (id integer primary key);\n');
  const repaired = await launch(data, onTestFinished, { port, flags: ['--migrations', dir] });
  const sql = postgres(repaired.stack.database_url, { max: 1 });
  const rows = await sql`select version, name from supabase_migrations.schema_migrations order by version`;
  await sql.end();
  expect(rows).toEqual([
    { version: '01', name: 'good' },
    { version: '02', name: 'bad' },
  ]);
});

test.runIf(process.getuid?.() === 0)('as root, a private home is no obstacle, and its data survives', async () => {
  const home = folder();
  chmodSync(home, 0o700);
  const data = path.join(home, 'deep', 'data');
  const first = await launch(data, onTestFinished);
  const elsewhere = readFileSync(inside(data, 'postgres-home'), 'utf8').trim();
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  expect(existsSync(path.join(elsewhere, 'postgres/PG_VERSION'))).toBe(true);
  const person = await signUp(first.stack, 'private@example.test');
  await person.client.from('notes').insert({ body: 'private' });
  await first.stop();
  const second = await launch(data, onTestFinished, { port: first.port });
  expect((await person.client.from('notes').select('body')).data).toEqual([{ body: 'private' }]);
  await second.stop();
  expect(await run(['--reset', '--data', data]).exited).toBe(0);
  expect(existsSync(elsewhere)).toBe(false);
});

test('unknown flags and impossible ports are refused in words', async () => {
  const wrong = run(['--prot', '4280']);
  expect(await wrong.exited).toBe(1);
  expect(wrong.output()).toMatch(/Unknown option '--prot'/);
  const port = run(['--port', 'http']);
  expect(await port.exited).toBe(1);
  expect(port.output()).toMatch(/--port must be a port number/);
});
