import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { requireSecretKey, requireUser } from '../_shared/auth.ts';
import type { Channels } from '../_shared/channels/port.ts';
import { noticeKinds } from '../_shared/core/notifications/notice.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import type { DeliverPorts } from '../_shared/delivery/deliver.ts';
import { type RunOptions, runQueue } from '../_shared/delivery/run.ts';
import type { Env } from '../_shared/env.ts';
import { type Handler, json, readInput, serveRoutes } from '../_shared/http/serve.ts';
import { createTemplates } from './templates.ts';

/** The platform ends a request after 150 s without an answer; what is not sent by then is sent by the next call. */
const longestMs = 90_000;

const sample = z.strictObject({
  practice_id: z.guid(),
  kind: z.enum(noticeKinds),
  side: z.enum(['patient', 'clinician', 'staff']),
  channel: z.enum(['email', 'sms', 'push']),
  locale: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
});
export type Sample = z.infer<typeof sample>;

export interface NotificationsOptions extends Omit<RunOptions, 'isTimeUp'> {
  env: Env;
  rpc: Rpc;
  /** Bound by no row-level security. */
  supabase: SupabaseClient;
  channels: Channels;
  vapidPublicKey: string | null;
  ports: DeliverPorts;
}

/**
 * POST / with the secret key: sends what is due of everything that is no reminder, answers {claimed, sent, failed,
 * skipped}. For admins of a practice: POST /preview {practice_id, kind, side, channel, locale} → the message with made-up
 * facts; POST /test, the same → sends it to the admin. GET /config → which channels are set up, and the key that a browser
 * subscribes to Web Push with.
 */
export function createNotifications(options: NotificationsOptions): Handler {
  const { env, rpc, now, channels, vapidPublicKey } = options;
  const templates = createTemplates(options);

  return serveRoutes({
    'POST /': async (request) => {
      await requireSecretKey(request, env);
      await readInput(request, z.strictObject({}));
      const end = now() + longestMs;
      const summary = await runQueue({ ...options, isTimeUp: () => now() > end });
      if (new Date(now()).getUTCMinutes() === 0) await rpc('sweep_notifications', {});
      return json(summary);
    },
    'POST /preview': async (request) => {
      const user = await requireUser(request, env);
      return json(await templates.preview(user, await readInput(request, sample)));
    },
    'POST /test': async (request) => {
      const user = await requireUser(request, env);
      return json(await templates.test(user, await readInput(request, sample)));
    },
    'GET /config': async () => {
      const on = { email: channels.email !== null, sms: channels.sms !== null, push: channels.push !== null };
      return json({ channels: on, vapid_public_key: vapidPublicKey });
    },
  });
}
