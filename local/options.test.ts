import { describe, expect, test } from 'vitest';
import { readOptions, UsageError } from './options.ts';

const place = { root: '/project', cwd: '/elsewhere', env: {} };
const read = (...args: string[]) => readOptions(args, place);

describe('options', () => {
  test('have defaults inside the project', () => {
    expect(read()).toEqual({
      port: 4280,
      databasePort: 4281,
      functionsPort: 4282,
      dataDir: '/project/.careslot-data',
      demo: true,
      dev: false,
      migrationsDir: '/project/supabase/migrations',
      seedFile: '/project/supabase/seed.sql',
      allowedHosts: [],
      background: true,
    });
  });

  test('take the neighbouring ports of --port, unless given', () => {
    expect(read('--port', '5000')).toMatchObject({ port: 5000, databasePort: 5001, functionsPort: 5002 });
    expect(read('--port=5000', '--db-port=6000')).toMatchObject({ databasePort: 6000, functionsPort: 5002 });
  });

  test('resolve folders against the folder of the caller', () => {
    expect(read('--data', 'x', '--seed', '/abs/seed.sql')).toMatchObject({
      dataDir: '/elsewhere/x',
      seedFile: '/abs/seed.sql',
    });
  });

  test('come from the environment when there is no flag', () => {
    const env = { CARESLOT_PORT: '4500', CARESLOT_DATA: '/data' };
    expect(readOptions([], { ...place, env })).toMatchObject({ port: 4500, dataDir: '/data' });
    expect(readOptions(['--port', '4600'], { ...place, env })).toMatchObject({ port: 4600 });
  });

  test('--no-demo, --dev and --allow-host', () => {
    expect(read('--no-demo', '--dev', '--allow-host', 'a.test', '--allow-host', 'b.test')).toMatchObject({
      demo: false,
      dev: true,
      allowedHosts: ['a.test', 'b.test'],
    });
  });

  test.each([
    [['--port', '0'], /--port must be a port number/],
    [['--port', '70000'], /--port must be a port number/],
    [['--port', '65535'], /at most 65533/],
    [['--port', '5000', '--db-port', '5000'], /three different ports/],
    [['--unknown'], /Unknown option '--unknown'/],
    [['positional'], /Unexpected argument/],
  ])('%j is refused', (args, message) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });
});
