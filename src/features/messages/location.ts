import { type ListFilter, listFilters } from './schema.ts';

/** What the address of the room says: which threads, which one is open, and what is open above it. */
export type MessagesLocation = {
  threadId: string | undefined;
  filter: ListFilter;
  search: string;
  /** The form for a new message. */
  isNew: boolean;
  visitId: string | undefined;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const longestSearch = 100;

const idIn = (query: URLSearchParams, name: string): string | undefined => {
  const value = query.get(name);
  return value && uuid.test(value) ? value : undefined;
};

export function parseLocation(search: string): MessagesLocation {
  const query = new URLSearchParams(search);
  return {
    threadId: idIn(query, 'thread'),
    filter: listFilters.find((one) => one === query.get('filter')) ?? 'all',
    search: (query.get('search') ?? '').trim().slice(0, longestSearch),
    isNew: query.get('new') === '1',
    visitId: idIn(query, 'visit'),
  };
}

/** As short as it can be: what is the default is left out. */
export function formatLocation({ threadId, filter, search, isNew, visitId }: MessagesLocation): string {
  const query = new URLSearchParams();
  if (filter !== 'all') query.set('filter', filter);
  if (search.trim()) query.set('search', search.trim());
  if (threadId) query.set('thread', threadId);
  if (isNew) query.set('new', '1');
  if (visitId) query.set('visit', visitId);
  return query.toString();
}

/** `?patient=…&clinician=…`: the thread of these two is wanted, whether it exists already or not. */
export function wantedThread(search: string): { patientId?: string; clinicianId?: string } | undefined {
  const query = new URLSearchParams(search);
  const patientId = idIn(query, 'patient');
  const clinicianId = idIn(query, 'clinician');
  if (!patientId && !clinicianId) return undefined;
  return { ...(patientId ? { patientId } : {}), ...(clinicianId ? { clinicianId } : {}) };
}
