/** From a connection as the database keeps it to the adapter that speaks for it. The one place that knows all providers. */
import { z } from 'zod';
import type { SecretBox } from '../crypto/secret-box.ts';
import type { Rpc } from '../db/rpc.ts';
import { AuthorizationExpired, UnexpectedResponse } from '../http/outside.ts';
import { createGoogleOAuth } from '../oauth/google.ts';
import { createMicrosoftOAuth } from '../oauth/microsoft.ts';
import type { OAuthProvider } from '../oauth/provider.ts';
import { createTokens } from '../oauth/tokens.ts';
import { type Access, accessSchema } from './access.ts';
import { createCalDavCalendar } from './caldav/calendar.ts';
import { createGuardedFetch } from './caldav/guarded-fetch.ts';
import { createGoogleCalendar } from './google/google-calendar.ts';
import { createMicrosoftCalendar } from './microsoft/microsoft-calendar.ts';
import type { CalendarProvider, Tokens } from './port.ts';
import type { CalendarSettings } from './settings.ts';

const owned = accessSchema.extend({ links: z.array(z.object({ external_event_id: z.string() })) });

export type OAuthName = 'google' | 'microsoft';

interface RegistryOptions {
  settings: CalendarSettings;
  box: SecretBox;
  rpc: Rpc;
  fetch: typeof globalThis.fetch;
  now: () => Date;
  wait(milliseconds: number): Promise<void>;
  /** The addresses of a host name, to refuse those inside the operator's own network. */
  resolveHost(host: string): Promise<string[]>;
  /** Where a provider sends people back to, without the provider's name. */
  callbackUrl(provider: OAuthName): string;
}

export type Registry = ReturnType<typeof createRegistry>;

const accessToken = 'calendar.access_token';
const refreshToken = 'calendar.refresh_token';

const stored = z.object({
  granted: z.boolean(),
  access_token: z.string().nullable(),
  refresh_token: z.string().nullable(),
  token_expires_at: z.string().nullable(),
});

export function createRegistry(options: RegistryOptions) {
  const { settings, box, rpc, fetch, now, wait } = options;

  const seal = async (tokens: { accessToken: string; refreshToken: string | null }) => ({
    access_token: await box.seal(tokens.accessToken, accessToken),
    refresh_token: tokens.refreshToken === null ? null : await box.seal(tokens.refreshToken, refreshToken),
  });

  const open = async (row: Pick<Access, 'access_token' | 'refresh_token' | 'token_expires_at'>) => ({
    accessToken: row.access_token === null ? null : await box.open(row.access_token, accessToken),
    refreshToken: row.refresh_token === null ? null : await box.open(row.refresh_token, refreshToken),
    expiresAt: row.token_expires_at,
  });

  /** Null where the operator has given no credentials. */
  function oauth(name: OAuthName): OAuthProvider | null {
    const common = { fetch, now, redirectUri: options.callbackUrl(name) };
    if (name === 'google') {
      const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = settings;
      if (!clientId || !clientSecret) return null;
      return createGoogleOAuth({
        ...common,
        clientId,
        clientSecret,
        authUrl: settings.GOOGLE_AUTH_URL,
        tokenUrl: settings.GOOGLE_TOKEN_URL,
        revokeUrl: settings.GOOGLE_REVOKE_URL,
        apiUrl: settings.GOOGLE_API_URL,
      });
    }
    const { MICROSOFT_CLIENT_ID: clientId, MICROSOFT_CLIENT_SECRET: clientSecret } = settings;
    if (!clientId || !clientSecret) return null;
    return createMicrosoftOAuth({
      ...common,
      clientId,
      clientSecret,
      loginUrl: settings.MICROSOFT_LOGIN_URL,
      graphUrl: settings.MICROSOFT_GRAPH_URL,
      tenant: settings.MICROSOFT_TENANT,
    });
  }

  async function tokensOf(access: Access, name: OAuthName): Promise<Tokens> {
    const provider = oauth(name);
    if (!provider) throw new UnexpectedResponse(`The credentials of ${name} are not configured.`, null);
    const args = { connection_id: access.connection_id };
    return createTokens({
      stored: await open(access),
      begin: async () => {
        const row = stored.parse(await rpc('begin_token_refresh', args));
        return { ...(await open(row)), granted: row.granted };
      },
      refresh: provider.refresh,
      save: async (tokens) => {
        await rpc('save_tokens', { ...args, ...(await seal(tokens)), token_expires_at: tokens.expiresAt });
      },
      now,
      wait,
    });
  }

  const calendar = (name: OAuthName, tokens: Tokens, calendarId: string): CalendarProvider =>
    name === 'google'
      ? createGoogleCalendar({ fetch, tokens, calendarId, baseUrl: settings.GOOGLE_API_URL })
      : createMicrosoftCalendar({ fetch, tokens, calendarId, baseUrl: settings.MICROSOFT_GRAPH_URL, now });

  async function provider(access: Access): Promise<CalendarProvider> {
    if (access.provider === 'google') return calendar('google', await tokensOf(access, 'google'), access.calendar_id);
    if (access.provider === 'microsoft' || access.provider === 'outlook')
      return calendar('microsoft', await tokensOf(access, 'microsoft'), access.calendar_id);
    const { accessToken: password } = await open(access);
    if (password === null || access.account_email === null) throw new AuthorizationExpired('There is no password.');
    return createCalDavCalendar({
      fetch: createGuardedFetch({
        fetch,
        serverUrl: access.calendar_id,
        resolveHost: options.resolveHost,
        allowPrivate: settings.CALDAV_ALLOW_PRIVATE === 'true',
        // The first listing of a calendar of thousands takes a small server half a minute.
        timeoutMs: 60_000,
      }),
      username: access.account_email,
      password,
      calendarUrl: access.calendar_id,
      timezone: access.timezone,
      now,
    });
  }

  return {
    box,
    seal,
    open,
    oauth,
    provider,

    /** For a person who is just connecting: nothing of it is in the database yet. */
    newcomer: (name: OAuthName, token: string): CalendarProvider =>
      calendar(name, { access: () => Promise.resolve(token) }, 'primary'),

    /**
     * A connection as its owner may have it, with the links of coming visits. Throws not_found. The adapter is made when it
     * is asked for: without credentials, key or password there is none, but still a connection to end.
     */
    async ofOwner(connectionId: string, profileId: string) {
      const row = owned.parse(await rpc('connection_for_removal', { connection_id: connectionId, user_id: profileId }));
      return { access: row, links: row.links, provider: () => provider(row) };
    },
  };
}
