/** What Google answers, read tolerantly: unknown fields are fine, an item that makes no sense is left out. */
import { z } from 'zod';
import { NotFound, UnexpectedResponse } from '../../http/outside.ts';
import type { CalendarInfo, OutgoingEvent, Stored } from '../port.ts';
import { type Answer, bodyOf } from './failure.ts';
import { isAllDay, isCancelled, rangeOf, readResource } from './resource.ts';

export const pageSchema = z.object({
  timeZone: z.string().optional(),
  items: z.array(z.unknown()).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
});

const calendarSchema = z.object({
  id: z.string(),
  summary: z.string().optional(),
  summaryOverride: z.string().optional(),
  primary: z.boolean().optional(),
  accessRole: z.string().optional(),
  deleted: z.boolean().optional(),
});

export const channelSchema = z.object({
  id: z.string(),
  resourceId: z.string(),
  expiration: z.coerce.number().optional(),
});

export const titleSchema = z.object({ id: z.string(), summary: z.string().optional() });

export const STORED_FIELDS = 'id,status,etag,start,end';
export const wholeSeconds = (at: string | number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

export function parsed<T>(schema: z.ZodType<T>, answer: Answer): T {
  const result = schema.safeParse(bodyOf(answer));
  if (result.success) return result.data;
  throw new UnexpectedResponse('Google Calendar gave an answer nobody expected.', answer.status);
}

export function calendarInfo(item: unknown): CalendarInfo[] {
  const { data } = calendarSchema.safeParse(item);
  if (!data || data.deleted) return [];
  const name = data.summaryOverride ?? data.summary ?? data.id;
  const canWrite = data.accessRole === 'owner' || data.accessRole === 'writer';
  return [{ id: data.id, name, isPrimary: data.primary ?? false, canWrite }];
}

/** How the write was kept. Who changes a deleted event is answered as if nothing was wrong; that is no success. */
export function stored(answer: Answer, event: OutgoingEvent): Stored {
  const resource = readResource(bodyOf(answer));
  if (!resource) return { id: event.identity, etag: null, time: { start: event.start, end: event.end } };
  if (isCancelled(resource)) throw new NotFound('The event was deleted from Google Calendar.');
  const range = isAllDay(resource) ? null : rangeOf(resource, 'UTC');
  return { id: resource.id, etag: resource.etag ?? null, time: range ?? { start: event.start, end: event.end } };
}
