/** Apple and every other CalDAV server: an address, a name, an app password, all verified before anything is kept. */
import { z } from 'zod';
import { AddressRefused } from '../_shared/calendars/caldav/guarded-fetch.ts';
import type { CalendarInfo } from '../_shared/calendars/port.ts';
import {
  AuthorizationExpired,
  NotFound,
  RateLimited,
  UnexpectedResponse,
  Unreachable,
} from '../_shared/http/outside.ts';
import { Problem } from '../_shared/http/problem.ts';
import type { ConnectOptions } from './app.ts';

export interface Found {
  principalUrl: string;
  calendars: CalendarInfo[];
}
export type Discover = (login: { serverUrl: string; username: string; password: string }) => Promise<Found>;

interface Login {
  server_url?: string | undefined;
  username: string;
  password: string;
}

export async function connectCalDav(
  { rpc, registry, discover, icloudUrl }: ConnectOptions,
  profileId: string,
  login: Login,
) {
  const serverUrl = login.server_url ? address(login.server_url) : icloudUrl;
  const { username, password } = login;
  const found = await discover({ serverUrl, username, password }).catch((error: unknown) => {
    throw problemOf(error);
  });
  const main = found.calendars.find(({ canWrite }) => canWrite) ?? found.calendars[0];
  if (!main) throw new Problem(422, 'not_caldav', 'There is no calendar in this account.');
  const ids = await rpc('save_connection', {
    user_id: profileId,
    provider: login.server_url ? 'caldav' : 'apple',
    account_id: found.principalUrl,
    account_email: username,
    server_url: serverUrl,
    ...(await registry.seal({ accessToken: password, refreshToken: null })),
    token_expires_at: null,
    calendars: [{ calendar_id: main.id, calendar_name: main.name, can_write: main.canWrite, is_primary: true }],
  });
  return {
    connection_ids: z.array(z.guid()).parse(ids),
    calendars: found.calendars.map(({ id, name, isPrimary, canWrite }) => ({
      id,
      name,
      is_primary: isPrimary,
      can_write: canWrite,
      connected: id === main.id,
    })),
  };
}

/** What a person types in: with or without https://. */
function address(text: string): string {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (url && url.hostname !== '' && url.username === '' && url.password === '') return url.href;
  throw new Problem(422, 'invalid_input', 'That is not the address of a server.', {
    details: [{ path: 'server_url', message: 'is not an address' }],
  });
}

function problemOf(error: unknown): unknown {
  const problem = (status: number, code: string, message: string) =>
    new Problem(status, code, message, { cause: error });
  if (error instanceof AuthorizationExpired)
    return problem(422, 'invalid_credentials', 'The server did not accept this name and password.');
  if (error instanceof Unreachable || error instanceof RateLimited)
    return problem(503, 'provider_unreachable', 'The server cannot be reached. Please try again in a minute.');
  if (error instanceof AddressRefused)
    return problem(
      422,
      'address_refused',
      'This address is not allowed: it must be https and not inside a private network.',
    );
  if (error instanceof NotFound || error instanceof UnexpectedResponse)
    return problem(422, 'not_caldav', 'No calendars were found at this address.');
  return error;
}
