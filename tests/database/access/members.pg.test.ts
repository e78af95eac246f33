/** [AC14] [AC15] A practice keeps an admin; whoever has the role clinician is in the list of clinicians. */
import { beforeEach, describe, expect, test } from 'vitest';
import { service, signIn } from '../../support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice, weekly } from '../../support/factory.ts';
import { database, databasePool, type Transaction } from '../../support/sql.ts';
import { type Answer, answerOf, sqlAnswer } from '../booking/answers.ts';

const sql = database();
let practice: Practice;
let admin: PersonWithLogin;
beforeEach(async () => {
  practice = await createPractice(sql);
  admin = await practice.member('admin');
});

const activeAdmins = async () =>
  (
    await sql`select 1 from public.practice_members
      where practice_id = ${practice.practice_id} and role = 'admin' and active`
  ).length;
const members = async (who: PersonWithLogin) => (await signIn(who)).from('practice_members');
const membership = ({ profile_id }: PersonWithLogin, role: 'admin' | 'clinician' | 'receptionist') => ({
  practice_id: practice.practice_id,
  profile_id,
  role,
});

describe('[AC14] the last active admin', () => {
  const lastAdmin = { code: 'last_admin', status: 409 };

  test('is neither deactivated, demoted nor removed, by themselves, the secret key or SQL', async () => {
    const mine = membership(admin, 'admin');
    for (const table of [await members(admin), service().from('practice_members')]) {
      for (const change of [{ active: false }, { role: 'receptionist' as const }])
        expect((await answerOf(table.update(change).match(mine))).refusal).toMatchObject(lastAdmin);
      expect((await answerOf(table.delete().match(mine))).refusal).toMatchObject(lastAdmin);
    }
    for (const statement of [
      sql`update public.practice_members set active = false where practice_id = ${practice.practice_id}`,
      sql`delete from public.practice_members where practice_id = ${practice.practice_id}`,
      sql`delete from public.profiles where profile_id = ${admin.profile_id}`,
    ])
      expect((await sqlAnswer(statement)).refusal).toMatchObject(lastAdmin);
    expect(await activeAdmins()).toBe(1);
  });

  test('is not counted with admins who are inactive, or admins of another practice', async () => {
    const former = await practice.member('admin', 'Fay Former');
    await sql`update public.practice_members set active = false where profile_id = ${former.profile_id}`;
    await (await createPractice(sql)).member('admin');
    const table = await members(admin);
    expect((await answerOf(table.update({ active: false }).match(membership(admin, 'admin')))).refusal).toMatchObject(
      lastAdmin,
    );
  });

  test('may go once there is another; both in one statement may not', async () => {
    const second = await practice.member('admin', 'Sid Second');
    const both = sql`update public.practice_members set active = false where practice_id = ${practice.practice_id} and role = 'admin'`;
    expect((await sqlAnswer(both)).refusal).toMatchObject(lastAdmin);
    expect(await activeAdmins()).toBe(2);
    const table = await members(admin);
    expect((await answerOf(table.delete().match(membership(admin, 'admin')))).refusal).toBeUndefined();
    expect(await activeAdmins()).toBe(1);
    const theirs = await members(second);
    expect((await answerOf(theirs.delete().match(membership(second, 'admin')))).refusal).toMatchObject(lastAdmin);
  });

  test('other changes of admins are free, and a practice goes with all of them', async () => {
    const again = sql`update public.practice_members set active = true where profile_id = ${admin.profile_id}`;
    expect((await sqlAnswer(again)).refusal).toBeUndefined();
    await sql`delete from public.practices where practice_id = ${practice.practice_id}`;
    expect(await activeAdmins()).toBe(0);
  });

  test('two admins who remove each other at the same time: one stays', async () => {
    for (const change of ['demote', 'deactivate', 'delete'] as const) {
      const here = await createPractice(sql);
      const pair = [await here.member('admin', 'Ann'), await here.member('admin', 'Bob')] as const;
      const act = async (who: PersonWithLogin, whom: PersonWithLogin): Promise<Answer<unknown>> => {
        const table = (await signIn(who)).from('practice_members');
        const target = { practice_id: here.practice_id, profile_id: whom.profile_id };
        return answerOf(
          change === 'delete'
            ? table.delete().match(target)
            : table.update(change === 'demote' ? { role: 'receptionist' } : { active: false }).match(target),
        );
      };
      await Promise.all(pair.map(signIn));
      await Promise.all([act(pair[0], pair[1]), act(pair[1], pair[0])]);
      const left = await sql`select 1 from public.practice_members
        where practice_id = ${here.practice_id} and role = 'admin' and active`;
      expect(left.length, change).toBe(1);
    }
  });

  test('also when the second begins before the first has ended', async () => {
    const second = await practice.member('admin', 'Sid Second');
    const pool = databasePool(2);
    try {
      const remove = (tx: Transaction, { profile_id }: PersonWithLogin) =>
        tx`update public.practice_members set active = false where profile_id = ${profile_id} and role = 'admin'`;
      let late: Promise<Answer<unknown>> | undefined;
      await pool.begin(async (first) => {
        await remove(first, second);
        late = sqlAnswer(pool.begin((tx) => remove(tx, admin)));
        const waiting = async () =>
          (await sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%practice_members%'`)
            .length;
        await expect.poll(waiting, { timeout: 5_000 }).toBeGreaterThan(0);
      });
      expect((await late)?.refusal).toMatchObject(lastAdmin);
      expect(await activeAdmins()).toBe(1);
    } finally {
      await pool.end();
    }
  });
});

describe('[AC15] the role clinician', () => {
  const clinician = async ({ profile_id }: PersonWithLogin) =>
    (await sql`select practice_id, display_name, active from public.clinicians where clinician_id = ${profile_id}`)[0];

  test('given by an admin makes the clinician, takes them off the list, and puts them on again', async () => {
    const desk = await practice.member('receptionist', 'Rita Reception');
    const table = await members(admin);
    const theirs = membership(desk, 'clinician');
    expect((await answerOf(table.insert(theirs))).refusal).toBeUndefined();
    const row = { practice_id: practice.practice_id, display_name: 'Rita Reception', active: true };
    expect(await clinician(desk)).toEqual(row);
    for (const active of [false, true]) {
      expect((await answerOf(table.update({ active }).match(theirs))).refusal).toBeUndefined();
      expect(await clinician(desk)).toEqual({ ...row, active });
    }
    await answerOf(table.delete().match(theirs));
    expect(await clinician(desk)).toEqual({ ...row, active: false });
    await answerOf(table.update({ role: 'clinician' }).match(membership(desk, 'receptionist')));
    expect(await clinician(desk)).toEqual(row);
    await answerOf(table.update({ role: 'receptionist' }).match(theirs));
    expect(await clinician(desk)).toEqual({ ...row, active: false });
  });

  test('without being active makes nobody a clinician, and what is set by hand stays', async () => {
    const desk = await practice.member('receptionist');
    const table = await members(admin);
    await answerOf(table.insert({ ...membership(desk, 'clinician'), active: false }));
    expect(await clinician(desk)).toBeUndefined();
    const known = await practice.clinician({ name: 'Kim Known' });
    await sql`update public.clinicians set active = false, display_name = 'Dr. K' where clinician_id = ${known.clinician_id}`;
    await sql`update public.practice_members set updated_at = now() where profile_id = ${known.profile_id}`;
    expect(await clinician(known)).toMatchObject({ display_name: 'Dr. K', active: false });
  });

  test('is refused to a clinician of another practice', async () => {
    const other = await (await createPractice(sql)).clinician({ hours: weekly('09:00', '10:00') });
    const statement = sql`insert into public.practice_members ${sql(membership(other, 'clinician'))}`;
    expect((await sqlAnswer(statement)).refusal).toMatchObject({ code: 'clinician_elsewhere', status: 409 });
  });
});
