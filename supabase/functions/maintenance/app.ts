import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { requireSecretKey } from '../_shared/auth.ts';
import type { Env } from '../_shared/env.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, json, readInput, serve } from '../_shared/http/serve.ts';

const input = z.strictObject({});

/** POST /: the housekeeping that the schedule asks for every few minutes. May run twice or late without harm. */
export function createMaintenance({ env, supabase }: { env: Env; supabase: SupabaseClient }): Handler {
  async function count(name: 'expire_holds' | 'expire_offers', things: string): Promise<number> {
    const { data, error } = await supabase.rpc(name);
    if (error) throw new Problem(502, 'database_failed', `The ${things} could not be expired.`, { cause: error });
    return z.int().nonnegative().parse(data);
  }

  return serve({
    post: async (request) => {
      await requireSecretKey(request, env);
      await readInput(request, input);
      // Offers first: what they kept is cleared away with the holds.
      const offers_expired = await count('expire_offers', 'offers');
      return json({ holds_expired: await count('expire_holds', 'holds'), offers_expired });
    },
  });
}
