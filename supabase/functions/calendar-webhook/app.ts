import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { sha256 } from '../_shared/crypto/digest.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, readInput, serveRoutes } from '../_shared/http/serve.ts';

const text = z.string().min(1).max(500);
/** Google: only headers, an empty body (https://developers.google.com/workspace/calendar/api/guides/push). */
const googleHeaders = z.object({
  channel: text,
  token: text,
  message: text,
  resource: text.nullable(),
});

/** Graph: several in one, each with its own secret; lifecycle notifications have no `resource`. */
const graphItem = z.object({
  subscriptionId: text,
  clientState: text,
  lifecycleEvent: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']).optional().catch(undefined),
});
const graphBody = z.object({ value: z.array(z.unknown()).max(1000) });

/**
 * What providers call when a calendar changed. A notification is never believed: it says which calendar to look at, and
 * only when its secret is right. Nothing is asked of a provider here, so the answer is there in milliseconds; the database
 * wakes the worker. Replays and floods do nothing (note_push).
 */
export function createCalendarWebhook({ supabase }: { supabase: SupabaseClient }): Handler {
  async function notePush(
    channel: string,
    secret: string,
    /** Null for what may come again in the same words. */
    delivery: string | null,
    resource: string | null,
  ): Promise<boolean> {
    const { data, error } = await supabase.rpc('note_push', {
      external_channel_id: channel,
      secret_hash: await sha256(secret),
      delivery_id: delivery,
      resource_id: resource,
    });
    // Not kept: a 5xx makes the provider try again.
    if (error) throw new Problem(502, 'database_failed', 'The notification could not be kept.', { cause: error });
    return z.boolean().parse(data);
  }

  /** A subscription that is over, or will be, is replaced at the next run of the schedule. */
  async function endSubscription({ subscriptionId, clientState }: z.infer<typeof graphItem>): Promise<void> {
    const { error } = await supabase
      .from('calendar_push_channels')
      .update({ state: 'replaced' })
      .eq('external_channel_id', subscriptionId)
      .eq('token_hash', await sha256(clientState))
      .eq('state', 'active');
    if (error) throw new Problem(502, 'database_failed', 'The notification could not be kept.', { cause: error });
  }

  async function graph(request: Request): Promise<Response> {
    const token = new URL(request.url).searchParams.get('validationToken');
    if (token !== null) return validation(token);
    const { value } = await readInput(request, graphBody);
    for (const given of value) {
      const item = graphItem.safeParse(given);
      // One item that is not understood does not keep the others from being heard.
      if (!item.success) continue;
      const { subscriptionId, clientState, lifecycleEvent } = item.data;
      // Two lifecycle notifications may be the same to the letter, and each of them counts.
      const delivery = lifecycleEvent ? null : await sha256(JSON.stringify(given));
      const genuine = await notePush(subscriptionId, clientState, delivery, null);
      if (genuine && lifecycleEvent && lifecycleEvent !== 'missed') await endSubscription(item.data);
    }
    // The same answer for known and unknown subscriptions.
    return new Response(null, { status: 202 });
  }

  return serveRoutes({
    'POST /google': async (request) => {
      const header = (name: string) => request.headers.get(`x-goog-${name}`);
      const parsed = googleHeaders.safeParse({
        channel: header('channel-id'),
        token: header('channel-token'),
        message: header('message-number'),
        resource: header('resource-id'),
      });
      if (!parsed.success) throw new Problem(422, 'invalid_input', 'This is no notification of a calendar.');
      const { channel, token, message, resource } = parsed.data;
      await notePush(channel, token, message, resource);
      return new Response(null, { status: 204 });
    },
    'POST /microsoft': graph,
    'POST /microsoft/lifecycle': graph,
  });
}

/** Graph asks whether this address is ours: it wants its token back as plain text, within 10 s. */
function validation(token: string): Response {
  if (token.length > 2000) throw new Problem(422, 'invalid_input', 'The validation token is too long.');
  return new Response(token, {
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
