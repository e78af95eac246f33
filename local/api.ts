import { App, type EmailMessage, type ServerOptions } from '@supabase/lite';
import { type HostedLikeConnection, hostedLike } from './lite-adapter.ts';
import { type Database, databaseUrl } from './sql.ts';
import type { Secrets } from './state.ts';

export type Mailer = { send(message: EmailMessage): Promise<void> };

export interface Api {
  fetch(request: Request, peerAddress: string | null): Promise<Response>;
  /** Forgets the known tables and functions, after a migration. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** What supabase/config.toml says to a hosted project; config.test.ts compares. */
export const settings = {
  max_rows: 1000,
  auth: { jwt_expiry: 3600, enable_signup: true, minimum_password_length: 8 },
  // An address must be proven before it can claim the profile of the patient or member who has it.
  email: { enable_signup: true, enable_confirmations: true, otp_length: 6, otp_expiry: 600 },
};

interface ApiOptions {
  database: Database;
  secrets: Secrets;
  siteUrl: string;
  mailer: Mailer;
}

/**
 * PostgREST believes a signed token until it expires; it asks nobody. Lite verifies the token twice and looks up its
 * user and session for every request to /rest/v1. A name that is already set makes it skip the first round; the second
 * verifies, and the adapter takes the person from the verified claims alone. /auth/v1 is not touched.
 */
const trustTokens: NonNullable<ServerOptions['middlewares']>[number] = async (context, next) => {
  if (context.req.path.startsWith('/rest/v1/')) {
    context.set('userId', 'not looked up');
    context.set('sessionId', 'not looked up');
  }
  await next();
};

function makeApp(connection: HostedLikeConnection, { secrets, siteUrl, mailer }: Omit<ApiOptions, 'database'>) {
  return new App({
    connection,
    api: { enabled: true, schemas: ['public'], max_rows: settings.max_rows },
    auth: {
      enabled: true,
      jwt_secret: secrets.jwt,
      publishable_key: secrets.publishableKey,
      secret_key: secrets.secretKey,
      site_url: siteUrl,
      additional_redirect_urls: [`${siteUrl}/**`],
      ...settings.auth,
      email: settings.email,
    },
    // The history belongs to the migrations' owner and has the form of the Supabase CLI, not of Supabase Lite.
    db: { migrations: { enabled: false } },
    options: {
      server: { admin: false, disableStudio: true, disableFallback: true, middlewares: [trustTokens] },
      drivers: { email: mailer },
    },
  });
}

/** Lets Supabase Lite create schema auth, over a superuser's connection: the API's own login may not create anything. */
export async function createAuthTables(database: Database, secrets: Secrets): Promise<void> {
  const connection = hostedLike({ url: databaseUrl(database, 'supabase_admin'), max: 1 });
  const app = makeApp(connection, { secrets, siteUrl: 'http://127.0.0.1', mailer: { send: async () => {} } });
  try {
    await app.ensureSystemSchema();
  } finally {
    await connection.close();
  }
}

/** REST and auth for one generation of database connections; after a crash it is closed and made anew. */
export function createApi(options: ApiOptions): Api {
  const connection = hostedLike({ url: databaseUrl(options.database, 'lite_api'), max: 10 });
  const app = makeApp(connection, options);
  return {
    fetch: (request, peerAddress) => app.fetch(request, { peerAddress }),
    reload: () => connection.clearSchemaCache(),
    close: () => connection.driver.end({ timeout: 1 }),
  };
}
