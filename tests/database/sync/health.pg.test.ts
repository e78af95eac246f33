/** [SY14] Figures: for the owner of a calendar, and what admins may know. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { day, hour, plus } from '../../support/time.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, visit } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const nothing = {
  day_synced: 0,
  day_failed: 0,
  day_latency_ms: null,
  month_synced: 0,
  month_failed: 0,
  month_latency_ms: null,
  pending_jobs: 0,
  dead_jobs: 0,
  open_conflicts: 0,
};

/** Jobs that were done so long ago, after so many seconds. */
async function history(on: Scene, connection_id: string): Promise<void> {
  const done = (ago: number, seconds: number, more = {}) => ({
    connection_id,
    kind: 'upsert',
    status: 'done',
    created_at: plus(start, -ago - seconds * 1000),
    finished_at: plus(start, -ago),
    ...more,
  });
  await on.tx`insert into public.sync_jobs ${on.tx([
    done(hour, 1),
    done(2 * hour, 3, { kind: 'delete' }),
    done(3 * hour, 20),
    done(2 * day, 5),
    done(31 * day, 500),
    done(hour, 900, { kind: 'pull' }),
    done(hour, 900, { status: 'dead' }),
  ])}`;
  const failed = (ago: number, more = {}) => ({
    connection_id,
    sync_direction: 'to_external',
    action: 'update',
    status: 'failed',
    synced_at: plus(start, -ago),
    ...more,
  });
  await on.tx`insert into public.calendar_sync_log ${on.tx([
    failed(hour),
    failed(3 * day),
    failed(31 * day),
    failed(hour, { sync_direction: 'from_external', action: 'sync' }),
    failed(hour, { status: 'success' }),
  ])}`;
}

describe('[SY14] sync_health', () => {
  test('counts outward changes and gives the median of their latency, over a day and 30 days', () =>
    scene(sql, async (on) => {
      const connection_id = await connect(on, clinic.clinician.clinician_id);
      await history(on, connection_id);
      const id = await visit(on, clinic, slot(0));
      const conflict = { connection_id, appointment_id: id, kind: 'clash' };
      await on.tx`insert into public.sync_conflicts ${on.tx([
        { ...conflict, status: 'open' },
        { ...conflict, status: 'resolved' },
      ])}`;
      expect(await on.rows(clinic.clinician, 'sync_health')).toEqual([
        {
          connection_id,
          day_synced: 3,
          day_failed: 1,
          day_latency_ms: 3000,
          month_synced: 4,
          month_failed: 2,
          month_latency_ms: 4000,
          pending_jobs: 1,
          dead_jobs: 1,
          open_conflicts: 1,
        },
      ]);
    }));

  test('of one’s own calendars, all or one', () =>
    scene(sql, async (on) => {
      const first = await connect(on, clinic.clinician.clinician_id);
      const second = await connect(on, clinic.clinician.clinician_id, { is_primary: false });
      const foreign = await connect(on, clinic.colleague.clinician_id);
      const all = await on.rows<{ connection_id: string }>(clinic.clinician, 'sync_health');
      expect(all.map(({ connection_id }) => connection_id).sort()).toEqual([first, second].sort());
      expect(await on.rows(clinic.clinician, 'sync_health', { connection_id: second })).toEqual([
        { connection_id: second, ...nothing },
      ]);
      for (const who of [clinic.admin, clinic.desk, clinic.patient, clinic.stranger, secret]) {
        expect(await on.rows(who, 'sync_health')).toEqual([]);
        expect(await on.refused(who, 'sync_health', { connection_id: first })).toMatchObject({
          code: 'not_found',
          status: 404,
        });
      }
      expect((await on.refused(clinic.clinician, 'sync_health', { connection_id: foreign })).code).toBe('not_found');
    }));
});

describe('[SY14] practice_sync_health', () => {
  test('tells admins how calendars are doing, and nothing that is in them', () =>
    scene(sql, async (on) => {
      const { practice_id } = clinic;
      const connection_id = await connect(on, clinic.clinician.clinician_id, {
        account_email: 'secret@example.test',
        calendar_name: 'Secret',
        state: 'needs_reauth',
        last_sync_at: start,
        last_sync_status: 'failed',
      });
      await connect(on, clinic.colleague.clinician_id, { provider: 'caldav' });
      await connect(on, clinic.colleague.clinician_id, { is_primary: false, sync_enabled: false });
      await connect(on, clinic.outsider.clinician_id);
      await connect(on, clinic.patient.profile_id);
      await history(on, connection_id);
      const rows = await on.rows<{ clinician_id: string; provider: string }>(clinic.admin, 'practice_sync_health', {
        practice_id,
      });
      const mine = rows.find((found) => found.clinician_id === clinic.clinician.clinician_id);
      expect(mine).toEqual({
        clinician_id: clinic.clinician.clinician_id,
        provider: 'google',
        state: 'needs_reauth',
        last_sync_at: expect.any(String),
        last_sync_status: 'failed',
        pending_jobs: 0,
        dead_jobs: 1,
        open_conflicts: 0,
      });
      expect(rows.map(({ clinician_id, provider }) => [clinician_id, provider]).sort()).toEqual(
        [
          [clinic.clinician.clinician_id, 'google'],
          [clinic.colleague.clinician_id, 'caldav'],
        ].sort(),
      );
    }));

  test('is forbidden to other members, and the practice unknown to everybody else', () =>
    scene(sql, async (on) => {
      const { practice_id } = clinic;
      for (const who of [clinic.clinician, clinic.desk])
        expect(await on.refused(who, 'practice_sync_health', { practice_id })).toMatchObject({
          code: 'forbidden',
          status: 403,
        });
      for (const who of [clinic.patient, clinic.stranger, clinic.outsider, secret])
        expect(await on.refused(who, 'practice_sync_health', { practice_id })).toMatchObject({
          code: 'not_found',
          status: 404,
        });
    }));
});
