/** What the stand-in for Google knows: accounts with their calendars, grants, channels. All of it in memory. */
import { randomUUID } from 'node:crypto';
import { GoogleError } from './answer.ts';

export interface EventTime {
  date?: string | null;
  dateTime?: string | null;
  timeZone?: string | null;
}

/** conferenceData as far as Google Meet has it. */
export interface ConferenceData {
  createRequest?: {
    requestId?: string;
    conferenceSolutionKey?: { type?: string };
    status?: { statusCode: 'pending' | 'success' | 'failure' };
  };
  entryPoints?: { entryPointType: string; uri: string; label?: string }[];
  conferenceSolution?: { key: { type: string }; name: string };
  conferenceId?: string;
}

/** An event resource; what is not named here is kept as it came. */
export interface EventResource {
  [field: string]: unknown;
  id: string;
  status: string;
  start: EventTime;
  end: EventTime;
  updated: string;
  recurrence?: string[];
  recurringEventId?: string;
  originalStartTime?: EventTime;
  attendees?: { self?: boolean; responseStatus?: string }[];
  extendedProperties?: { private?: Record<string, string> };
  conferenceData?: ConferenceData;
  hangoutLink?: string;
}

export interface StoredEvent {
  version: number;
  resource: EventResource;
}

/** An occurrence that a changed or deleted series no longer has. */
export interface LostOccurrence {
  version: number;
  seriesId: string;
  originalStartTime: EventTime;
}

export interface Calendar {
  id: string;
  owner: Account;
  summary: string;
  timeZone: string;
  accessRole: string;
  isPrimary: boolean;
  isHidden: boolean;
  /** Kinds of conference that events may ask for; empty where the owner's account has none. */
  conferenceSolutions: string[];
  /** Grows with every change of an event. */
  version: number;
  /** Sync tokens of an earlier epoch are no longer known. */
  epoch: number;
  events: Map<string, StoredEvent>;
  lost: Map<string, LostOccurrence>;
}

export interface Account {
  id: string;
  email: string;
  /** Client ids that were allowed before: without prompt=consent they get no second refresh token. */
  consented: Set<string>;
  calendars: Calendar[];
}

export interface Grant {
  account: Account;
  clientId: string;
  scopes: string[];
  isAlive: boolean;
}

export interface Code {
  grant: Grant;
  redirectUri: string;
  challenge: string | null;
  givesRefreshToken: boolean;
}

export interface WatchChannel {
  id: string;
  resourceId: string;
  resourceUri: string;
  calendar: Calendar;
  token: string | null;
  address: string;
  /** In milliseconds. */
  expiration: number;
  messages: number;
}

export interface State {
  now: () => Date;
  client: { id: string; secret: string };
  accounts: Account[];
  codes: Map<string, Code>;
  accessTokens: Map<string, { grant: Grant; expires: number }>;
  refreshTokens: Map<string, Grant>;
  channels: Map<string, WatchChannel>;
}

export const createState = (now: () => Date, client: State['client']): State => ({
  now,
  client,
  accounts: [],
  codes: new Map(),
  accessTokens: new Map(),
  refreshTokens: new Map(),
  channels: new Map(),
});

export interface NewCalendar {
  id?: string;
  summary?: string;
  timeZone?: string;
  accessRole?: string;
  isHidden?: boolean;
  conferenceSolutions?: string[];
}

export function addCalendar(account: Account, given: NewCalendar): Calendar {
  const calendar: Calendar = {
    id: given.id ?? `${randomUUID().replaceAll('-', '')}@group.calendar.google.com`,
    owner: account,
    summary: given.summary ?? 'Calendar',
    timeZone: given.timeZone ?? 'Europe/Zurich',
    accessRole: given.accessRole ?? 'owner',
    isPrimary: account.calendars.length === 0,
    isHidden: given.isHidden ?? false,
    conferenceSolutions: given.conferenceSolutions ?? ['hangoutsMeet'],
    version: 0,
    epoch: 0,
    events: new Map(),
    lost: new Map(),
  };
  account.calendars.push(calendar);
  return calendar;
}

/** A person with a main calendar, whose id is the e-mail address as at Google. */
export function addAccount(state: State, email: string, timeZone?: string): Account {
  const number = String(state.accounts.length + 1);
  const account: Account = {
    id: `1000000000000${number.padStart(8, '0')}`,
    email,
    consented: new Set(),
    calendars: [],
  };
  addCalendar(account, { id: email, summary: email, ...(timeZone ? { timeZone } : {}) });
  state.accounts.push(account);
  return account;
}

/** A calendar by its id, whoever owns it. */
export function calendarById(state: State, id: string): Calendar {
  for (const { calendars } of state.accounts) {
    const found = calendars.find((calendar) => calendar.id === id);
    if (found) return found;
  }
  throw new GoogleError(404, 'notFound', 'Not Found');
}

/** A calendar as the account may name it; "primary" is its own. */
export function calendarOf(account: Account, id: string): Calendar {
  const found = account.calendars.find((calendar) => (id === 'primary' ? calendar.isPrimary : calendar.id === id));
  if (!found) throw new GoogleError(404, 'notFound', 'Not Found');
  return found;
}
