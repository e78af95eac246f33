/** docs/api.md says what is so: its commands run, its tables are the database's own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { documentedFunctions, shellCommands } from './api-page.ts';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const functions = documentedFunctions(page);

/** Stands in for curl: passes the body on, as curl does, and notes the call with its status. */
const notingCurl = `
curl() {
  local body status
  body=$(mktemp "$NOTES/XXXXXX")
  status=$(command curl -o "$body" -w '%{http_code} %{method} %{url_effective}' "$@") || return
  cat "$body"
  { echo "$status"; cat "$body"; } > "$body.call"
}
`;

interface Call {
  status: number;
  line: string;
  answer: string;
}

describe('the commands of docs/api.md', () => {
  const notes = mkdtempSync(path.join(tmpdir(), 'careslot-docs-'));
  let said = '';
  let failure: Error | null = null;
  let calls: Call[] = [];

  beforeAll(async () => {
    const file = path.join(notes, 'stack.json');
    writeFileSync(file, JSON.stringify(stack), { mode: 0o600 });
    const env = { PATH: process.env.PATH ?? '', HOME: notes, NOTES: notes, STACK: file };
    await new Promise<void>((resolve) => {
      // Without --norc, bash takes a socket as standard input for a remote login.
      const script = ['--norc', '-euo', 'pipefail', '-c', notingCurl + shellCommands(page)];
      execFile('bash', script, { env }, (error, _, stderr) => {
        [failure, said] = [error, stderr];
        resolve();
      });
    });
    calls = readdirSync(notes)
      .filter((name) => name.endsWith('.call'))
      .map((name) => {
        const [line = '', ...answer] = readFileSync(path.join(notes, name), 'utf8').split('\n');
        return { status: Number(line.slice(0, 3)), line, answer: answer.join('\n').slice(0, 500) };
      });
  });

  afterAll(() => rmSync(notes, { recursive: true, force: true }));

  test('all succeed', () => {
    expect(calls.filter(({ status }) => status < 200 || status > 299)).toEqual([]);
    expect(said).toBe('');
    expect(failure).toBeNull();
  });

  test('every function is called', () => {
    const uncalled = functions.filter(({ name }) => !calls.some(({ line }) => line.endsWith(`/rest/v1/rpc/${name}`)));
    expect(uncalled.map(({ name }) => name)).toEqual([]);
  });
});

describe('the tables of docs/api.md', () => {
  test('name every function of the API with its arguments', async () => {
    const rows = await database()<{ name: string; names: string[]; types: string[]; optional: number }[]>`
      select p.proname as name, coalesce(p.proargnames[1:p.pronargs], '{}') as names, p.pronargdefaults as optional,
        array(select format_type(t.oid, null) from unnest(p.proargtypes::oid[]) with ordinality t (oid, n) order by n) as types
      from pg_proc p
      where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        and has_function_privilege('service_role', p.oid, 'execute')
      order by p.proname`;
    const found = rows.map(({ name, names, types, optional }) => ({
      name,
      arguments: names.map((argument, i) => ({
        name: argument,
        type: types[i]?.replace('timestamp with time zone', 'timestamptz'),
        optional: i >= names.length - optional,
      })),
    }));
    const documented = functions.map(({ name, arguments: args }) => ({ name, arguments: args }));
    expect(documented.sort((a, b) => a.name.localeCompare(b.name))).toEqual(found);
  });

  test('name the errors that the comments of the functions name', async () => {
    const rows = await database()<{ name: string; comment: string }[]>`
      select p.proname as name, coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
      from pg_proc p where p.pronamespace = 'public'::regnamespace`;
    const codes = await database()<{ code: string }[]>`select code from private.error_catalog()`;
    const named = (name: string): string[] => {
      const errors = rows.find((row) => row.name === name)?.comment.match(/\bErrors\b(.*)$/s)?.[1] ?? '';
      const same = /^ as (\w+)/.exec(errors)?.[1];
      if (same) return named(same);
      return codes.map(({ code }) => code).filter((code) => new RegExp(`\\b${code}\\b`).test(errors));
    };
    const sorted = (list: string[]) => [...list].sort();
    expect(functions.map(({ name, errors }) => [name, sorted(errors)])).toEqual(
      functions.map(({ name }) => [name, sorted(named(name))]),
    );
  });

  test('name the columns of appointments that a signed-in person may read', async () => {
    const rows = await database()<{ name: string }[]>`
      select a.attname as name from pg_attribute a
      where a.attrelid = 'public.appointments'::regclass and a.attnum > 0 and not a.attisdropped
        and has_column_privilege('authenticated', a.attrelid, a.attnum, 'select')`;
    const section = /columns to choose from:\n\n([\s\S]*?)\n\n/.exec(page)?.[1] ?? '';
    const documented = [...section.matchAll(/`(\w+)`/g)].map((match) => match[1]);
    expect(documented.sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});
