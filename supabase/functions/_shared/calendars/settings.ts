/** What the operator says about outside calendars, in environment variables with the real services as defaults. */
import { z } from 'zod';
import { namedKeys } from '../crypto/named-keys.ts';

const address = (real: string) =>
  z
    .url()
    .default(real)
    .transform((url) => url.replace(/\/+$/, ''));

const schema = z.object({
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  /** {"2026": "<32 bytes in base64>"}: the first seals, all open. */
  TOKEN_ENCRYPTION_KEYS: namedKeys,
  GOOGLE_AUTH_URL: address('https://accounts.google.com/o/oauth2/v2/auth'),
  GOOGLE_TOKEN_URL: address('https://oauth2.googleapis.com/token'),
  GOOGLE_REVOKE_URL: address('https://oauth2.googleapis.com/revoke'),
  GOOGLE_API_URL: address('https://www.googleapis.com'),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  MICROSOFT_LOGIN_URL: address('https://login.microsoftonline.com'),
  MICROSOFT_GRAPH_URL: address('https://graph.microsoft.com/v1.0'),
  MICROSOFT_TENANT: z.string().min(1).default('common'),
  MICROSOFT_CLIENT_ID: z.string().min(1).optional(),
  MICROSOFT_CLIENT_SECRET: z.string().min(1).optional(),
  ICLOUD_CALDAV_URL: address('https://caldav.icloud.com'),
  /** "true" lets people connect CalDAV servers of the practice's own network. */
  CALDAV_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
});

export type CalendarSettings = z.output<typeof schema>;

/** Reads and checks the settings once, at the start of a function; throws with the names of what is wrong. */
export function readCalendarSettings(get: (name: string) => string | undefined): CalendarSettings {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, get(name) || undefined]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The settings of outside calendars are incomplete. ${wrong.join('; ')}`);
}
