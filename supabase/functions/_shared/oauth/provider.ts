/** Sign-in with an outside account (RFC 6749 with PKCE). Methods throw the errors of _shared/http/outside.ts. */
export interface AuthorizationRequest {
  /** The `randomToken` that comes back with the answer. */
  state: string;
  /** Of the verifier that `exchange` will show. */
  challenge: string;
  /** The e-mail address to sign in with, when it is known. */
  loginHint?: string;
}

export interface Grant {
  accessToken: string;
  /** Null when the old one stays in force. */
  refreshToken: string | null;
  /** ISO 8601. */
  expiresAt: string;
  scopes: string[];
}

export interface Account {
  /** The provider's name for the person, which outlives a change of address. */
  id: string;
  email: string;
}

export interface OAuthProvider {
  authorizationUrl(request: AuthorizationRequest): string;
  /** Throws ScopesMissing when the person allowed only a part; a grant always comes with a refresh token. */
  exchange(code: string, verifier: string): Promise<Grant & { refreshToken: string }>;
  refresh(refreshToken: string): Promise<Grant>;
  /** Null where applications cannot give a grant back: the person takes it away in the account's settings. */
  revoke: ((token: string) => Promise<void>) | null;
  account(accessToken: string): Promise<Account>;
}

export type Fetch = typeof globalThis.fetch;

/** What is told by configuration, and the world outside. */
export interface ProviderOptions {
  fetch: Fetch;
  now: () => Date;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  timeoutMs?: number;
}

/** The person allowed less than what is needed. */
export class ScopesMissing extends Error {
  override name = 'ScopesMissing';
  readonly scopes: string[];
  constructor(scopes: string[]) {
    super('Not everything that is needed was allowed.');
    this.scopes = scopes;
  }
}
