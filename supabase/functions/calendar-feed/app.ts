import { z } from 'zod';
import { requireUser } from '../_shared/auth.ts';
import { type CalendarFile, calendarFile } from '../_shared/core/icalendar/calendar-file.ts';
import { calendarVisitSchema, visitEntry } from '../_shared/core/icalendar/visit-entry.ts';
import { calendarWords } from '../_shared/core/icalendar/words.ts';
import { sha256 } from '../_shared/crypto/digest.ts';
import { type Rpc, rpcOf } from '../_shared/db/rpc.ts';
import type { Env } from '../_shared/env.ts';
import { Problem, problemResponse } from '../_shared/http/problem.ts';
import { type Handler, serveRoutes } from '../_shared/http/serve.ts';
import { calendarResponse } from './calendar-response.ts';
import type { ReadLimit } from './read-limit.ts';

export interface CalendarFeedOptions {
  env: Env;
  /** Of the secret key. */
  rpc: Rpc;
  /** The address of the web app. */
  publicUrl: string;
  limit: ReadLimit;
}

const visitSchema = calendarVisitSchema.extend({ changed_at: z.iso.datetime({ offset: true }) });
type Visit = z.infer<typeof visitSchema>;
const answerSchema = z.object({ locale: z.string(), visits: z.array(visitSchema) });
const feedSchema = answerSchema.extend({ label: z.string().nullable() });
const range = z.object({ from: z.iso.date(), to: z.iso.date() });

/** 32 bytes as base64url, as create_calendar_feed gives them. */
const tokenPattern = /^([A-Za-z0-9_-]{43})\.ics$/;
const feedRefreshSeconds = 3600;

/**
 * Calendar files. GET /{token}.ics: the subscription behind a private address, without signing in; unknown and revoked ones
 * are the same 404. GET /appointments/{appointment_id}.ics and GET /export.ics?from&to (days, both included): what the
 * signed-in person may see. HEAD answers like GET. 304 to If-None-Match, 429 with Retry-After, 422 for a range that is none.
 */
export function createCalendarFeed({ env, rpc, publicUrl, limit }: CalendarFeedOptions): Handler {
  const file = (locale: string, visits: Visit[], more: Partial<CalendarFile> & { alarmMinutes?: number }) => {
    const { alarmMinutes, ...head } = more;
    const entries = visits.map((visit) => ({
      ...visitEntry(visit, { publicUrl, locale }),
      // When the visit changed, not when it was asked for: the same visits are the same bytes, and the ETag stays.
      stamp: new Date(visit.changed_at),
      alarmMinutes: visit.side === 'patient' ? alarmMinutes : undefined,
    }));
    return calendarFile({ method: 'PUBLISH', entries, ...head });
  };
  const asPerson = async (request: Request): Promise<Rpc> => rpcOf((await requireUser(request, env)).supabase);

  return asHead(
    serveRoutes({
      'GET /export.ics': async (request) => {
        const ask = await asPerson(request);
        const query = range.safeParse(Object.fromEntries(new URL(request.url).searchParams));
        if (!query.success) throw new Problem(422, 'invalid_input', 'from and to are days, such as 2026-11-30.');
        const { from, to } = query.data;
        const { locale, visits } = answerSchema.parse(await ask('calendar_export', { from_date: from, to_date: to }));
        const text = file(locale, visits, {});
        return calendarResponse(request, {
          text,
          fileName: `appointments-${from}-${to}.ics`,
          disposition: 'attachment',
        });
      },

      'GET /appointments/:file': async (request, { file: name = '' }) => {
        const ask = await asPerson(request);
        const id = z.guid().safeParse(/^(.+)\.ics$/.exec(name)?.[1]);
        if (!id.success) throw new Problem(404, 'not_found', 'There is no such visit, or you may not see it.');
        const answer = answerSchema.parse(await ask('calendar_visits', { appointment_ids: [id.data] }));
        const text = file(answer.locale, answer.visits, { alarmMinutes: 60 });
        return calendarResponse(request, { text, fileName: 'appointment.ics', disposition: 'attachment' });
      },

      'GET /:file': async (request, { file: name = '' }) => {
        const token = tokenPattern.exec(name)?.[1];
        if (token === undefined) throw noFeed();
        const hash = await sha256(token);
        const wait = limit.count(hash);
        if (wait !== null) return tooOften(wait);
        const { label, locale, visits } = feedSchema.parse(await readFeed(rpc, hash));
        const text = file(locale, visits, {
          name: label ?? calendarWords(locale).appointments,
          refreshSeconds: feedRefreshSeconds,
        });
        return calendarResponse(request, { text, fileName: 'careslot.ics', disposition: 'inline' });
      },
    }),
  );
}

const noFeed = (cause?: unknown) => new Problem(404, 'not_found', 'There is no such calendar.', { cause });

async function readFeed(rpc: Rpc, hash: string): Promise<unknown> {
  try {
    return await rpc('read_calendar_feed', { token_hash: hash });
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') throw noFeed(error);
    throw error;
  }
}

function tooOften(seconds: number): Response {
  const problem = new Problem(429, 'rate_limited', 'This calendar is read too often. Please wait a little.');
  return problemResponse(problem, { 'retry-after': String(seconds) });
}

/** HEAD is GET without the body (RFC 9110 §9.3.2). */
const asHead =
  (handler: Handler): Handler =>
  async (request) => {
    if (request.method !== 'HEAD') return handler(request);
    const { status, headers } = await handler(new Request(request.url, { headers: request.headers }));
    return new Response(null, { status, headers });
  };
