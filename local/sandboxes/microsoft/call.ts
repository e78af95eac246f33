import type { Mailbox, Mailboxes } from './mailbox.ts';
import type { View } from './representation.ts';
import type { Settings } from './settings.ts';

/** One authorised request to /v1.0, with what its route needs. */
export interface Call {
  mailbox: Mailbox;
  mailboxes: Mailboxes;
  settings: Settings;
  now(): Date;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  /** The address of this API as the caller knows it: "http://127.0.0.1:1234/v1.0". */
  base: string;
  immutable: boolean;
  zone: string;
  pageSize: number;
}

/** What the Prefer header says; several preferences may share one header. */
export function readPrefer(header: string, pageSize: number): Pick<Call, 'immutable' | 'zone' | 'pageSize'> {
  const wanted = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(header)?.[1] ?? 10);
  return {
    immutable: /idtype\s*=\s*"?immutableid"?/i.test(header),
    zone: /outlook\.timezone\s*=\s*"([^"]+)"/i.exec(header)?.[1] ?? 'UTC',
    pageSize: Math.min(Math.max(wanted, 1), pageSize),
  };
}

export const viewOf = (call: Call, select: string[] | null = null, expand: string[] = []): View => ({
  immutable: call.immutable,
  zone: call.zone,
  select,
  expand,
});
