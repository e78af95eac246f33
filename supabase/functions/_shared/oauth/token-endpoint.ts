/** The token endpoint: a code or a refresh token for tokens (RFC 6749, sections 4.1.3 and 6). */
import { z } from 'zod';
import { UnexpectedResponse } from '../http/outside.ts';
import { type Grant, type ProviderOptions, ScopesMissing } from './provider.ts';
import { type Caller, postForm } from './request.ts';

const schema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().default(3600),
  scope: z.string().default(''),
});

interface TokenEndpoint {
  options: ProviderOptions;
  caller: Caller;
  url: string;
  /** What must have been allowed, and how a granted scope is spelled to be compared with it. */
  needed: string[];
  normalise(scope: string): string;
}

export function createTokenEndpoint({ options, caller, url, needed, normalise }: TokenEndpoint) {
  const { clientId, clientSecret, redirectUri, now } = options;

  async function ask(form: Record<string, string>): Promise<Grant> {
    const body = await postForm(caller, url, { ...form, client_id: clientId, client_secret: clientSecret });
    const { data } = schema.safeParse(body);
    if (!data) throw new UnexpectedResponse(`${caller.service} gave no tokens.`, 200);
    return {
      accessToken: data.access_token,
      refreshToken: data.refresh_token ?? null,
      expiresAt: new Date(now().getTime() + data.expires_in * 1000).toISOString(),
      scopes: data.scope.split(' ').filter(Boolean).map(normalise),
    };
  }

  return {
    exchange: async (code: string, verifier: string) => {
      const grant = await ask({
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      });
      const missing = needed.filter((scope) => !grant.scopes.includes(scope));
      if (missing.length > 0) throw new ScopesMissing(missing);
      const { refreshToken } = grant;
      if (refreshToken === null) throw new UnexpectedResponse(`${caller.service} gave no refresh token.`, 200);
      return { ...grant, refreshToken };
    },
    refresh: (refreshToken: string): Promise<Grant> =>
      ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

/** The address of the page where the person allows or refuses, with S256 (RFC 7636). */
export function authorizationUrl(address: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
