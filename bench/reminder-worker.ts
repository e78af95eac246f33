/** One worker of bench/reminders.ts, a process of its own: empties the queue as the function does, and says what it took. */
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { createSmtpEmail } from '../supabase/functions/_shared/channels/email/smtp.ts';
import type { EmailMessage, NotificationChannel } from '../supabase/functions/_shared/channels/port.ts';
import { rpcOf } from '../supabase/functions/_shared/db/rpc.ts';
import { deliver } from '../supabase/functions/_shared/delivery/deliver.ts';
import { reminderQueue } from '../supabase/functions/_shared/delivery/queues.ts';
import { runQueue } from '../supabase/functions/_shared/delivery/run.ts';
import { linksFor } from '../supabase/functions/_shared/links/links-for.ts';

// supabase-js wants a WebSocket, which the edge runtime has and Node 20 has not; nothing here opens one.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? ws });

const [apiUrl = '', secretKey = '', smtpUrl = ''] = process.argv.slice(2);
const supabase = createClient(apiUrl, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });

/** Takes every message and forgets it: what is left is claiming, writing and settling. */
const taken: NotificationChannel<EmailMessage> = {
  send: async () => ({ outcome: 'sent', provider: 'smtp', providerId: null }),
};
const email = smtpUrl
  ? createSmtpEmail({ url: smtpUrl, from: 'practice@example.test', messageIdHost: 'example.test' })
  : taken;
const keys: [{ id: string; key: string }] = [{ id: 'bench', key: Buffer.alloc(32, 1).toString('base64') }];

let rss = 0;
const watch = setInterval(() => {
  rss = Math.max(rss, process.memoryUsage().rss);
}, 100);

const summary = await runQueue({
  queue: reminderQueue(rpcOf(supabase)),
  deliver: (notice) =>
    deliver(notice, {
      channels: { email, sms: null, push: null },
      linksFor: (one, now) => linksFor(one, { publicUrl: 'https://careslot.example', keys, now }),
      calendarFor: () => ({}),
      forgetSubscription: async () => {},
      stopTexts: async () => {},
      now: () => new Date(),
    }),
  now: () => Date.now(),
  isTimeUp: () => false,
  report: (error) => {
    throw error;
  },
});
clearInterval(watch);
process.stdout.write(JSON.stringify({ ...summary, rss }));
