import { createHash } from 'node:crypto';
import type { StoredEvent } from './event.ts';

/** An event, or one occurrence of it when `day` is given. */
export interface Reference {
  event: StoredEvent;
  day: string | null;
}

const prefixes = { immutable: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A', mutable: 'AAMkADFjOTRjNzVi' };

const encode = (text: string) => Buffer.from(text).toString('base64url');

/** The id of an event: the one that stays for ever, or the one that changes with every place. Case matters in both. */
export function idOf({ event, day }: Reference, immutable: boolean): string {
  const name = day === null ? event.key : `${event.key}@${day}`;
  return immutable ? prefixes.immutable + encode(name) : prefixes.mutable + encode(`${name}~${event.moves}`);
}

export const formerIds = (event: StoredEvent) => ({
  immutable: idOf({ event, day: null }, true),
  mutable: idOf({ event, day: null }, false),
});

export function referenceOf(events: Map<string, StoredEvent>, id: string): Reference | null {
  const immutable = id.startsWith(prefixes.immutable);
  if (!immutable && !id.startsWith(prefixes.mutable)) return null;
  const prefix = immutable ? prefixes.immutable : prefixes.mutable;
  const [name = '', moves] = Buffer.from(id.slice(prefix.length), 'base64url').toString().split('~');
  const [key = '', day = null] = name.split('@');
  const event = events.get(key);
  if (!event || (!immutable && moves !== String(event.moves))) return null;
  return day !== null && (!event.fields.recurrence || event.exceptions.get(day) === null) ? null : { event, day };
}

export const changeKey = (event: StoredEvent) =>
  createHash('sha256').update(`${event.key}.${event.version}`).digest('base64').slice(0, 24);

export const etagOf = (event: StoredEvent) => `W/"${changeKey(event)}"`;
