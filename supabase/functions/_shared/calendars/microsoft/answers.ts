import { z } from 'zod';
import { UnexpectedResponse } from '../../http/outside.ts';

/** The answers of Graph as far as they are needed. Any of it may be missing or null in practice. */
const text = z.string().nullish();

const when = z.object({ dateTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/), timeZone: text });

export const event = z.object({
  id: z.string().min(1),
  '@odata.etag': text,
  '@removed': z.unknown().optional(),
  type: text,
  seriesMasterId: text,
  transactionId: text,
  lastModifiedDateTime: text,
  subject: text,
  sensitivity: text,
  showAs: text,
  categories: z.array(z.string()).nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  responseStatus: z.object({ response: text }).nullish(),
  start: when.nullish(),
  end: when.nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string() })).nullish(),
});

export type Row = z.infer<typeof event>;

export const calendar = z.object({
  id: z.string().min(1),
  name: text,
  isDefaultCalendar: z.boolean().nullish(),
  canEdit: z.boolean().nullish(),
});

export const subscription = z.object({
  id: z.string().min(1),
  expirationDateTime: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
  resource: text,
  notificationUrl: text,
});

export const collection = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

export function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new UnexpectedResponse('Microsoft Graph sent an answer that cannot be read.', 200);
}

/** The items that can be read; one that cannot must not hide the others. */
export function readEach<T>(schema: z.ZodType<T>, items: unknown[]): T[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
