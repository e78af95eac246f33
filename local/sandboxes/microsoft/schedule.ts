import { z } from 'zod';
import type { Call } from './call.ts';
import type { Fields } from './event.ts';
import { GraphFailure, type Reply } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import { type Instance, instancesIn } from './series.ts';
import { read, write } from './zones.ts';

/** POST /me/calendar/getSchedule: who is busy when. A schedule that cannot be read is an error inside an answer of 200. */
const wall = z.object({ dateTime: z.string(), timeZone: z.string() });
const request = z.object({
  schedules: z.array(z.string()).min(1),
  startTime: wall,
  endTime: wall,
  availabilityViewInterval: z.int().min(5).max(1440).default(30),
});

const minute = 60_000;
const longest = 62 * 24 * 60 * minute;
const mostSchedules = 100;

/** The digits of availabilityView; where several events meet, the highest counts. */
const digits: Record<Fields['showAs'], number> = {
  free: 0,
  unknown: 0,
  tentative: 1,
  busy: 2,
  oof: 3,
  workingElsewhere: 4,
};
/** Working elsewhere gives way to everything that takes time. */
const weight = (digit: number) => (digit === 4 ? 0.5 : digit);

const counts = ({ fields }: Instance) => !fields.isCancelled && fields.responseStatus.response !== 'declined';

function availability(instances: Instance[], from: number, to: number, step: number): string {
  let view = '';
  for (let at = from; at < to; at += step) {
    const here = instances
      .filter(({ start, end }) => start < at + step && end > at)
      .map((i) => digits[i.fields.showAs]);
    view += here.reduce((most, digit) => (weight(digit) > weight(most) ? digit : most), 0);
  }
  return view;
}

function scheduleOf(mailbox: Mailbox, isOwn: boolean, from: number, to: number, step: number, zone: string) {
  const instances = [...mailbox.events.values()]
    .filter(({ calendarId }) => mailbox.calendars.some((c) => c.id === calendarId && c.isDefault))
    .flatMap((event) => instancesIn(event, from, to))
    .filter(counts)
    .sort((a, b) => a.start - b.start);
  const item = ({ fields, start, end }: Instance) => {
    const isPrivate = fields.sensitivity === 'private' || fields.sensitivity === 'confidential';
    const isTold = isOwn && !isPrivate;
    return {
      status: fields.showAs,
      isPrivate,
      ...(isTold && { subject: fields.subject, location: fields.location.displayName }),
      start: write(start, zone),
      end: write(end, zone),
    };
  };
  const name = { name: 'UTC' };
  return {
    scheduleId: mailbox.email,
    availabilityView: availability(instances, from, to, step),
    scheduleItems: instances.filter(({ fields }) => fields.showAs !== 'free').map(item),
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: name,
    },
  };
}

/** `all` by e-mail address. Not for personal accounts. */
export function getSchedule({ mailbox, body, zone }: Call, all: Map<string, Mailbox>): Reply {
  const parsed = request.safeParse(body);
  if (!parsed.success)
    throw new GraphFailure(
      400,
      'ErrorInvalidParameter',
      `At least one property is not valid: ${parsed.error.issues[0]?.path}.`,
    );
  if (mailbox.isPersonal)
    throw new GraphFailure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const { schedules, startTime, endTime, availabilityViewInterval } = parsed.data;
  const [from, to] = [read(startTime).toMillis(), read(endTime).toMillis()];
  if (to <= from) throw new GraphFailure(400, 'ErrorInvalidTimeInterval', 'The end is not after the start.');
  if (to - from > longest)
    throw new GraphFailure(
      400,
      'ErrorTimeIntervalTooBig',
      'The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long.',
    );
  if (schedules.length > mostSchedules)
    throw new GraphFailure(400, 'ErrorInvalidParameter', 'Too many schedules were asked for.');
  const value = schedules.map((address) => {
    const found = all.get(address.toLowerCase());
    if (found) return scheduleOf(found, found === mailbox, from, to, availabilityViewInterval * minute, zone);
    const error = { message: 'The mailbox was not found.', responseCode: 'ErrorMailRecipientNotFound' };
    return { scheduleId: address, availabilityView: '', scheduleItems: [], error };
  });
  return { status: 200, body: { value } };
}
