/**
 * Access tokens that are always fresh. However many ask, one of them refreshes: one in this process, and by a lease that
 * the caller keeps in the database, one of all processes. A refresh token that was replaced must not be lost.
 */
import type { Tokens } from '../calendars/port.ts';
import { AuthorizationExpired, Unreachable } from '../http/outside.ts';
import type { Grant } from './provider.ts';

export interface StoredTokens {
  accessToken: string | null;
  refreshToken: string | null;
  /** ISO 8601; null when it is not known, as if it were over. */
  expiresAt: string | null;
}

export interface TokenSource {
  /** As they were read when the work began. */
  stored: StoredTokens;
  /** The tokens as stored now, and whether this caller alone may refresh them until it saves. */
  begin(): Promise<StoredTokens & { granted: boolean }>;
  refresh(refreshToken: string): Promise<Grant>;
  /** Stores the tokens of the account and lets others refresh again. A null refresh token keeps the old one. */
  save(tokens: { accessToken: string; refreshToken: string | null; expiresAt: string }): Promise<void>;
  now: () => Date;
  wait(milliseconds: number): Promise<void>;
}

/** A token that ends within a minute may end on its way. */
const LEAST_LIFE_MS = 60_000;
const POLL_MS = 500;
const POLLS = 20;
const SAVES = 3;

export function createTokens({ stored, begin, refresh, save, now, wait }: TokenSource): Tokens {
  let current = stored;
  let underWay: Promise<string> | null = null;

  function usable({ accessToken, expiresAt }: StoredTokens, refused: string | undefined): string | null {
    if (accessToken === null || accessToken === refused || expiresAt === null) return null;
    return Date.parse(expiresAt) - now().getTime() > LEAST_LIFE_MS ? accessToken : null;
  }

  async function saveSurely(tokens: Parameters<TokenSource['save']>[0]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await save(tokens);
      } catch (error) {
        if (tries === SAVES) throw error;
        await wait(POLL_MS);
      }
    }
  }

  async function renew(refused: string | undefined): Promise<string> {
    for (let polls = 0; polls < POLLS; polls++) {
      const { granted, ...latest } = await begin();
      const found = usable(latest, refused);
      if (found !== null || granted) {
        if (found === null) return refreshed(latest);
        current = latest;
        // Somebody else was faster; saving what is there ends the lease.
        if (granted) await saveSurely({ accessToken: found, refreshToken: null, expiresAt: latest.expiresAt ?? '' });
        return found;
      }
      await wait(POLL_MS);
    }
    throw new Unreachable('The access is being renewed elsewhere and did not come in time.');
  }

  /** Saving what is there lets others try at once, instead of when the lease has run out. */
  async function giveBack({ accessToken, expiresAt }: StoredTokens): Promise<void> {
    if (accessToken === null) return;
    await save({ accessToken, refreshToken: null, expiresAt: expiresAt ?? now().toISOString() }).catch(() => undefined);
  }

  async function refreshed(latest: StoredTokens): Promise<string> {
    const { refreshToken } = latest;
    if (refreshToken === null) throw new AuthorizationExpired('There is no refresh token.');
    const grant = await refresh(refreshToken).catch(async (error: unknown) => {
      await giveBack(latest);
      throw error;
    });
    const { accessToken, expiresAt } = grant;
    current = { accessToken, refreshToken: grant.refreshToken ?? refreshToken, expiresAt };
    await saveSurely({ accessToken, refreshToken: grant.refreshToken, expiresAt });
    return accessToken;
  }

  return {
    access: async (refused) => {
      const token = usable(current, refused);
      if (token !== null) return token;
      underWay ??= renew(refused).finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
