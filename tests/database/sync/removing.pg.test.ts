/** [SY11] Removing a calendar. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { scene, secret } from '../messages/scene.ts';
import { connect, connectionRow, linkOf, visit, visitRow, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

type Row = Record<string, unknown>;

describe('[SY11] removing a calendar', () => {
  test('connection_for_removal: the events of coming visits, for the owner alone', () =>
    scene(sql, async (on) => {
      const connection_id = await connect(on, clinic.clinician.clinician_id);
      const past = await visit(on, clinic, slot(0));
      const coming = await visit(on, clinic, slot(20));
      const worker = await workerOf(on, connection_id);
      for (const id of [past, coming]) await worker.link(id);
      await on.at(5 * 24 * 60);
      const user_id = clinic.clinician.profile_id;
      const found = await on.done<Row>(secret, 'connection_for_removal', { connection_id, user_id });
      expect(found).toMatchObject({
        connection_id,
        access_token: 'k1:access',
        calendar_id: expect.any(String),
        links: [{ appointment_id: coming, external_event_id: `event-${coming}`, state: 'synced' }],
      });
      const theirs = { connection_id, user_id: clinic.colleague.profile_id };
      for (const name of ['connection_for_removal', 'delete_connection'])
        expect((await on.refused(secret, name, theirs)).code).toBe('not_found');
    }));

  test('delete_connection: takes everything of it along; no other becomes primary by itself', () =>
    scene(sql, async (on) => {
      const connection_id = await connect(on, clinic.clinician.clinician_id);
      const other = await connect(on, clinic.clinician.clinician_id, { is_primary: false });
      const id = await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.link(id);
      const busy = [{ start: slot(2).slot_start, end: slot(2).slot_end, kind: 'busy', all_day: false }];
      await worker.done('store_busy_times', {
        generation: 1,
        changes: [{ event: { id: 'a', series_id: null, busy } }],
      });
      await on.done(secret, 'delete_connection', { connection_id, user_id: clinic.clinician.profile_id });
      expect(await connectionRow(on, connection_id)).toBeUndefined();
      expect(await linkOf(on, id)).toBeUndefined();
      expect(await visitRow(on, id)).toMatchObject({ google_calendar_event_id: null, version: 1, status: 'confirmed' });
      for (const table of ['external_busy_times', 'sync_jobs', 'calendar_sync_log'])
        expect(
          (await on.tx`select 1 from public.${on.tx(table)} where connection_id = ${connection_id}`).length,
          table,
        ).toBe(0);
      expect(await connectionRow(on, other)).toMatchObject({ is_primary: false });
      expect(
        await on.rows(secret, 'claim_sync_jobs', { worker: 'w', limit: 1, lease_seconds: 1, connection_id }),
      ).toEqual([]);
      expect((await worker.refused('sync_connection')).code, 'a worker under way finds nothing').toBe('lease_lost');
    }));
});
