/** What the forms of the phone do. Each answers with one sentence for the person. */
import { DateTime } from 'luxon';
import type { CalendarApp, Item, Trouble } from './calendar-app.ts';

export interface Place {
  app: CalendarApp;
  email: string;
  calendar: string;
  summary: string;
  /** IANA name: the zone times are shown and entered in. */
  zone: string;
}

/** Trouble of a whole service, and its end. */
interface Troubles {
  make(app: CalendarApp, kind: Trouble): void;
  end(app: CalendarApp): void;
}

const WEEKS = 8;
const kinds: readonly string[] = ['slow', 'throttled', 'down'] satisfies Trouble[];

/** Start and end as ISO instants; a person's mistake is thrown as a sentence. */
function spanOf(form: URLSearchParams, zone: string) {
  const start = DateTime.fromISO(`${form.get('date')}T${form.get('time')}`, { zone });
  const minutes = Number(form.get('minutes'));
  if (!start.isValid) throw new Error('Please give a date and a time.');
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 1440) throw new Error('An event lasts 5 to 1440 minutes.');
  return { start: start.toUTC().toISO(), end: start.plus({ minutes }).toUTC().toISO() };
}

function showsOf(form: URLSearchParams): Item['shows'] {
  const wanted = form.get('shows');
  return wanted === 'free' || wanted === 'tentative' ? wanted : 'busy';
}

type Action = (place: Place, form: URLSearchParams, troubles: Troubles) => string;

const idOf = (form: URLSearchParams) => form.get('id') ?? '';

const actions = {
  add: ({ app, calendar, zone }, form) => {
    const title = (form.get('title') ?? '').trim().slice(0, 200) || 'Untitled';
    const weeks = form.get('weekly') === 'on' ? WEEKS : 1;
    const isPrivate = form.get('private') === 'on';
    app.add(calendar, { title, ...spanOf(form, zone), zone, shows: showsOf(form), isPrivate, weeks });
    return `“${title}” is in the calendar.`;
  },
  move: ({ app, calendar, zone }, form) => {
    const { start, end } = spanOf(form, zone);
    app.move(calendar, idOf(form), start, end);
    return 'The event has moved.';
  },
  copy: ({ app, calendar }, form) => {
    app.copy(calendar, idOf(form));
    return 'There is a copy of the event at the same time.';
  },
  repeat: ({ app, calendar }, form) => {
    app.repeatWeekly(calendar, idOf(form), form.get('date') ?? '', WEEKS);
    return `The event comes every week now, ${WEEKS} times.`;
  },
  decline: ({ app, calendar, email }, form) => {
    app.decline(calendar, idOf(form), email);
    return 'The event is declined.';
  },
  cancel: ({ app, calendar }, form) => {
    app.cancel(calendar, idOf(form));
    return 'The organiser has cancelled the event.';
  },
  delete: ({ app, calendar }, form) => {
    app.remove(calendar, idOf(form));
    return 'The event is deleted.';
  },
  revoke: ({ app, email }) => {
    app.revoke(email);
    return `${email} no longer lets Careslot in.`;
  },
  forget: ({ app, calendar }) => {
    app.forgetSyncTokens(calendar);
    return 'The service has forgotten how far Careslot had read (410).';
  },
  trouble: ({ app }, form, { make }) => {
    const kind = form.get('kind') ?? '';
    if (!kinds.includes(kind)) throw new Error('There is no such trouble.');
    make(app, kind as Trouble);
    return `${app.name} has trouble for a minute.`;
  },
  recover: ({ app }, _, { end }) => {
    end(app);
    return `${app.name} works again.`;
  },
} satisfies Record<string, Action>;

export type ActionName = keyof typeof actions;
export const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name);

/** Throws where the person or the service says no. */
export const act = (name: ActionName, place: Place, form: URLSearchParams, troubles: Troubles): string =>
  (actions[name] as Action)(place, form, troubles);
