/** Sign-in with Microsoft, https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
import { z } from 'zod';
import { UnexpectedResponse } from '../http/outside.ts';
import type { OAuthProvider, ProviderOptions } from './provider.ts';
import { getWithToken } from './request.ts';
import { authorizationUrl, createTokenEndpoint } from './token-endpoint.ts';

export interface MicrosoftOAuthOptions extends ProviderOptions {
  /** "https://login.microsoftonline.com" */
  loginUrl: string;
  /** "https://graph.microsoft.com", with or without "/v1.0". */
  graphUrl: string;
  /** Who may sign in: "common" for work and personal accounts, or one organisation. */
  tenant?: string;
}

const SCOPES = ['offline_access', 'openid', 'email', 'profile', 'User.Read', 'Calendars.ReadWrite'];

/** Microsoft spells a granted scope in any case, with or without the address of Graph before it. */
const normalise = (scope: string) => scope.toLowerCase().replace(/^https:\/\/graph\.microsoft\.com\//, '');

const accountSchema = z
  .object({ id: z.string().min(1), mail: z.string().nullish(), userPrincipalName: z.string().nullish() })
  .transform(({ id, mail, userPrincipalName }) => ({ id, email: mail || userPrincipalName || '' }))
  .refine(({ email }) => email !== '');

export function createMicrosoftOAuth(options: MicrosoftOAuthOptions): OAuthProvider {
  const { clientId, redirectUri, loginUrl, tenant = 'common' } = options;
  const caller = { fetch: options.fetch, timeoutMs: options.timeoutMs, service: 'Microsoft' };
  const base = `${loginUrl.replace(/\/+$/, '')}/${tenant}/oauth2/v2.0`;
  const graphUrl = options.graphUrl.replace(/\/+$/, '').replace(/\/v1\.0$/, '');
  const { exchange, refresh } = createTokenEndpoint({
    options,
    caller,
    url: `${base}/token`,
    needed: ['Calendars.ReadWrite', 'User.Read'].map(normalise),
    normalise,
  });

  return {
    exchange,
    refresh,
    revoke: null,

    authorizationUrl: ({ state, challenge, loginHint }) =>
      authorizationUrl(`${base}/authorize`, {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        response_mode: 'query',
        scope: SCOPES.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        login_hint: loginHint,
        // Many people are signed in with several accounts: they choose, unless it is known which one.
        prompt: loginHint === undefined ? 'select_account' : undefined,
      }),

    account: async (accessToken) => {
      const url = `${graphUrl}/v1.0/me?$select=id,mail,userPrincipalName`;
      const parsed = accountSchema.safeParse(await getWithToken(caller, url, accessToken));
      if (!parsed.success) throw new UnexpectedResponse('Microsoft did not say whose account it is.', 200);
      return parsed.data;
    },
  };
}
