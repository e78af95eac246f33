import * as z from 'zod/mini';
import type { NoticeKind } from '../../../../supabase/functions/_shared/core/notifications/notice.ts';
import type { Columns } from '../../../lib/columns.ts';

export const deliveryMethods = ['email', 'sms', 'push', 'in_app'] as const;
export type DeliveryMethod = (typeof deliveryMethods)[number];
export const audiences = ['patient', 'clinician', 'both'] as const;
export type Audience = (typeof audiences)[number];
const instant = z.iso.datetime({ offset: true });

/** A reminder of the practice's own, beyond the two that are always sent. */
export const reminderRuleSchema = z.object({
  rule_id: z.string(),
  minutes_before: z.number(),
  delivery_method: z.enum(deliveryMethods),
  audience: z.enum(audiences),
  active: z.boolean(),
} satisfies Columns<'practice_reminder_rules'>);
export type ReminderRule = z.infer<typeof reminderRuleSchema>;

/** How one channel fares (NT15): counts are of the last 24 hours; `waiting` is due and not sent, `oldest_due` since when. */
export const messageFiguresSchema = z.object({
  delivery_method: z.enum(deliveryMethods),
  day_sent: z.number(),
  day_failed: z.number(),
  day_undelivered: z.number(),
  waiting: z.number(),
  oldest_due: z.nullable(instant),
  last_failure: z.nullable(z.string()),
  last_failure_at: z.nullable(instant),
});
export type MessageFigures = z.infer<typeof messageFiguresSchema>;

/** Which channels the operator has set up. The inbox of the app needs nothing. */
export const channelsSchema = z.object({
  channels: z.object({ email: z.boolean(), sms: z.boolean(), push: z.boolean() }),
});

export const sides = ['patient', 'clinician', 'staff'] as const;
export type Side = (typeof sides)[number];
export const templateChannels = ['email', 'sms', 'push'] as const;
export type TemplateChannel = (typeof templateChannels)[number];
/** The languages messages are written in; a reader of another one gets English. */
export const templateLocales = ['en', 'es'] as const;
export type TemplateLocale = (typeof templateLocales)[number];

/** Who is told what by which channel beside the inbox (NT10, NT11). */
export const templates = {
  reminder: { sides: ['patient', 'clinician'], channels: ['email', 'sms', 'push'] },
  visit_requested: { sides: ['patient', 'clinician', 'staff'], channels: ['email', 'push'] },
  visit_confirmed: { sides: ['patient', 'clinician'], channels: ['email', 'push'] },
  visit_moved: { sides: ['patient', 'clinician'], channels: ['email', 'sms', 'push'] },
  visit_cancelled: { sides: ['patient', 'clinician'], channels: ['email', 'sms', 'push'] },
  message_received: { sides: ['patient', 'clinician', 'staff'], channels: ['email', 'push'] },
  offer_received: { sides: ['patient'], channels: ['email', 'push'] },
  request_received: { sides: ['clinician', 'staff'], channels: ['email', 'push'] },
  counter_received: { sides: ['clinician', 'staff'], channels: ['email', 'push'] },
  offer_accepted: { sides: ['clinician', 'staff'], channels: ['email', 'push'] },
  offer_declined: { sides: ['clinician', 'staff'], channels: ['email', 'push'] },
  offer_expired: { sides: ['patient', 'clinician', 'staff'], channels: ['email', 'push'] },
  offer_cancelled: { sides: ['patient'], channels: ['email', 'push'] },
  waitlist_offer: { sides: ['patient'], channels: ['email', 'push'] },
  calendar_conflict: { sides: ['clinician'], channels: ['email'] },
  calendar_needs_attention: { sides: ['clinician'], channels: ['email'] },
} as const satisfies Partial<Record<NoticeKind, { sides: readonly Side[]; channels: readonly TemplateChannel[] }>>;
export type TemplateKind = keyof typeof templates;
export const templateKinds = Object.keys(templates) as TemplateKind[];

export type Sample = {
  practiceId: string;
  kind: TemplateKind;
  side: Side;
  channel: TemplateChannel;
  locale: TemplateLocale;
};

export const previewSchemas = {
  email: z.object({ subject: z.string(), text: z.string(), html: z.string() }),
  sms: z.object({ text: z.string() }),
  push: z.object({ title: z.string(), body: z.string() }),
};
export type Preview =
  | ({ channel: 'email' } & z.infer<typeof previewSchemas.email>)
  | ({ channel: 'sms' } & z.infer<typeof previewSchemas.sms>)
  | ({ channel: 'push' } & z.infer<typeof previewSchemas.push>);

export const testedSchema = z.object({
  outcome: z.enum(['sent', 'skipped', 'failed']),
  reason: z.optional(z.string()),
});
export type Tested = z.infer<typeof testedSchema>;
