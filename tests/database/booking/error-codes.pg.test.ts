/** Every error code of the database API, provoked as a client meets it. A new code without a case fails here. */
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '#shared/database.types.ts';
import { service, signIn } from '../../support/clients.ts';
import { database } from '../../support/sql.ts';
import { stack } from '../../support/stack.ts';
import { answerOf, done, type Hold, type Refusal, refused } from './answers.ts';
import { type Clinic, createClinic, slot } from './clinic.ts';

const sql = database();
const catalog = await sql<{ code: string; status: number; message: string }[]>`select * from private.error_catalog()`;
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
  await clinic.book(slot(0), { patient_id: clinic.paper.patient_id });
});

type Invitation = Database['public']['Tables']['practice_invitations']['Row'];
const invitation = (email: string, role = 'receptionist') => ({ practice_id: clinic.practice_id, email, role });
const book = (n: number, more = {}) => refused(clinic.patient, 'book_appointment', clinic.request(slot(n), more));

const cases: Record<string, () => Promise<Refusal>> = {
  slot_taken: () => book(0),
  patient_busy: async () => {
    await clinic.book(slot(1), { clinician_id: clinic.colleague.clinician_id });
    return book(1);
  },
  outside_availability: () =>
    book(0, { slot_start: slot(0).slot_start.replace('T09', 'T03'), slot_end: slot(0).slot_end.replace('T09', 'T03') }),
  hold_expired: async () => {
    const { hold_id } = await done<Hold>(clinic.patient, 'hold_slot', {
      clinician_id: clinic.clinician.clinician_id,
      ...slot(2),
    });
    await done<void>(clinic.patient, 'release_hold', { hold_id });
    return book(2, { hold_id });
  },
  version_conflict: async () => {
    const { appointment_id } = await clinic.book(slot(3));
    return refused(clinic.desk, 'cancel_appointment', { appointment_id, expected_version: 9 });
  },
  invalid_transition: async () => {
    const { appointment_id } = await clinic.book(slot(4));
    return refused(clinic.desk, 'transition_appointment', { appointment_id, status: 'requested' });
  },
  too_late: async () => {
    const strict = await createClinic(sql, { cancellation_notice_minutes: 43_200 });
    const { appointment_id } = await strict.book(slot(0));
    return refused(strict.patient, 'cancel_appointment', { appointment_id });
  },
  offer_closed: async () => {
    const { clinician_id } = clinic.clinician;
    const { conversation_id } = await done<{ conversation_id: string }>(clinic.patient, 'start_conversation', {
      clinician_id,
    });
    const { slot_id } = await done<{ slot_id: string }>(clinic.clinician, 'offer_times', {
      conversation_id,
      time_options: [12, 14].map((n) => ({ start: slot(n).slot_start, end: slot(n).slot_end })),
      appointment_type: 'follow_up',
      location_type: 'in_person',
    });
    await done(clinic.clinician, 'cancel_offer', { slot_id });
    return refused(clinic.patient, 'respond_to_offer', { slot_id, response: 'accept', selected_time_index: 0 });
  },
  invitation_closed: async () => {
    const { invitation_id } = await done<Invitation>(clinic.admin, 'invite_member', invitation('a@example.test'));
    await done(clinic.admin, 'revoke_invitation', { invitation_id });
    return refused(clinic.admin, 'revoke_invitation', { invitation_id });
  },
  lease_lost: () => {
    const args = { connection_id: crypto.randomUUID(), worker: 'nobody' };
    return refused(service(), 'sync_connection', args);
  },
  conflict_closed: async () => {
    const user_id = clinic.clinician.profile_id;
    const [conflict] = await sql<{ conflict_id: string }[]>`
      with connection as (
        insert into public.calendar_sync_connections (user_id, provider, calendar_id) values (${user_id}, 'google', 'c')
        returning connection_id)
      insert into public.sync_conflicts (connection_id, kind, status) select connection_id, 'moved', 'resolved' from connection
      returning conflict_id`;
    const args = { conflict_id: conflict?.conflict_id, resolution: 'keep_ours' };
    return refused(clinic.clinician, 'resolve_sync_conflict', args);
  },
  already_member: () => refused(clinic.admin, 'invite_member', invitation(clinic.desk.email)),
  clinician_elsewhere: async () => {
    const { invitation_id } = await done<Invitation>(
      clinic.admin,
      'invite_member',
      invitation(clinic.outsider.email, 'clinician'),
    );
    return refused(clinic.outsider, 'respond_to_invitation', { invitation_id, accept: true });
  },
  last_admin: async () => {
    const admin = await signIn(clinic.admin);
    const { refusal } = await answerOf(
      admin.from('practice_members').delete().eq('practice_id', clinic.practice_id).eq('role', 'admin'),
    );
    if (!refusal) throw new Error('the last admin is gone');
    return refusal;
  },
  idempotency_mismatch: async () => {
    await done(clinic.patient, 'book_appointment', clinic.request(slot(5), { idempotency_key: 'k' }));
    return book(6, { idempotency_key: 'k' });
  },
  invalid_time: () => book(7, { slot_end: slot(7).slot_start }),
  invalid_input: () => book(7, { location_type: 'moon' }),
  forbidden: () => book(7, { overbook_reason: 'Please' }),
  not_found: () => refused(clinic.stranger, 'book_appointment', clinic.request(slot(7))),
  rate_limited: async () => {
    for (const n of [8, 9, 10])
      await done<Hold>(clinic.patient, 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...slot(n) });
    return refused(clinic.patient, 'hold_slot', { clinician_id: clinic.clinician.clinician_id, ...slot(11) });
  },
};

test.each(catalog.map((entry) => entry.code))(
  '[BK22] %s reaches a client with its status and a sentence',
  async (code) => {
    const entry = catalog.find((row) => row.code === code);
    const provoke = cases[code];
    if (!provoke) throw new Error(`no case provokes ${code}`);
    const refusal = await provoke();
    expect(refusal).toMatchObject({ code, status: entry?.status });
    expect(refusal.message).toMatch(/^\S.{8,}\.$/);
  },
);

test('[BK22] there is no case for a code that does not exist', () => {
  const codes = catalog.map((entry) => entry.code);
  expect(Object.keys(cases).sort()).toEqual([...codes].sort());
  for (const { message } of catalog) expect(message).toMatch(/^[A-Z].{8,}\.$/);
});

test('[BK22] the body has code, message, details as text and hint, and nothing of Postgres', async () => {
  const { data } = await (await signIn(clinic.patient)).auth.getSession();
  const response = await fetch(`${stack.api_url}/rest/v1/rpc/book_appointment`, {
    method: 'POST',
    headers: {
      apikey: stack.publishable_key,
      authorization: `Bearer ${data.session?.access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(clinic.request(slot(0))),
  });
  expect(response.status).toBe(409);
  const body = (await response.json()) as Record<string, string>;
  expect(Object.keys(body).sort()).toEqual(['code', 'details', 'hint', 'message']);
  const { alternatives } = JSON.parse(body.details ?? '') as { alternatives: { start: string; end: string }[] };
  expect(alternatives).toHaveLength(3);
  for (const span of alternatives) expect(span.start).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
});
