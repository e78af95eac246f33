import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const complete: Record<string, string> = {
  SUPABASE_URL: 'http://127.0.0.1:4280',
  SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a"}',
  SUPABASE_SECRET_KEYS: '{"old":"sb_secret_o","default":"sb_secret_a"}',
};
const from = (values: Record<string, string>) => readEnv((name) => values[name]);

describe('readEnv', () => {
  test('takes the default keys, and knows all secret ones', () => {
    expect(from(complete)).toEqual({
      supabaseUrl: 'http://127.0.0.1:4280',
      publishableKey: 'sb_publishable_a',
      secretKey: 'sb_secret_a',
      secretKeys: ['sb_secret_o', 'sb_secret_a'],
    });
  });

  test('takes the first key when none is called default', () => {
    expect(from({ ...complete, SUPABASE_PUBLISHABLE_KEYS: '{"web":"sb_publishable_w"}' }).publishableKey).toBe(
      'sb_publishable_w',
    );
  });

  test.each([
    ['SUPABASE_URL', 'not a url'],
    ['SUPABASE_SECRET_KEYS', 'sb_secret_plain'],
    ['SUPABASE_SECRET_KEYS', '{}'],
    ['SUPABASE_PUBLISHABLE_KEYS', '{"default":""}'],
  ])('names %s when it is %j, without telling any value', (name, value) => {
    const attempt = () => from({ ...complete, [name]: value });
    expect(attempt).toThrow(name);
    expect(attempt).not.toThrow(/sb_secret_a|sb_secret_plain/);
  });

  test('names everything that is missing', () => {
    expect(() => from({})).toThrow(/SUPABASE_URL.*SUPABASE_PUBLISHABLE_KEYS.*SUPABASE_SECRET_KEYS/);
  });
});
