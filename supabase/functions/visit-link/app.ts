import { z } from 'zod';
import type { EncryptionKey } from '../_shared/crypto/secret-box.ts';
import type { Rpc } from '../_shared/db/rpc.ts';
import { Problem } from '../_shared/http/problem.ts';
import { type Handler, json, readInput, serveRoutes } from '../_shared/http/serve.ts';
import { readVisitLink, type VisitLink } from '../_shared/links/visit-link.ts';
import { calendarOf } from './calendar.ts';
import { type Facts, factsSchema } from './facts.ts';

const instant = z.iso.datetime({ offset: true });
const input = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('show') }),
  z.strictObject({ action: z.literal('confirm') }),
  z.strictObject({ action: z.literal('cancel') }),
  z.strictObject({ action: z.literal('times'), after: instant.optional() }),
  z.strictObject({ action: z.literal('reschedule'), start: instant, end: instant }),
]);
type Action = z.infer<typeof input>['action'];

/** Each link does one thing; all of them may look. */
const allowed: Record<VisitLink['purpose'], Action[]> = {
  confirm: ['show', 'confirm'],
  cancel: ['show', 'cancel'],
  reschedule: ['show', 'times', 'reschedule'],
  calendar: ['show'],
  join: ['show'],
};

const times = z.array(z.object({ slot_start: z.string(), slot_end: z.string() }));

export interface VisitLinkOptions {
  rpc: Rpc;
  keys: [EncryptionKey, ...EncryptionKey[]];
  publicUrl: string;
  now(): Date;
}

/**
 * Signed links of mails and text messages, without signing in. GET /{token} says what the link is for and nothing else:
 * scanners and previews that open it change nothing and learn nothing. POST /{token} {action} shows the visit, and does
 * what the link was signed for. Rules are the database's (act_by_visit_link). 404 link_invalid, 410 link_expired.
 */
export function createVisitLink({ rpc, keys, publicUrl, now }: VisitLinkOptions): Handler {
  async function read(token: string): Promise<VisitLink> {
    const link = await readVisitLink(keys, token, now());
    if ('reason' in link) {
      if (link.reason === 'expired') throw new Problem(410, 'link_expired', 'This link is no longer valid.');
      throw new Problem(404, 'link_invalid', 'This link is not valid.');
    }
    return link;
  }

  function shown(
    { purpose }: VisitLink,
    { video_call_link, practice, reader, ical_uid, ical_sequence, ...visit }: Facts,
  ) {
    return {
      purpose,
      visit: { ...visit, ...(purpose === 'join' ? { video_call_link } : {}) },
      practice,
      reader,
      ...(purpose === 'calendar'
        ? { calendar: calendarOf({ ...visit, practice, reader, ical_uid, ical_sequence }, publicUrl, now()) }
        : {}),
    };
  }

  return serveRoutes({
    'GET /:token': async (_, { token = '' }) => {
      const { purpose } = await read(token);
      return json({ purpose });
    },
    'POST /:token': async (request, { token = '' }) => {
      const link = await read(token);
      const wish = await readInput(request, input);
      if (!allowed[link.purpose].includes(wish.action)) {
        throw new Problem(403, 'forbidden', 'This link is for something else.');
      }
      const { appointment_id, profile_id, start_version } = link;
      const visit = { appointment_id, profile_id, start_version };
      if (wish.action === 'show') return json(shown(link, factsSchema.parse(await rpc('visit_link_facts', visit))));
      if (wish.action === 'times') {
        const rows = times.parse(await rpc('visit_link_times', { ...visit, after: wish.after ?? null }));
        return json({ times: rows.map(({ slot_start, slot_end }) => ({ start: slot_start, end: slot_end })) });
      }
      const to = wish.action === 'reschedule' ? { slot_start: wish.start, slot_end: wish.end } : {};
      const done = await rpc('act_by_visit_link', { ...visit, action: wish.action, ...to });
      return json(shown(link, factsSchema.parse(done)));
    },
  });
}
