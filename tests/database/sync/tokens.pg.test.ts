/** [SY11, SY12] Tokens of an account and a sign-in under way: once, and for nobody to read. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database, databasePool } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, connectionRow } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

type Row = Record<string, unknown>;
const rows = async (on: Scene, ids: string[]) => {
  const found: Row[] = [];
  for (const id of ids) found.push(await connectionRow(on, id));
  return found;
};
/** Two calendars of one account, and one of another. */
async function accounts(on: Scene): Promise<[one: string, two: string, other: string]> {
  const make = (account_id: string) =>
    connect(on, clinic.clinician.profile_id, { account_id, is_primary: false, access_token: 'k1:access' });
  return [await make('account'), await make('account'), await make('other')];
}

describe('[SY11] tokens', () => {
  test('one at a time fetches new ones for an account; the others read what was stored', () =>
    scene(sql, async (on) => {
      const [one, two, other] = await accounts(on);
      const begin = (connection_id: string) => on.done<Row>(secret, 'begin_token_refresh', { connection_id });
      expect(await begin(one)).toMatchObject({ granted: true, access_token: 'k1:access', refresh_token: 'k1:refresh' });
      for (const id of [one, two]) expect(await begin(id)).toMatchObject({ granted: false });
      expect(await begin(other)).toMatchObject({ granted: true });
      const fresh = { access_token: 'k1:new', token_expires_at: plus(start, 60 * minute) };
      await on.done(secret, 'save_tokens', { connection_id: two, ...fresh });
      expect(await begin(one), 'free again').toMatchObject({
        granted: true,
        access_token: 'k1:new',
        refresh_token: 'k1:refresh',
      });
      expect(await connectionRow(on, other)).toMatchObject({ access_token: 'k1:access' });
      await on.at(0.49);
      expect(await begin(two)).toMatchObject({ granted: false });
      await on.at(0.51);
      expect(await begin(two), 'whoever had it is gone').toMatchObject({ granted: true });
      await on.done(secret, 'save_tokens', { connection_id: one, ...fresh, refresh_token: 'k1:rotated' });
      expect(await rows(on, [one, two])).toMatchObject([
        { refresh_token: 'k1:rotated' },
        { refresh_token: 'k1:rotated' },
      ]);
    }));

  test('saving them does not bring back a calendar that has to be connected again', () =>
    scene(sql, async (on) => {
      const id = await connect(on, clinic.clinician.profile_id, { state: 'needs_reauth', account_id: null });
      await on.done(secret, 'save_tokens', { connection_id: id, access_token: 'k1:new' });
      expect(await connectionRow(on, id)).toMatchObject({ access_token: 'k1:new', state: 'needs_reauth' });
    }));

  test('of nothing are not found', () =>
    scene(sql, async (on) => {
      const connection_id = crypto.randomUUID();
      for (const [name, more] of [
        ['begin_token_refresh', {}],
        ['save_tokens', { access_token: 'x' }],
      ] as const)
        expect((await on.refused(secret, name, { connection_id, ...more })).code).toBe('not_found');
    }));

  test('[AC3] cannot be read by anybody who is signed in', () =>
    scene(sql, async (on) => {
      await accounts(on);
      for (const who of [clinic.clinician, clinic.colleague, clinic.admin, clinic.stranger])
        for (const column of ['access_token', 'refresh_token', 'token_expires_at', 'cursor', 'leased_by', '*']) {
          const { refusal } = await on.as(who, (tx) =>
            tx.unsafe(`select ${column} from public.calendar_sync_connections`),
          );
          expect(refusal?.code, column).toBe('42501');
        }
      for (const name of ['begin_token_refresh', 'connection_for_removal', 'sync_connection', 'use_oauth_state']) {
        const args = {
          begin_token_refresh: { connection_id: crypto.randomUUID() },
          connection_for_removal: { connection_id: crypto.randomUUID(), user_id: clinic.clinician.profile_id },
          sync_connection: { connection_id: crypto.randomUUID(), worker: 'w' },
          use_oauth_state: { state_hash: 'x' },
        }[name];
        expect((await on.refused(clinic.clinician, name, args ?? {})).code, name).toBe('42501');
      }
    }));

  test('20 at once: one is granted', async () => {
    const pool = databasePool(20);
    const user_id = clinic.colleague.profile_id;
    try {
      const made = await sql<{ connection_id: string }[]>`
        insert into public.calendar_sync_connections ${sql(['a', 'b', 'c'].map((calendar_id) => ({ user_id, provider: 'google', account_id: 'acc', calendar_id, access_token: 'x' })))}
        returning connection_id`;
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const [row] = await pool<{ granted: boolean }[]>`
            select (public.begin_token_refresh(${made[n % 3]?.connection_id ?? ''}) ->> 'granted')::boolean as granted`;
          return row?.granted;
        }),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    } finally {
      await sql`delete from public.calendar_sync_connections where user_id = ${user_id}`;
      await pool.end();
    }
  });
});

describe('[SY12] use_oauth_state', () => {
  const state = (user: string, more = {}) => ({
    state_hash: crypto.randomUUID(),
    profile_id: user,
    provider: 'google',
    code_verifier: 'verifier',
    return_to: '/settings',
    expires_at: plus(start, 10 * minute),
    ...more,
  });

  test('gives back who started, once, and not after its time', () =>
    scene(sql, async (on) => {
      const user = clinic.clinician.profile_id;
      const [fresh, late] = [state(user), state(user)];
      await on.tx`insert into public.oauth_states ${on.tx([fresh, late])}`;
      const use = (state_hash: string) => on.done(secret, 'use_oauth_state', { state_hash });
      expect(await use(fresh.state_hash)).toEqual({
        profile_id: user,
        provider: 'google',
        code_verifier: 'verifier',
        return_to: '/settings',
      });
      expect(await use(fresh.state_hash)).toBeNull();
      expect(await use('unknown')).toBeNull();
      await on.at(10);
      expect(await use(late.state_hash)).toBeNull();
    }));

  test('20 at once: one gets it', async () => {
    const pool = databasePool(20);
    const one = state(clinic.clinician.profile_id, { expires_at: '2099-01-01T00:00:00Z' });
    try {
      await sql`insert into public.oauth_states ${sql(one)}`;
      const answers = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const [row] = await pool<{ found: unknown }[]>`select public.use_oauth_state(${one.state_hash}) as found`;
          return row?.found;
        }),
      );
      expect(answers.filter((found) => found !== null)).toHaveLength(1);
    } finally {
      await sql`delete from public.oauth_states where state_hash = ${one.state_hash}`;
      await pool.end();
    }
  });
});
