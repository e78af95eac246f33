/** [BK4] One live hold per clinician and time, on every path. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database, databasePool } from '../../support/sql.ts';
import { hour, minute, plus } from '../../support/time.ts';
import { type Hold, sqlCode } from '../booking/answers.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret, start } from '../messages/scene.ts';
import { sees } from './cards.ts';

const sql = database();
let clinic: Clinic;
let second: PersonWithLogin & { patient_id: string };
beforeAll(async () => {
  clinic = await createClinic(sql);
  second = await clinic.newPatient([clinic.clinician.clinician_id], 'Second Patient');
});

const at = (n: number, minutes = 30) => ({ clinician_id: clinic.clinician.clinician_id, ...slot(n, minutes) });

describe('[BK4] at most one live hold per clinician and time', () => {
  const row = (n: number, held_by: string, more = {}) => ({
    clinician_id: clinic.clinician.clinician_id,
    held_by,
    slot_start: slot(n).slot_start,
    slot_end: slot(n).slot_end,
    blocked_until: slot(n).slot_end,
    expires_at: plus(start, hour),
    ...more,
  });
  const insert = async (on: Scene, columns: Record<string, unknown>) =>
    (await on.as(secret, (tx) => tx`insert into public.slot_holds ${tx(columns as never)} returning hold_id`)) as {
      value?: { hold_id: string }[];
      refusal?: { code: string };
    };

  test('by a direct write', () =>
    scene(sql, async (on) => {
      const [mine, theirs] = [clinic.patient.patient_id, second.patient_id];
      const made = await insert(on, row(0, mine));
      const hold_id = made.value?.[0]?.hold_id ?? '';
      expect((await insert(on, row(0, theirs))).refusal?.code).toBe('slot_taken');
      expect((await insert(on, row(0, mine))).refusal?.code, 'nor twice by one').toBe('slot_taken');
      const buffer = { blocked_until: plus(slot(2).slot_end, 30 * minute) };
      expect((await insert(on, row(2, mine, buffer))).refusal).toBeUndefined();
      expect((await insert(on, row(3, theirs))).refusal?.code, 'nor in the buffer').toBe('slot_taken');
      expect(
        (await insert(on, row(0, theirs, { clinician_id: clinic.colleague.clinician_id }))).refusal,
      ).toBeUndefined();
      expect((await insert(on, row(0, theirs, { expires_at: start }))).refusal, 'one that has ended').toBeUndefined();
      const change = async (columns: Record<string, unknown>) =>
        (
          await on.as(
            secret,
            (tx) => tx`update public.slot_holds set ${tx(columns as never)} where hold_id = ${hold_id}`,
          )
        ).refusal?.code;
      expect(
        await change({ slot_start: slot(2).slot_start, slot_end: slot(2).slot_end, blocked_until: slot(2).slot_end }),
      ).toBe('slot_taken');
      expect(await change({ expires_at: plus(start, 2 * hour) }), 'renewing').toBeUndefined();
      expect(await change({ expires_at: start }), 'ending').toBeUndefined();
      expect((await insert(on, row(0, theirs))).refusal).toBeUndefined();
      expect(await change({ expires_at: plus(start, hour) }), 'nor brought back to life').toBe('slot_taken');
    }));

  test('another length at the same time takes the place of the former', () =>
    scene(sql, async (on) => {
      const long = await on.done<Hold>(clinic.patient, 'hold_slot', at(0, 60));
      const short = await on.done<Hold>(clinic.patient, 'hold_slot', at(0));
      expect(short.hold_id).not.toBe(long.hold_id);
      const live =
        await on.tx`select hold_id from public.slot_holds where held_by = ${clinic.patient.patient_id} and expires_at > private.now()`;
      expect([...live]).toEqual([{ hold_id: short.hold_id }]);
      expect(await sees(on, second, clinic, 1)).toBe(true);
    }));

  test('50 at once, by hold_slot and by direct writes: one lives', async () => {
    const one = await createClinic(sql);
    const people = await Promise.all(
      Array.from({ length: 10 }, (_, n) => one.newPatient([one.clinician.clinician_id], `Holder ${n}`)),
    );
    const pool = databasePool(10);
    const { slot_start, slot_end } = slot(0);
    const { clinician_id } = one.clinician;
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const { auth_user_id, patient_id } = people[n % 10] as (typeof people)[number];
        const columns = { ...row(0, patient_id), clinician_id, expires_at: slot_start };
        if (n % 2) return sqlCode(pool`insert into public.slot_holds ${pool(columns)}`);
        const claims = JSON.stringify({ sub: auth_user_id, role: 'authenticated' });
        return sqlCode(
          pool.begin(async (tx) => {
            await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
            await tx`select public.hold_slot(${clinician_id}, ${slot_start}, ${slot_end})`;
          }),
        );
      }),
    );
    await pool.end();
    expect([...new Set(codes)].sort()).toEqual(['done', 'slot_taken']);
    const live =
      await sql`select held_by from public.slot_holds where clinician_id = ${clinician_id} and expires_at > now()`;
    expect(live).toHaveLength(1);
    // The winner may have renewed theirs; nobody else was told that they have it.
    const winner = people.findIndex((person) => person.patient_id === live[0]?.held_by);
    expect(codes.flatMap((code, n) => (code === 'done' ? [n % 10] : [])).every((n) => n === winner)).toBe(true);
  });
});
