import { parseDate } from '../../lib/time.ts';
import { type LogAction, type LogDirection, logActions, logDirections } from './schema.ts';

/** What the address says: the open dialog, and the filters of the log. */
const alone = ['connect', 'icloud', 'caldav'] as const;
const aboutOne = ['settings', 'calendars', 'reconnect', 'disconnect', 'reschedule'] as const;
export type OpenDialog =
  | { what: (typeof alone)[number]; id?: undefined }
  /** The id of a connection; of a conflict where another time is chosen. */
  | { what: (typeof aboutOne)[number]; id: string };

export const logResults = ['done', 'failed'] as const;
export type LogFilters = {
  connection?: string | undefined;
  direction?: LogDirection | undefined;
  action?: LogAction | undefined;
  result?: (typeof logResults)[number] | undefined;
  /** Days of the viewer, both included. */
  from?: string | undefined;
  to?: string | undefined;
};
export type SyncLocation = { open: OpenDialog | undefined; filters: LogFilters };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const parseId = (value: string | null): string | undefined => (value && uuid.test(value) ? value : undefined);

function parseOpen(value: string | null): OpenDialog | undefined {
  const lone = alone.find((what) => what === value);
  if (lone) return { what: lone };
  const [word, ...rest] = (value ?? '').split('-');
  const what = aboutOne.find((one) => one === word);
  const id = parseId(rest.join('-'));
  return what && id ? { what, id } : undefined;
}

export function parseLocation(search: string): SyncLocation {
  const query = new URLSearchParams(search);
  return {
    open: parseOpen(query.get('open')),
    filters: {
      connection: parseId(query.get('calendar')),
      direction: logDirections.find((direction) => direction === query.get('direction')),
      action: logActions.find((action) => action === query.get('action')),
      result: logResults.find((result) => result === query.get('result')),
      from: parseDate(query.get('from')),
      to: parseDate(query.get('to')),
    },
  };
}

export function formatLocation({ open, filters }: SyncLocation): string {
  const next = new URLSearchParams();
  if (open) next.set('open', open.id ? `${open.what}-${open.id}` : open.what);
  const { connection, ...others } = filters;
  for (const [key, value] of Object.entries({ calendar: connection, ...others })) if (value) next.set(key, value);
  return next.toString();
}

export const returnErrors = [
  'access_denied',
  'scopes_missing',
  'state_invalid',
  'provider_unreachable',
  'account_taken',
  'unexpected',
] as const;
export type Returned =
  | { connected: string; error?: undefined }
  | { error: (typeof returnErrors)[number]; connected?: undefined };

/** How signing in at a provider ended, as the address tells on the way back. */
export function parseReturn(search: string): Returned | undefined {
  const query = new URLSearchParams(search);
  const connected = parseId(query.get('connected'));
  if (connected) return { connected };
  const code = query.get('error');
  return code === null ? undefined : { error: returnErrors.find((known) => known === code) ?? 'unexpected' };
}
