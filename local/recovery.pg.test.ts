import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Launched, processesWith, stackOfFile, until } from './testing/launch.ts';
import { type Person, signUp } from './testing/session.ts';

const launched = stackOfFile();
let running: Launched;
let person: Person;

beforeAll(async () => {
  running = launched();
  person = await signUp(running.stack, 'recovery@example.test');
});

const postmaster = () => Number.parseInt(readFileSync(path.join(running.data, 'postgres/postmaster.pid'), 'utf8'), 10);

const children = (pid: number) =>
  execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

async function call(): Promise<{ status: number; body: string; ms: number }> {
  const since = performance.now();
  const response = await fetch(`${running.stack.api_url}/rest/v1/rpc/one`, {
    method: 'POST',
    headers: {
      apikey: running.stack.publishable_key,
      authorization: `Bearer ${person.session.access_token}`,
      'content-type': 'application/json',
    },
    body: '{}',
    signal: AbortSignal.timeout(15_000),
  });
  return { status: response.status, body: await response.text(), ms: performance.now() - since };
}

/** Eight callers without a pause, until `stop`; every answer is kept. */
function load() {
  let on = true;
  const answers: { status: number; body: string; ms: number }[] = [];
  const callers = Array.from({ length: 8 }, async () => {
    while (on) answers.push(await call());
  });
  return {
    answers,
    stop: async () => {
      on = false;
      await Promise.all(callers);
      return answers;
    },
  };
}

/** Does harm under load and demands: no request hangs, every answer is a result or an honest 5xx, all is well after. */
async function survives(harm: () => void | Promise<void>): Promise<void> {
  const callers = load();
  await until('some answers', 10, () => (callers.answers.length > 20 ? true : undefined));
  const before = callers.answers.length;
  await harm();
  await until('an answer that shows the harm or fifty that do not', 10, () =>
    callers.answers.length > before + 50 || callers.answers.slice(before).some(({ status }) => status !== 200)
      ? true
      : undefined,
  );
  await until('ten good answers in a row', 20, () =>
    callers.answers.length > before + 60 && callers.answers.slice(-10).every(({ status }) => status === 200)
      ? true
      : undefined,
  );
  const answers = await callers.stop();
  const strange = answers.filter(({ status }) => ![200, 500, 503].includes(status));
  expect(strange).toEqual([]);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(10_000);
  for (const { status, body } of answers) {
    if (status === 503 && body.includes('unavailable')) expect(JSON.parse(body)).toMatchObject({ status: 503 });
  }
  const after = await Promise.all(Array.from({ length: 20 }, call));
  expect(after.map(({ status }) => status)).toEqual(Array(20).fill(200));
}

describe('a crash of Postgres under load', () => {
  test('every session is killed', async () => {
    await survives(() => {
      const sessions = children(postmaster()).filter((pid) => processesWith('lite_api').has(pid));
      for (const pid of sessions) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch (error) {
          // After the first, the server itself ends the others.
          expect(error).toMatchObject({ code: 'ESRCH' });
        }
      }
    });
  });

  test('the server itself is killed', async () => {
    const before = postmaster();
    await survives(() => {
      process.kill(before, 'SIGKILL');
    });
    expect(postmaster()).not.toBe(before);
  });

  test('sessions are ended by pg_terminate_backend', async () => {
    await survives(async () => {
      const sql = postgres(running.stack.database_url, { max: 1 });
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'lite_api'`.catch(() => {});
      await sql.end({ timeout: 1 });
    });
  });

  test('the server stands still for a while', async () => {
    const pid = postmaster();
    const frozen = [pid, ...children(pid)];
    await survives(async () => {
      for (const one of frozen) process.kill(one, 'SIGSTOP');
      try {
        await until('503', 8, async () => ((await call()).status === 503 ? true : undefined));
      } finally {
        for (const one of frozen) process.kill(one, 'SIGCONT');
      }
    });
  });
});

test('what was confirmed before a crash is still there', async () => {
  const { error } = await person.client.from('notes').insert({ body: 'kept' });
  expect(error).toBeNull();
  process.kill(postmaster(), 'SIGKILL');
  await until('the row', 20, async () => {
    const { data } = await person.client.from('notes').select('body').eq('body', 'kept');
    return data?.length === 1 ? true : undefined;
  });
});
