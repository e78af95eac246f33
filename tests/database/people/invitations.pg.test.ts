/** [AC16] Joining a practice by invitation, as each person meets it over HTTP. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#shared/database.types.ts';
import { type Client, signIn } from '../../support/clients.ts';
import { createLogin, createPractice, type PersonWithLogin } from '../../support/factory.ts';
import { become, database, rolledBack, setNow } from '../../support/sql.ts';
import { day, plus } from '../../support/time.ts';
import { answerOf, ask, done, refused, tryCall } from '../booking/answers.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';

type Invitation = Database['public']['Tables']['practice_invitations']['Row'];
type Mine = Database['public']['Functions']['my_invitations']['Returns'];
type Joined = { practice_id: string; role: string; accepted: boolean };

const sql = database();
let clinic: Clinic;
let guest: PersonWithLogin;
beforeEach(async () => {
  clinic = await createClinic(sql);
  guest = await createLogin(sql, 'Gwen Guest');
});

const invite = (email: string, role = 'receptionist', more = {}) =>
  done<Invitation>(clinic.admin, 'invite_member', { practice_id: clinic.practice_id, email, role, ...more });
const answer = (who: PersonWithLogin, { invitation_id }: Invitation, accept = true) =>
  ask<Joined>(who, 'respond_to_invitation', { invitation_id, accept });
const mine = async (who: Client | PersonWithLogin) => (await ask<Mine>(who, 'my_invitations', {})).value ?? [];
const rolesOf = async (profile_id: string) =>
  (
    await sql<{ role: string; active: boolean }[]>`
      select role, active from public.practice_members where profile_id = ${profile_id} order by role`
  ).map((row) => ({ ...row }));

test('[AC16] an admin invites, the person of that address sees it, accepts, and is a member at once', async () => {
  const invitation = await invite(`  ${guest.email.toUpperCase()} `, 'receptionist', { full_name: ' Gwendolyn ' });
  expect(invitation).toMatchObject({
    practice_id: clinic.practice_id,
    email: guest.email,
    role: 'receptionist',
    full_name: 'Gwendolyn',
    invited_by: clinic.admin.profile_id,
    accepted_at: null,
    declined_at: null,
    revoked_at: null,
  });
  expect(Date.parse(invitation.expires_at) - Date.parse(invitation.created_at)).toBe(14 * day);
  expect(await mine(guest)).toMatchObject([
    { invitation_id: invitation.invitation_id, practice_id: clinic.practice_id, role: 'receptionist' },
  ]);
  expect((await mine(guest))[0]).toMatchObject({ invited_by_name: clinic.admin.full_name });
  const desk = (await signIn(guest)).from('appointments').select('appointment_id');
  await clinic.visit({
    ...{ clinician_id: clinic.clinician.clinician_id, patient_id: clinic.paper.patient_id },
    scheduled_start: plus(invitation.created_at, 3 * day),
    scheduled_end: plus(invitation.created_at, 3 * day + 1_800_000),
  });
  expect((await answerOf<unknown[]>(desk)).value).toEqual([]);
  expect((await answer(guest, invitation)).value).toEqual({
    practice_id: clinic.practice_id,
    role: 'receptionist',
    accepted: true,
  });
  expect((await answerOf<unknown[]>(desk)).value).toHaveLength(1);
  expect(await rolesOf(guest.profile_id)).toEqual([{ role: 'receptionist', active: true }]);
  expect(await mine(guest)).toEqual([]);
});

test('[AC16] accepting as a clinician makes the clinician, named after the person, in the zone of the practice', async () => {
  await sql`update public.practices set timezone = 'Asia/Kolkata' where practice_id = ${clinic.practice_id}`;
  await sql`update public.profiles set full_name = '' where profile_id = ${guest.profile_id}`;
  const invitation = await invite(guest.email, 'clinician', { full_name: 'Dr Gwen Guest' });
  expect((await answer(guest, invitation)).value?.accepted).toBe(true);
  const [row] = await sql`
    select c.practice_id, c.display_name, c.active, p.full_name, p.timezone
    from public.clinicians c join public.profiles p on p.profile_id = c.clinician_id where c.clinician_id = ${guest.profile_id}`;
  expect(row).toEqual({
    practice_id: clinic.practice_id,
    display_name: 'Dr Gwen Guest',
    active: true,
    full_name: 'Dr Gwen Guest',
    timezone: 'Asia/Kolkata',
  });
});

test('[AC16] a person who has a name and a practice keeps name and zone', async () => {
  await sql`update public.profiles set timezone = 'Europe/Berlin' where profile_id = ${clinic.desk.profile_id}`;
  await answer(clinic.desk, await invite(clinic.desk.email, 'clinician', { full_name: 'Somebody Else' }));
  const [row] = await sql`select full_name, timezone from public.profiles where profile_id = ${clinic.desk.profile_id}`;
  expect(row).toEqual({ full_name: clinic.desk.full_name, timezone: 'Europe/Berlin' });
  expect(await rolesOf(clinic.desk.profile_id)).toEqual([
    { role: 'clinician', active: true },
    { role: 'receptionist', active: true },
  ]);
});

describe('[AC16] it is refused', () => {
  test('to anybody but an active admin of the practice', async () => {
    const args = { practice_id: clinic.practice_id, email: 'a@example.test', role: 'admin' };
    for (const [who, code] of [
      [clinic.desk, 'forbidden'],
      [clinic.clinician, 'forbidden'],
      [clinic.patient, 'not_found'],
      [clinic.outsider, 'not_found'],
      [guest, 'not_found'],
    ] as const)
      expect((await refused(who, 'invite_member', args)).code).toBe(code);
    const second = await createLogin(sql, 'Sid Second');
    await sql`insert into public.practice_members (practice_id, profile_id, role, active)
      values (${clinic.practice_id}, ${second.profile_id}, 'admin', false)`;
    expect((await refused(second, 'invite_member', args)).code).toBe('not_found');
  });

  test('to see, answer or revoke somebody else’s, whether it exists or not', async () => {
    const invitation = await invite(guest.email);
    const { invitation_id } = invitation;
    for (const who of [clinic.patient, clinic.desk, clinic.outsider, clinic.admin]) {
      expect(await mine(who)).toEqual([]);
      expect((await answer(who, invitation)).refusal).toMatchObject({ code: 'not_found', status: 404 });
    }
    for (const who of [guest, clinic.desk, clinic.clinician, clinic.outsider])
      expect((await refused(who, 'revoke_invitation', { invitation_id })).code).toBe('not_found');
    for (const [who, count] of [
      [clinic.admin, 1],
      [clinic.desk, 0],
      [guest, 0],
      [clinic.outsider, 0],
    ] as const) {
      const rows = (await signIn(who)).from('practice_invitations').select('invitation_id');
      expect((await answerOf<unknown[]>(rows)).value).toHaveLength(count);
    }
    const direct = (await signIn(clinic.admin)).from('practice_invitations');
    for (const write of [
      direct.delete().eq('invitation_id', invitation_id),
      direct.update({ role: 'admin' }).eq('invitation_id', invitation_id),
    ])
      expect((await answerOf(write)).refusal?.code).toBe('42501');
  });

  test('to answer with an address that is not proven', async () => {
    const email = `unproven.${guest.email}`;
    await signIn(guest);
    await sql`update auth.users set email = ${email}, email_confirmed_at = null where id = ${guest.auth_user_id}`;
    const invitation = await invite(email);
    expect(await mine(guest)).toEqual([]);
    expect((await answer(guest, invitation)).refusal?.code).toBe('not_found');
    await sql`update auth.users set email_confirmed_at = now() where id = ${guest.auth_user_id}`;
    expect(await mine(guest)).toHaveLength(1);
  });

  test('to answer twice, or what is declined, revoked or older than 14 days', async () => {
    const closed = { code: 'invitation_closed', status: 409 };
    const accepted = await invite(guest.email);
    await answer(guest, accepted);
    for (const accept of [true, false]) expect((await answer(guest, accepted, accept)).refusal).toMatchObject(closed);
    const declined = await invite(guest.email, 'admin');
    expect((await answer(guest, declined, false)).value).toMatchObject({ role: 'admin', accepted: false });
    expect((await answer(guest, declined)).refusal).toMatchObject(closed);
    const revoked = await invite(guest.email, 'clinician');
    const { invitation_id } = revoked;
    expect(await done<Invitation>(clinic.admin, 'revoke_invitation', { invitation_id })).toMatchObject({
      invitation_id,
    });
    expect((await answer(guest, revoked)).refusal).toMatchObject(closed);
    for (const { invitation_id } of [accepted, declined, revoked])
      expect(await refused(clinic.admin, 'revoke_invitation', { invitation_id })).toMatchObject(closed);
    expect(await rolesOf(guest.profile_id)).toEqual([{ role: 'receptionist', active: true }]);
    const late = await invite(guest.email, 'clinician');
    await rolledBack(sql, async (tx) => {
      await setNow(tx, plus(late.expires_at, 1));
      await become(tx, guest.auth_user_id);
      const args = { invitation_id: late.invitation_id, accept: true };
      expect((await tryCall(tx, 'respond_to_invitation', args)).refusal).toMatchObject(closed);
      expect(await tx`select * from public.my_invitations()`).toHaveLength(0);
    });
  });

  test('to invite who has the role; who lost it may be invited again', async () => {
    const args = { practice_id: clinic.practice_id, email: clinic.desk.email.toUpperCase(), role: 'receptionist' };
    expect(await refused(clinic.admin, 'invite_member', args)).toMatchObject({ code: 'already_member', status: 409 });
    await sql`update public.practice_members set active = false where profile_id = ${clinic.desk.profile_id}`;
    await answer(clinic.desk, await invite(clinic.desk.email));
    expect(await rolesOf(clinic.desk.profile_id)).toEqual([{ role: 'receptionist', active: true }]);
  });

  test('a clinician of another practice; the other roles are open to them', async () => {
    const invitation = await invite(clinic.outsider.email, 'clinician');
    expect((await answer(clinic.outsider, invitation)).refusal).toMatchObject({
      code: 'clinician_elsewhere',
      status: 409,
    });
    expect(await mine(clinic.outsider)).toHaveLength(1);
    expect((await answer(clinic.outsider, await invite(clinic.outsider.email))).value?.accepted).toBe(true);
  });
});

test('[AC16] inviting again renews the one open invitation, also an expired one; another role is another', async () => {
  const first = await invite(guest.email, 'receptionist', { full_name: 'Gwen' });
  await sql`update public.practice_invitations set expires_at = now() - interval '1 day' where invitation_id = ${first.invitation_id}`;
  const again = await Promise.all(Array.from({ length: 10 }, () => invite(guest.email)));
  expect(new Set(again.map((row) => row.invitation_id))).toEqual(new Set([first.invitation_id]));
  expect(again[0]).toMatchObject({ full_name: 'Gwen' });
  expect(await mine(guest)).toHaveLength(1);
  await invite(guest.email, 'admin');
  expect(await mine(guest)).toHaveLength(2);
});

test('[AC16] at most 50 wait for an answer, also when sent at once', async () => {
  await sql`
    insert into public.practice_invitations (practice_id, email, role, expires_at)
    select ${clinic.practice_id}, 'guest' || n || '@example.test', 'receptionist', now() + interval '1 day' from generate_series(1, 45) n`;
  const args = (n: number) => ({ practice_id: clinic.practice_id, email: `more${n}@example.test`, role: 'admin' });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => ask(clinic.admin, 'invite_member', args(n))));
  expect(answers.filter((one) => one.value)).toHaveLength(5);
  for (const { refusal } of answers.filter((one) => one.refusal))
    expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 });
  // Renewing one that is there is no further one, and another practice has its own fifty.
  await invite('guest1@example.test');
  const other = await createPractice(sql);
  const admin = await other.member('admin');
  await done(admin, 'invite_member', { ...args(1), practice_id: other.practice_id });
});

test('[AC16] of 20 acceptances at once one counts, the others are told that it is closed', async () => {
  const invitation = await invite(guest.email, 'clinician');
  const answers = await Promise.all(Array.from({ length: 20 }, () => answer(guest, invitation)));
  expect(answers.filter((one) => one.value)).toHaveLength(1);
  for (const { refusal } of answers.filter((one) => one.refusal)) expect(refusal?.code).toBe('invitation_closed');
  expect(await rolesOf(guest.profile_id)).toEqual([{ role: 'clinician', active: true }]);
});

test('[AC16] of an acceptance and a revocation at once one counts', async () => {
  for (let round = 0; round < 5; round += 1) {
    const person = await createLogin(sql, 'Rae Racer');
    const invitation = await invite(person.email);
    const { invitation_id } = invitation;
    const [accepted, revoked] = await Promise.all([
      answer(person, invitation),
      ask<Invitation>(clinic.admin, 'revoke_invitation', { invitation_id }),
    ]);
    expect([accepted.value, revoked.value].filter(Boolean)).toHaveLength(1);
    expect(await rolesOf(person.profile_id)).toHaveLength(accepted.value ? 1 : 0);
  }
});
