import { z } from 'zod';

/** What of a connection an adapter needs; tokens are ciphertext. */
export const accessSchema = z.object({
  connection_id: z.guid(),
  provider: z.enum(['google', 'microsoft', 'outlook', 'apple', 'caldav']),
  account_email: z.string().nullable(),
  calendar_id: z.string(),
  access_token: z.string().nullable(),
  refresh_token: z.string().nullable(),
  token_expires_at: z.string().nullable(),
  /** The clinician's zone: for calendars that show a time in the zone it was written in. */
  timezone: z.string(),
});
export type Access = z.infer<typeof accessSchema>;
