import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { requireSecretKey } from '../_shared/auth.ts';
import type { Env } from '../_shared/env.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, json, readInput, serve } from '../_shared/http/serve.ts';

const input = z.strictObject({});

/** POST /: the housekeeping that the schedule asks for every few minutes. May run twice or late without harm. */
export function createMaintenance({ env, supabase }: { env: Env; supabase: SupabaseClient }): Handler {
  async function expireHolds(): Promise<number> {
    const { data, error } = await supabase.rpc('expire_holds');
    if (error) throw new Problem(502, 'database_failed', 'The holds could not be expired.', { cause: error });
    return z.int().nonnegative().parse(data);
  }

  return serve({
    post: async (request) => {
      await requireSecretKey(request, env);
      await readInput(request, input);
      return json({ holds_expired: await expireHolds() });
    },
  });
}
