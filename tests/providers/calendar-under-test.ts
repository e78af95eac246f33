/** A calendar outside and everything that can happen to it: what every adapter, and the model of the engine, is tried with. */
import type { CalendarProvider } from '../../supabase/functions/_shared/calendars/port.ts';

export interface Range {
  start: string;
  end: string;
}

/** An event as it lies in the calendar, read past the adapter. */
export interface LiveEvent extends Range {
  id: string;
  title: string | null;
  identity: string | null;
  isPrivate: boolean;
  isBusy: boolean;
}

/** A weekly series of the person; occurrences are counted from zero. */
export interface Series {
  moveOccurrence(n: number, to: Range): Promise<void>;
  removeOccurrence(n: number): Promise<void>;
  remove(): Promise<void>;
}

/** The owner of the calendar with another client. Times are instants. */
export interface Person {
  /** An event with title, place, text and guests; its id. */
  add(time: Range): Promise<string>;
  copy(id: string): Promise<string>;
  move(id: string, to: Range): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** From midnight of `date` to midnight of `until`, as the calendar has its days. */
  addAllDay?(date: string, until: string): Promise<string>;
  addWeekly?(first: Range, count: number): Promise<Series>;
}

/** What the person's own events say, wherever a calendar has room for it: none of it may be kept. */
export const secrets = {
  title: 'Quittengelee mit Beatrix',
  place: 'Kellergewoelbe Sihlpost',
  text: 'Zungenbrecher mitbringen',
  guest: 'hildegunst@example.test',
} as const;

export type Write = 'create' | 'update' | 'remove';

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

export interface CalendarUnderTest {
  /** An adapter as a process has it that has just started. */
  adapter(): CalendarProvider;
  /** One whose credentials are not accepted. */
  stranger?(): CalendarProvider;
  person: Person;
  live(): Promise<LiveEvent[]>;
  faults: {
    /** The next request is answered so, or its connection broken, before anything was done. */
    refuseNext(how: 500 | 503 | 'drop'): void;
    /** The next request, or the next of that kind, is carried out and its answer lost. */
    loseNextAnswer(kind?: Write): void;
    throttleNext(seconds: number): void;
    /** The next change is refused as if somebody had been faster; where a provider can be told to. */
    staleNext?(): void;
    /** Cursors that were given so far are no longer known. */
    expireCursor(): void;
    clear(): void;
  };
  /** How many events come on a page from now on; where the provider has pages of a size that can be chosen. */
  setPageSize?(size: number): void;
  /** The instant at which a whole day begins. */
  dayBegins(date: string): string;
  /** What was sent to the provider, since it was last forgotten. */
  requests(): Sent[];
  forgetRequests(): void;
  /** How many requests that change something were ever sent. */
  writes(): number;
  close(): Promise<void>;
}

/** `fetch`, with a count of what was sent to change something. */
export function createCountingFetch() {
  let writes = 0;
  const counting: typeof globalThis.fetch = (input, init) => {
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    if (['POST', 'PUT', 'PATCH', 'DELETE'].includes(method.toUpperCase())) writes += 1;
    return fetch(input, init);
  };
  return { fetch: counting, writes: () => writes };
}
