import { beforeEach, expect, it } from 'vitest';
import { AuthorizationExpired, Unreachable } from '../http/outside.ts';
import { createTokens, type StoredTokens } from './tokens.ts';

const NOW = new Date('2026-11-16T08:00:00Z');
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();

/** The row of the account, as the database keeps it, with a lease for one refresh at a time. */
let row: StoredTokens & { leased: boolean };
let refreshes: string[];
let failingSaves: number;
let provider: () => Promise<void>;
beforeEach(() => {
  row = { accessToken: 'old', refreshToken: 'r0', expiresAt: inSeconds(30), leased: false };
  refreshes = [];
  failingSaves = 0;
  provider = async () => {};
});

const stored = ({ accessToken, refreshToken, expiresAt }: StoredTokens) => ({ accessToken, refreshToken, expiresAt });

/** One process that works for the account. */
const source = (more: Partial<Parameters<typeof createTokens>[0]> = {}) =>
  createTokens({
    stored: stored(row),
    begin: async () => {
      const granted = !row.leased;
      row.leased = true;
      return { granted, ...stored(row) };
    },
    refresh: async (refreshToken) => {
      await provider();
      if (refreshToken !== `r${refreshes.length}`) throw new AuthorizationExpired('replayed');
      refreshes.push(refreshToken);
      const n = refreshes.length;
      return { accessToken: `a${n}`, refreshToken: `r${n}`, expiresAt: inSeconds(3600), scopes: [] };
    },
    save: async ({ accessToken, refreshToken, expiresAt }) => {
      if (failingSaves-- > 0) throw new Error('connection lost');
      row = { accessToken, refreshToken: refreshToken ?? row.refreshToken, expiresAt, leased: false };
    },
    now: () => NOW,
    wait: async () => {},
    ...more,
  });

it('gives a stored token that lives for more than a minute, without asking anybody', async () => {
  row.expiresAt = inSeconds(61);
  expect(await source().access()).toBe('old');
  expect(row.leased).toBe(false);
  row.expiresAt = inSeconds(60);
  expect(await source().access()).toBe('a1');
});

it('stores what a refresh gave, and gives it again', async () => {
  const tokens = source();
  expect(await tokens.access()).toBe('a1');
  expect(await tokens.access()).toBe('a1');
  expect(row).toEqual({ accessToken: 'a1', refreshToken: 'r1', expiresAt: inSeconds(3600), leased: false });
  expect(refreshes).toEqual(['r0']);
});

it('refreshes once for many who ask at the same time', async () => {
  const tokens = source();
  expect(await Promise.all(Array.from({ length: 20 }, () => tokens.access()))).toEqual(Array(20).fill('a1'));
  expect(refreshes).toEqual(['r0']);
});

it('refreshes once for many processes; the others wait for what is stored', async () => {
  const all = Array.from({ length: 5 }, () => source({ wait: () => new Promise((resolve) => setImmediate(resolve)) }));
  provider = () => new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.all(all.map((tokens) => tokens.access()))).toEqual(Array(5).fill('a1'));
  expect(refreshes).toEqual(['r0']);
  expect(row.leased).toBe(false);
});

it('gives another token for a refused one, but refreshes only if nobody did', async () => {
  row.expiresAt = inSeconds(3600);
  const [mine, other] = [source(), source()];
  expect(await mine.access('old')).toBe('a1');
  expect(await mine.access('old')).toBe('a1');
  expect(await other.access('old')).toBe('a1');
  expect(refreshes).toEqual(['r0']);
  expect(row.leased).toBe(false);
  expect(await other.access('a1')).toBe('a2');
});

it('does not lose a replaced refresh token to a hiccup of the database', async () => {
  failingSaves = 2;
  expect(await source().access()).toBe('a1');
  expect(row.refreshToken).toBe('r1');
});

it('keeps the refresh token when the provider gives no new one', async () => {
  const refresh = async () => ({ accessToken: 'a', refreshToken: null, expiresAt: inSeconds(3600), scopes: [] });
  await source({ refresh }).access();
  expect(row).toMatchObject({ accessToken: 'a', refreshToken: 'r0' });
});

it('gives up when another process holds the refresh for too long', async () => {
  row.leased = true;
  let waits = 0;
  const wait = async () => {
    waits++;
  };
  await expect(source({ wait }).access()).rejects.toBeInstanceOf(Unreachable);
  expect(waits).toBeGreaterThan(1);
  expect(refreshes).toEqual([]);
});

it('says that the grant is gone, and tries afresh after a failure', async () => {
  row.refreshToken = null;
  await expect(source().access()).rejects.toBeInstanceOf(AuthorizationExpired);
  row = { ...row, refreshToken: 'r0', leased: false };
  let isDown = true;
  provider = async () => {
    if (isDown) throw new Unreachable('down');
  };
  const tokens = source();
  await expect(tokens.access()).rejects.toBeInstanceOf(Unreachable);
  isDown = false;
  row.leased = false;
  expect(await tokens.access()).toBe('a1');
});

it('lets others try at once after a refresh that failed, with the tokens as they were', async () => {
  provider = async () => {
    throw new AuthorizationExpired('taken away');
  };
  await expect(source().access()).rejects.toThrow(AuthorizationExpired);
  expect(row).toEqual({ accessToken: 'old', refreshToken: 'r0', expiresAt: inSeconds(30), leased: false });
});
