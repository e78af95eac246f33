/** What a message looks like, for the admins of a practice: as a preview, and sent to themselves. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { User } from '../_shared/auth.ts';
import { emailFor } from '../_shared/core/notifications/email.ts';
import { type Notice, pushSubscriptionSchema } from '../_shared/core/notifications/notice.ts';
import { pushFor } from '../_shared/core/notifications/push.ts';
import { sampleNotice } from '../_shared/core/notifications/samples.ts';
import { smsFor } from '../_shared/core/notifications/sms.ts';
import { type DeliverPorts, deliver } from '../_shared/delivery/deliver.ts';
import { Problem } from '../_shared/http/problem.ts';
import type { Sample } from './app.ts';

const practiceSchema = z.object({ name: z.string(), timezone: z.string(), phone: z.string().nullable() });
const personSchema = z.object({
  profile_id: z.guid(),
  timezone: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});

interface Options {
  /** Bound by no row-level security: the keys of push subscriptions are granted to nobody else. */
  supabase: SupabaseClient;
  ports: DeliverPorts;
}

export function createTemplates({ supabase: admin, ports }: Options) {
  /** Row-level security answers who is asking: only an admin reads the practice through this condition. */
  async function practiceOf(supabase: SupabaseClient, practice_id: string, me: string): Promise<Notice['practice']> {
    const { data, error } = await supabase
      .from('practice_members')
      .select('role, practice:practices(name, timezone, phone)')
      .eq('practice_id', practice_id)
      .eq('profile_id', me)
      .eq('role', 'admin')
      .eq('active', true)
      .maybeSingle();
    if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
    if (!data) throw new Problem(403, 'forbidden', 'Only administrators of the practice can do that.');
    return practiceSchema.parse(data.practice);
  }

  async function person({ id, supabase }: User): Promise<z.infer<typeof personSchema>> {
    const { data, error } = await supabase
      .from('profiles')
      .select('profile_id, timezone, email, phone')
      .eq('auth_user_id', id)
      .single();
    if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
    return personSchema.parse(data);
  }

  async function noticeFor(user: User, sample: Sample): Promise<Notice> {
    const me = await person(user);
    const practice = await practiceOf(user.supabase, sample.practice_id, me.profile_id);
    const made = sampleNotice({ ...sample, now: ports.now(), practice });
    const { profile_id, timezone, email, phone } = me;
    return {
      ...made,
      practice,
      recipient: { ...made.recipient, profile_id, timezone, email, phone, locale: sample.locale },
    };
  }

  return {
    async preview(user: User, sample: Sample) {
      const notice = await noticeFor(user, sample);
      const links = await ports.linksFor(notice, ports.now());
      if (sample.channel === 'email') return emailFor(notice, links, ports.now());
      if (sample.channel === 'sms') return { text: smsFor(notice, links, ports.now()) };
      const { title, body } = pushFor(notice, links, ports.now());
      return { title, body };
    },

    /** Sent like any other message, but only to whoever asks. */
    async test(user: User, sample: Sample) {
      const notice = await noticeFor(user, sample);
      const push = sample.channel === 'push' ? await subscriptionsOf(notice.recipient.profile_id) : [];
      const key = `test:${crypto.randomUUID()}`;
      const settlement = await deliver(
        { ...notice, id: crypto.randomUUID(), idempotency_key: key, recipient: { ...notice.recipient, push } },
        ports,
      );
      const { outcome, error_message: reason } = settlement;
      return { outcome: outcome === 'retry' ? 'failed' : outcome, ...(reason ? { reason } : {}) };
    },
  };

  async function subscriptionsOf(profile_id: string) {
    const columns = Object.keys(pushSubscriptionSchema.shape).join(', ');
    const { data, error } = await admin.from('push_subscriptions').select(columns).eq('profile_id', profile_id);
    if (error) throw new Problem(502, 'database_failed', 'The database could not be asked.', { cause: error });
    return z.array(pushSubscriptionSchema).parse(data);
  }
}
