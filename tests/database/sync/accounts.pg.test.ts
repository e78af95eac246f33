/** [SY11] Connecting calendars of an account. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, connectionRow, jobs } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

type Row = Record<string, unknown>;
const account = (user_id: string, calendars: object[], more: Row = {}) => ({
  user_id,
  provider: 'google',
  account_id: 'account',
  account_email: 'doc@example.test',
  server_url: null,
  access_token: 'k1:access',
  refresh_token: 'k1:refresh',
  token_expires_at: plus(start, 60 * minute),
  calendars,
  ...more,
});
const listed = (id: string, more = {}) => ({
  calendar_id: id,
  calendar_name: id.toUpperCase(),
  can_write: true,
  is_primary: false,
  ...more,
});
const save = (on: Scene, calendars: object[], more: Row = {}) =>
  on.done<string[]>(secret, 'save_connection', account(clinic.clinician.profile_id, calendars, more));
const rows = async (on: Scene, ids: string[]) => {
  const found: Row[] = [];
  for (const id of ids) found.push(await connectionRow(on, id));
  return found;
};

describe('[SY11] save_connection', () => {
  test('makes a row for each calendar; the first that can be written becomes the primary one', () =>
    scene(sql, async (on) => {
      const ids = await save(on, [
        listed('holidays', { can_write: false }),
        listed('work'),
        listed('main', { is_primary: true }),
      ]);
      const found = (await rows(on, ids)).map((one) => [
        one.calendar_id,
        one.is_primary,
        one.can_write,
        one.sync_direction,
      ]);
      expect(found).toEqual([
        ['main', true, true, 'two_way'],
        ['holidays', false, false, 'from_external'],
        ['work', false, true, 'two_way'],
      ]);
      expect((await rows(on, ids))[0]).toMatchObject({
        account_id: 'account',
        account_email: 'doc@example.test',
        access_token: 'k1:access',
        refresh_token: 'k1:refresh',
        calendar_name: 'MAIN',
        state: 'active',
      });
      for (const id of ids) expect((await jobs(on, id)).map(({ kind }) => kind)).toEqual(['reconcile']);
      const [more = ''] = await save(on, [listed('second', { is_primary: true })], {
        account_id: 'other',
        provider: 'microsoft',
      });
      expect(await connectionRow(on, more), 'there is one already').toMatchObject({ is_primary: false });
    }));

  test('connects an account again: all its rows get the tokens and go on, settings stay', () =>
    scene(sql, async (on) => {
      const ids = await save(on, [listed('main'), listed('work')]);
      const [foreign = ''] = await save(on, [listed('theirs')], { account_id: 'other' });
      await on.tx`update public.calendar_sync_connections set state = 'needs_reauth', calendar_name = 'Mine', sync_interval_minutes = 60
        where user_id = ${clinic.clinician.profile_id}`;
      await on.tx`update public.calendar_sync_connections set state = 'paused' where connection_id = ${ids[1] ?? ''}`;
      expect(await save(on, [listed('main')], { access_token: 'k1:new', refresh_token: null })).toEqual([ids[0]]);
      expect(await rows(on, ids)).toMatchObject([
        {
          access_token: 'k1:new',
          refresh_token: 'k1:refresh',
          state: 'active',
          calendar_name: 'Mine',
          sync_interval_minutes: 60,
        },
        { access_token: 'k1:new', refresh_token: 'k1:refresh', state: 'paused' },
      ]);
      expect(await connectionRow(on, foreign)).toMatchObject({ access_token: 'k1:access', state: 'needs_reauth' });
    }));

  test('a calendar that comes back through another account gets that account’s tokens', () =>
    scene(sql, async (on) => {
      const [id = ''] = await save(on, [listed('shared')]);
      expect(
        await save(on, [listed('shared')], { account_id: 'other', access_token: 'k1:b', refresh_token: 'k1:rb' }),
      ).toEqual([id]);
      expect(await connectionRow(on, id)).toMatchObject({
        account_id: 'other',
        access_token: 'k1:b',
        refresh_token: 'k1:rb',
      });
    }));

  test('[AC30] needs a person, a provider, tokens and calendars', () =>
    scene(sql, async (on) => {
      const right = account(clinic.clinician.profile_id, [listed('main')]);
      for (const wrong of [
        { provider: 'x' },
        { provider: null },
        { account_id: null },
        { access_token: null },
        { calendars: {} },
        { calendars: [5] },
        { calendars: [{ calendar_name: 'x' }] },
      ])
        expect((await on.refused(secret, 'save_connection', { ...right, ...wrong })).code).toBe('invalid_input');
      const nobody = { ...right, user_id: crypto.randomUUID() };
      expect((await on.refused(secret, 'save_connection', nobody)).code).toBe('not_found');
    }));
});

describe('[SY11] add_calendar', () => {
  test('takes the tokens of the account inside the database', () =>
    scene(sql, async (on) => {
      const [id = ''] = await save(on, [listed('main')]);
      const args = { connection_id: id, calendar_id: 'more', calendar_name: 'More', can_write: false };
      const added = await on.done<Row>(clinic.clinician, 'add_calendar', args);
      expect(added).toMatchObject({
        calendar_id: 'more',
        calendar_name: 'More',
        can_write: false,
        account_id: 'account',
        sync_direction: 'from_external',
        is_primary: false,
        state: 'active',
      });
      expect(Object.keys(added).filter((key) => /token|cursor|lease/.test(key))).toEqual([]);
      const made = String(added.connection_id);
      expect(await connectionRow(on, made)).toMatchObject({ access_token: 'k1:access', refresh_token: 'k1:refresh' });
      expect((await jobs(on, made)).map(({ kind }) => kind)).toEqual(['reconcile']);
      const again = await on.done<Row>(clinic.clinician, 'add_calendar', { ...args, calendar_name: 'Other' });
      expect(again).toEqual(added);
      expect(await jobs(on, made)).toHaveLength(1);
    }));

  test('shows what its owner may read, no more and no less', () =>
    scene(sql, async (on) => {
      const [id = ''] = await save(on, [listed('main')]);
      const added = await on.done<Row>(clinic.clinician, 'add_calendar', { connection_id: id, calendar_id: 'more' });
      const granted = await on.tx<{ name: string }[]>`
        select a.attname as name from pg_attribute a
        where a.attrelid = 'public.calendar_sync_connections'::regclass and a.attnum > 0 and not a.attisdropped
          and has_column_privilege('authenticated', a.attrelid, a.attnum, 'select')`;
      expect(Object.keys(added).sort()).toEqual(granted.map(({ name }) => name).sort());
    }));

  test('is the owner’s alone, and has limits', () =>
    scene(sql, async (on) => {
      const [id = ''] = await save(on, [listed('main')]);
      const args = { connection_id: id, calendar_id: 'more' };
      for (const who of [clinic.colleague, clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret])
        expect(await on.refused(who, 'add_calendar', args)).toMatchObject({ code: 'not_found', status: 404 });
      for (const wrong of [
        { calendar_id: '' },
        { calendar_id: ' ' },
        { calendar_id: 'x'.repeat(2001) },
        { calendar_name: 'x'.repeat(201) },
        { can_write: null },
      ])
        expect((await on.refused(clinic.clinician, 'add_calendar', { ...args, ...wrong })).code).toBe('invalid_input');
      for (let n = 1; n < 50; n += 1) await connect(on, clinic.clinician.profile_id, { is_primary: false });
      expect((await on.refused(clinic.clinician, 'add_calendar', args)).code).toBe('rate_limited');
    }));
});
