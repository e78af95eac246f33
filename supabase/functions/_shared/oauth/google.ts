/** Sign-in with Google, https://developers.google.com/identity/protocols/oauth2/web-server */
import { z } from 'zod';
import { UnexpectedResponse } from '../http/outside.ts';
import type { OAuthProvider, ProviderOptions } from './provider.ts';
import { getWithToken, postForm } from './request.ts';
import { authorizationUrl, createTokenEndpoint } from './token-endpoint.ts';

export interface GoogleOAuthOptions extends ProviderOptions {
  /** "https://accounts.google.com/o/oauth2/v2/auth" */
  authUrl: string;
  /** "https://oauth2.googleapis.com/token" */
  tokenUrl: string;
  /** "https://oauth2.googleapis.com/revoke" */
  revokeUrl: string;
  /** "https://www.googleapis.com", with or without "/calendar/v3". */
  apiUrl: string;
}

/** Events of the calendars and the list of them: nothing of how calendars are shared or set up. */
const NEEDED = [
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
];

const accountSchema = z.object({ id: z.string().min(1), email: z.string().min(1) });

export function createGoogleOAuth(options: GoogleOAuthOptions): OAuthProvider {
  const { clientId, redirectUri, authUrl, tokenUrl, revokeUrl } = options;
  const caller = { fetch: options.fetch, timeoutMs: options.timeoutMs, service: 'Google' };
  const apiUrl = options.apiUrl.replace(/\/+$/, '').replace(/\/calendar\/v3$/, '');
  const { exchange, refresh } = createTokenEndpoint({
    options,
    caller,
    url: tokenUrl,
    needed: NEEDED,
    normalise: (scope) => scope,
  });

  return {
    exchange,
    refresh,

    authorizationUrl: ({ state, challenge, loginHint }) =>
      authorizationUrl(authUrl, {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: ['openid', 'email', ...NEEDED].join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        access_type: 'offline',
        // Without being asked again, a person who connected before would give no refresh token.
        prompt: 'consent',
        login_hint: loginHint,
      }),

    revoke: async (token) => {
      try {
        await postForm(caller, revokeUrl, { token });
      } catch (error) {
        // A token that is no longer known is as good as revoked.
        if (!(error instanceof UnexpectedResponse && error.status === 400)) throw error;
      }
    },

    account: async (accessToken) => {
      const parsed = accountSchema.safeParse(await getWithToken(caller, `${apiUrl}/oauth2/v2/userinfo`, accessToken));
      if (!parsed.success) throw new UnexpectedResponse('Google did not say whose account it is.', 200);
      return parsed.data;
    },
  };
}
