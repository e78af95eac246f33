/** [SY3] A pass that fails: what is kept of it, and who is told. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { connect, connectionRow, notices, pings, workerOf } from './calendar.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const calendar = (on: Scene, more = {}) => connect(on, clinic.clinician.clinician_id, more);

describe('[SY3] fail_sync', () => {
  test('keeps the last five errors, and stops nothing by itself', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      for (let n = 0; n < 7; n += 1) await worker.done('fail_sync', { code: `code${n}`, message: 'x'.repeat(900) });
      const found = await connectionRow(on, connection_id);
      expect(found).toMatchObject({ state: 'active', last_sync_status: 'failed' });
      const errors = found.sync_errors as { at: string; code: string; message: string }[];
      expect(errors.map(({ code }) => code)).toEqual(['code2', 'code3', 'code4', 'code5', 'code6']);
      expect(errors[0]).toEqual({ at: expect.any(String), code: 'code2', message: 'x'.repeat(500) });
      expect(Date.parse(errors[0]?.at ?? '')).toBe(Date.parse(start));
      expect(await notices(on, clinic.clinician.profile_id)).toEqual({});
      expect(await pings(on, `profile:${clinic.clinician.profile_id}`)).toContain('calendar_changed');
      const failed =
        await on.tx`select 1 from public.calendar_sync_log where connection_id = ${connection_id} and status = 'failed'`;
      expect(failed.length).toBe(7);
    }));

  test('tells the owner once for each time that it stops', () =>
    scene(sql, async (on) => {
      const connection_id = await calendar(on);
      const worker = await workerOf(on, connection_id);
      const fail = (state: string) => worker.done('fail_sync', { code: 'x', message: 'x', state });
      const told = async () => (await notices(on, clinic.clinician.profile_id)).calendar_needs_attention ?? [];
      await fail('needs_reauth');
      await fail('needs_reauth');
      expect(await told()).toEqual([{ connection_id, state: 'needs_reauth' }]);
      expect(await connectionRow(on, connection_id)).toMatchObject({ state: 'needs_reauth' });
      await on.tx`update public.calendar_sync_connections set state = 'active' where connection_id = ${connection_id}`;
      await on.at(0.5);
      await fail('needs_reauth');
      await fail('paused');
      expect(await told()).toHaveLength(3);
      expect((await worker.refused('fail_sync', { code: 'x', message: 'x', state: 'active' })).code).toBe(
        'invalid_input',
      );
      expect(
        (await on.refused(clinic.clinician, 'fail_sync', { connection_id, worker: 'w', code: 'x', message: 'x' })).code,
      ).toBe('42501');
      expect(
        (await on.refused(secret, 'fail_sync', { connection_id, worker: 'w', code: 'x', message: 'x' })).code,
      ).toBe('lease_lost');
    }));
});
