import { z } from 'zod';

const keys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.string().min(1)).refine((named) => Object.keys(named).length > 0, 'names no key'));

const schema = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_PUBLISHABLE_KEYS: keys,
  SUPABASE_SECRET_KEYS: keys,
});

/** What every function gets from the platform, hosted and embedded alike. */
export interface Env {
  supabaseUrl: string;
  publishableKey: string;
  secretKey: string;
  /** All secret keys in force: during a rotation callers may still use an older one. */
  secretKeys: string[];
}

const preferred = (named: Record<string, string>) => named.default ?? Object.values(named)[0] ?? '';

/** Reads and checks the environment once, at the start of a function; throws with the names of what is wrong. */
export function readEnv(get: (name: string) => string | undefined): Env {
  const parsed = schema.safeParse(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, get(name)])));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The environment is incomplete. ${wrong.join('; ')}`);
  }
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEYS, SUPABASE_SECRET_KEYS } = parsed.data;
  return {
    supabaseUrl: SUPABASE_URL,
    publishableKey: preferred(SUPABASE_PUBLISHABLE_KEYS),
    secretKey: preferred(SUPABASE_SECRET_KEYS),
    secretKeys: Object.values(SUPABASE_SECRET_KEYS),
  };
}
