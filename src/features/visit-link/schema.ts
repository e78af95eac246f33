import * as z from 'zod/mini';

export const purposes = ['confirm', 'cancel', 'reschedule', 'calendar', 'join'] as const;

export const purposeSchema = z.object({ purpose: z.enum(purposes) });

/** What the second step of a link shows: when, where and with which practice; nobody's name, no reason. */
export const shownSchema = z.object({
  purpose: z.enum(purposes),
  visit: z.object({
    status: z.string(),
    start: z.string(),
    end: z.string(),
    location_type: z.enum(['in_person', 'video', 'phone']),
    location: z.nullable(z.string()),
    attendance_confirmed: z.boolean(),
    moved: z.boolean(),
    past: z.boolean(),
    changeable: z.boolean(),
    video_call_link: z.optional(z.nullable(z.string())),
  }),
  practice: z.object({ name: z.string(), timezone: z.string(), phone: z.nullable(z.string()) }),
  reader: z.object({ timezone: z.string(), locale: z.string() }),
  calendar: z.optional(
    z.object({ file: z.string(), google: z.string(), outlook: z.string(), office365: z.string(), yahoo: z.string() }),
  ),
});
export type Shown = z.infer<typeof shownSchema>;

const timeSchema = z.object({ start: z.string(), end: z.string() });
export const timesSchema = z.object({ times: z.array(timeSchema) });
export type Time = z.infer<typeof timeSchema>;
