/**
 * An outside calendar that lives in memory and misbehaves on demand, for the model of the sync engine: lost answers,
 * refusals, stale and missing etags, forgotten cursors, ids given by us or by it.
 */
import type {
  CalendarProvider,
  Change,
  OutgoingEvent,
  RemoteEvent,
  Stored,
  Window,
} from '../../supabase/functions/_shared/calendars/port.ts';
import {
  CursorExpired,
  NotFound,
  PreconditionFailed,
  RateLimited,
  Unreachable,
} from '../../supabase/functions/_shared/http/outside.ts';

export interface MemoryEvent {
  id: string;
  identity: string | null;
  start: string;
  end: string;
  altered: boolean;
  deleted: boolean;
  version: number;
  updatedAt: string;
}

/** What the next call meets: a refusal before it is carried out, or an answer that is lost after it was. */
export type Fault = 'unreachable' | 'lost' | 'throttled' | 'stale' | 'cursor';

export interface Habits {
  /** Google and CalDAV take our identity as the id, Graph gives its own. */
  ownIds: boolean;
  /** Graph does not say whether a thing is deleted or out of the window. */
  vague: boolean;
  /** Some servers give no etag with the answer of a write, or a new one for every reading. */
  etags: 'steady' | 'missing' | 'restless';
  pageSize: number;
}

export class MemoryCalendar {
  readonly events = new Map<string, MemoryEvent>();
  readonly faults: Fault[] = [];
  writes = 0;
  /** Seconds that a throttled caller is told to wait. */
  throttledFor = 0;
  private readonly habits: Habits;
  private readonly now: () => string;
  private clock = 0;
  private readings = 0;
  private oldestCursor = 0;

  constructor(habits: Habits, now: () => string) {
    this.habits = habits;
    this.now = now;
  }

  /** What a person sees: everything that is not deleted. */
  alive(): MemoryEvent[] {
    return [...this.events.values()].filter((event) => !event.deleted);
  }

  add(event: Pick<MemoryEvent, 'id' | 'start' | 'end'> & Partial<MemoryEvent>): void {
    this.put({ identity: null, altered: false, deleted: false, version: 0, updatedAt: '', ...event });
  }

  change(id: string, change: Partial<Pick<MemoryEvent, 'start' | 'end' | 'altered' | 'deleted'>>): void {
    const event = this.events.get(id);
    if (event && !event.deleted) this.put({ ...event, ...change });
  }

  forgetCursors(): void {
    this.clock += 1;
    this.oldestCursor = this.clock;
  }

  private put(event: MemoryEvent): MemoryEvent {
    this.clock += 1;
    const kept = { ...event, version: this.clock, updatedAt: this.now() };
    // The last change stands last, as a change log has it.
    this.events.delete(kept.id);
    this.events.set(kept.id, kept);
    return kept;
  }

  private etag(event: MemoryEvent, written = false): string | null {
    if (this.habits.etags === 'missing' && written) return null;
    if (this.habits.etags === 'restless' && !written) return `${event.version}-${++this.readings}`;
    return String(event.version);
  }

  /** Restless etags only differ behind the dash. */
  private matches(etag: string | null, event: MemoryEvent): boolean {
    return etag === null || Number(etag.split('-')[0]) === event.version;
  }

  private async meet<T>(kind: 'read' | 'write', work: () => T): Promise<T> {
    await Promise.resolve();
    const fault = this.faults.shift();
    if (fault === 'unreachable') throw new Unreachable('refused');
    if (fault === 'throttled') throw new RateLimited('slow down', this.throttledFor);
    if (fault === 'cursor') this.forgetCursors();
    if (fault === 'stale' && kind === 'write') throw new PreconditionFailed('stale');
    const result = work();
    if (fault === 'lost') throw new Unreachable('the answer was lost');
    return result;
  }

  private seen(event: MemoryEvent, window: Window): RemoteEvent {
    const time = { start: event.start, end: event.end };
    const inWindow = time.start < window.end && time.end > window.start;
    return {
      id: event.id,
      etag: this.etag(event),
      identity: event.identity,
      time,
      altered: event.altered,
      updatedAt: event.updatedAt,
      seriesId: null,
      busy: inWindow ? [{ ...time, kind: 'busy', allDay: false }] : [],
    };
  }

  private stored(event: MemoryEvent): Stored {
    return { id: event.id, etag: this.etag(event, true), time: { start: event.start, end: event.end } };
  }

  provider(): CalendarProvider {
    return {
      calendars: () => this.meet('read', () => []),
      pull: ({ cursor, page, window }) =>
        this.meet('read', () => {
          const since = cursor === null ? 0 : Number(cursor);
          if (cursor !== null && since < this.oldestCursor) throw new CursorExpired('forgotten');
          const skip = page === null ? 0 : Number(page.split('/')[0]);
          const until = page === null ? this.clock : Number(page.split('/')[1]);
          const news = [...this.events.values()]
            .filter((event) => event.version > since && (cursor !== null || !event.deleted))
            .sort((a, b) => a.version - b.version);
          const some = news.slice(skip, skip + this.habits.pageSize);
          const isLast = skip + some.length >= news.length;
          const changes = some.map((event): Change => {
            if (!event.deleted) return { kind: 'event', event: this.seen(event, window) };
            return { kind: this.habits.vague ? 'out_of_sight' : 'deleted', id: event.id };
          });
          return {
            changes,
            next: isLast ? null : `${skip + some.length}/${until}`,
            cursor: isLast ? String(until) : null,
          };
        }),
      get: (id, window) =>
        this.meet('read', () => {
          const event = this.events.get(id);
          return event && !event.deleted ? this.seen(event, window) : null;
        }),
      create: (event: OutgoingEvent) =>
        this.meet('write', () => {
          const twin = [...this.events.values()].find(({ id, identity }) =>
            this.habits.ownIds ? id === event.identity : identity === event.identity && id.startsWith('own'),
          );
          if (twin && !twin.deleted) return this.stored(twin);
          if (twin && this.habits.ownIds) throw new NotFound('deleted');
          this.writes += 1;
          const id = this.habits.ownIds ? event.identity : `own-${this.clock}`;
          const { identity, start, end } = event;
          return this.stored(
            this.put({ id, identity, start, end, altered: false, deleted: false, version: 0, updatedAt: '' }),
          );
        }),
      update: (id, etag, { start, end }) =>
        this.meet('write', () => {
          const event = this.events.get(id);
          if (!event || event.deleted) throw new NotFound('deleted');
          if (!this.matches(etag, event)) throw new PreconditionFailed('stale');
          this.writes += 1;
          return this.stored(this.put({ ...event, start, end, altered: false }));
        }),
      remove: (id, etag) =>
        this.meet('write', () => {
          const event = this.events.get(id);
          if (!event || event.deleted) return;
          if (!this.matches(etag, event)) throw new PreconditionFailed('stale');
          this.writes += 1;
          this.put({ ...event, deleted: true });
        }),
      watch: () => this.meet('read', () => null),
      unwatch: () => this.meet('read', () => undefined),
    };
  }
}
