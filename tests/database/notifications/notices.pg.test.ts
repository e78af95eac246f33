/**
 * [NT10] Who is told of a visit: every act, by everybody who may do it. Over 300 lines: one table of acts, in the order of a
 * visit's life, told by the same few words.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, scheduled, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { startThread } from '../messages/threads.ts';
import { accept, offer } from '../offers/cards.ts';
import { connect, span, visit, visitRow, workerOf } from '../sync/calendar.ts';
import { claimAll, nameOf } from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

interface Notice {
  recipient_id: string;
  kind: string;
  actor_id: string | null;
  payload: Record<string, unknown>;
}

const aboutVisits = (on: Scene) =>
  on.tx<Notice[]>`
    select recipient_id, kind, actor_id, payload from public.notification_outbox
    where created_at = now() and kind like 'visit%' order by outbox_number`;

/** Only what is told from here on: what was told of the making is forgotten. */
const forget = (on: Scene) => on.tx`delete from public.notification_outbox where created_at = now()`;

const told = async (on: Scene) =>
  (await aboutVisits(on)).map((row) => `${nameOf(clinic, row.recipient_id)}: ${row.kind.slice(6)}`).sort();

type Actor = 'patient' | 'clinician' | 'desk' | 'admin' | 'service';
const caller = (who: Actor) => (who === 'service' ? secret : clinic[who]);
const id = (who: Actor) => (who === 'service' ? null : clinic[who].profile_id);

const confirmed = { confirmed: ['clinician: confirmed', 'patient: confirmed'], own: ['patient: confirmed'] };

test('[NT10] who waits for a time is told when one is kept for them, until it is answered', () =>
  scene(sql, async (on) => {
    const { practice_id } = clinic;
    const { patient_id } = clinic.patient;
    const [place] = await on.tx<{ waitlist_id: string }[]>`
      insert into public.appointment_waitlist ${on.tx({ practice_id, patient_id, appointment_type: 'follow_up' })} returning waitlist_id`;
    const set = (status: string) => on.tx`
      update public.appointment_waitlist set status = ${status} where waitlist_id = ${place?.waitlist_id ?? ''}`;
    const mails = async () =>
      (await claimAll(on, clinic, 'notifications')).map(({ notice }) => [
        notice.kind,
        notice.side,
        notice.channel,
        notice.practice.name,
      ]);
    await set('cancelled');
    await set('active');
    expect(await mails()).toEqual([]);
    await set('offered');
    await set('offered');
    const [practice] = await on.tx<
      { name: string }[]
    >`select name from public.practices where practice_id = ${practice_id}`;
    expect(await mails()).toEqual([['waitlist_offer', 'patient', 'email', practice?.name]]);
    await set('active');
    await on.at(30);
    await set('offered');
    await set('fulfilled');
    expect(await mails(), 'answered meanwhile').toEqual([]);
  }));

describe('[NT10] booked', () => {
  test.each<[Actor, string[]]>([
    ['patient', confirmed.confirmed],
    ['clinician', confirmed.own],
    ['desk', confirmed.confirmed],
    ['admin', confirmed.confirmed],
    ['service', confirmed.confirmed],
  ])('by the %s: %j', (who, expected) =>
    scene(sql, async (on) => {
      await on.done(caller(who), 'book_appointment', clinic.request(slot(0)));
      expect(await told(on)).toEqual(expected);
      for (const { actor_id } of await aboutVisits(on)) expect(actor_id).toBe(id(who));
    }),
  );

  test('as a request of the patient: the front desk as well; of the practice: nobody there', () =>
    scene(sql, async (on) => {
      const urgent = (n: number) => clinic.request(slot(n), { appointment_type: 'urgent_visit' });
      await on.done(clinic.patient, 'book_appointment', urgent(0));
      expect(await told(on)).toEqual(['clinician: requested', 'desk: requested', 'patient: requested']);
      await forget(on);
      await on.tx`update public.practice_members set active = false where profile_id = ${clinic.desk.profile_id}`;
      await on.done(clinic.patient, 'book_appointment', urgent(2));
      expect(await told(on)).toEqual(['clinician: requested', 'patient: requested']);
      await forget(on);
      await visit(on, clinic, slot(4), { status: 'requested' });
      expect(await told(on)).toEqual(['clinician: requested', 'patient: requested']);
    }));

  test('as a series: once, about the first', () =>
    scene(sql, async (on) => {
      const series = clinic.request(slot(0), { recurrence: 'FREQ=DAILY;COUNT=4' });
      const { booked } = await on.done<{ booked: { appointment_id: string }[] }>(clinic.desk, 'book_series', series);
      expect(booked).toHaveLength(4);
      expect(await told(on)).toEqual(confirmed.confirmed);
      for (const { payload } of await aboutVisits(on)) expect(payload.appointment_id).toBe(booked[0]?.appointment_id);
      const mail = (await claimAll(on, clinic, 'notifications')).find(({ notice }) => notice.channel === 'email');
      const ids = mail?.notice.visit?.series.map(({ appointment_id }) => appointment_id);
      expect(ids).toEqual(booked.slice(1).map(({ appointment_id }) => appointment_id));
    }));

  test('as a series whose first visit is moved or cancelled before the mail is sent: still with all that stand', () =>
    scene(sql, async (on) => {
      const series = clinic.request(slot(0), { recurrence: 'FREQ=DAILY;COUNT=4' });
      const { booked } = await on.done<{ booked: { appointment_id: string }[] }>(clinic.desk, 'book_series', series);
      const [first, ...others] = booked.map(({ appointment_id }) => appointment_id);
      await on.done(clinic.desk, 'cancel_appointment', { appointment_id: first, reason: 'Closed that day' });
      const mails = (await claimAll(on, clinic, 'notifications')).filter(({ notice }) => notice.channel === 'email');
      const seen = mails
        .filter(({ notice }) => notice.side === 'patient')
        .map(({ notice: { kind, visit: about } }) => ({
          kind,
          ids: [about?.appointment_id, ...(about?.series ?? []).map(({ appointment_id }) => appointment_id)],
        }));
      expect(seen).toEqual([
        { kind: 'visit_confirmed', ids: others },
        { kind: 'visit_cancelled', ids: [first] },
      ]);
    }));

  test('as a series of which nothing stands any more: not at all', () =>
    scene(sql, async (on) => {
      const series = clinic.request(slot(0), { recurrence: 'FREQ=DAILY;COUNT=2' });
      const { booked } = await on.done<{ booked: { appointment_id: string }[] }>(clinic.desk, 'book_series', series);
      for (const { appointment_id } of booked)
        await on.done(clinic.desk, 'cancel_appointment', { appointment_id, reason: 'Closed' });
      const mails = (await claimAll(on, clinic, 'notifications')).filter(
        ({ notice }) => notice.channel === 'email' && notice.side === 'patient',
      );
      expect(mails.map(({ notice }) => notice.kind)).toEqual(['visit_cancelled', 'visit_cancelled']);
    }));

  test('as a series that is confirmed one by one: each for itself', () =>
    scene(sql, async (on) => {
      const series = clinic.request(slot(0), { recurrence: 'FREQ=WEEKLY;COUNT=2', appointment_type: 'urgent_visit' });
      const { booked } = await on.done<{ booked: { appointment_id: string }[] }>(clinic.patient, 'book_series', series);
      await forget(on);
      for (const { appointment_id } of booked)
        await on.done(clinic.desk, 'transition_appointment', { appointment_id, status: 'confirmed' });
      const mails = (await claimAll(on, clinic, 'notifications')).filter(({ notice }) => notice.channel === 'email');
      expect(mails.map(({ notice }) => [notice.kind, notice.visit?.series])).toEqual([
        ['visit_confirmed', []],
        ['visit_confirmed', []],
      ]);
    }));

  test('from a time in a message: the patient only, the card has told the clinician', () =>
    scene(sql, async (on) => {
      const card = await offer(on, clinic, await startThread(on, clinic));
      await accept(on, clinic.patient, card);
      expect(await told(on)).toEqual(['patient: confirmed']);
    }));

  test('in the past, or as bulk data: nobody', () =>
    scene(sql, async (on) => {
      const past = { ...scheduled(slot(0)), scheduled_start: '2026-01-05T09:00Z', scheduled_end: '2026-01-05T09:30Z' };
      await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0), { ...past, status: 'completed' }))}`;
      await on.tx`select set_config('careslot.quiet', 'on', true)`;
      await visit(on, clinic, slot(0));
      expect(await told(on)).toEqual([]);
    }));
});

describe('[NT10] confirmed', () => {
  test.each<[Actor, string[]]>([
    ['clinician', confirmed.own],
    ['desk', confirmed.confirmed],
    ['admin', confirmed.confirmed],
    ['service', confirmed.confirmed],
  ])('by the %s: %j', (who, expected) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0), { status: 'requested' });
      await forget(on);
      await on.done(caller(who), 'transition_appointment', { appointment_id, status: 'confirmed' });
      expect(await told(on)).toEqual(expected);
    }),
  );
});

describe('[NT10] moved', () => {
  test.each<[Actor, string[]]>([
    ['patient', ['clinician: moved', 'patient: moved']],
    ['clinician', ['patient: moved']],
    ['desk', ['clinician: moved', 'patient: moved']],
    ['admin', ['clinician: moved', 'patient: moved']],
    ['service', ['clinician: moved', 'patient: moved']],
  ])('by the %s: %j', (who, expected) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await forget(on);
      await on.done(caller(who), 'reschedule_appointment', { appointment_id, ...slot(4) });
      expect(await told(on)).toEqual(expected);
      const { start, end } = span(slot(4));
      for (const { payload } of await aboutVisits(on))
        expect(payload).toEqual({ appointment_id, start, end, from: span(slot(0)).start });
    }),
  );

  test('twice: told twice', () =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await forget(on);
      for (const n of [4, 0]) await on.done(clinic.clinician, 'reschedule_appointment', { appointment_id, ...slot(n) });
      expect(await told(on)).toEqual(['patient: moved', 'patient: moved']);
    }));

  test('in the clinician’s calendar: patient and clinician, by nobody', () =>
    scene(sql, async (on) => {
      const connection_id = await connect(on, clinic.clinician.clinician_id);
      const appointment_id = await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.link(appointment_id);
      await forget(on);
      const { version } = await visitRow(on, appointment_id);
      const to = { appointment_id, expected_version: version, ...slot(4), etag: '"9"', base_hash: 'theirs' };
      expect(await worker.done('apply_external_move', to)).toMatchObject({ outcome: 'moved' });
      expect(await told(on)).toEqual(['clinician: moved', 'patient: moved']);
      for (const { actor_id } of await aboutVisits(on)) expect(actor_id).toBeNull();
    }));

  test('what changes nothing of it is told to nobody', () =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await forget(on);
      await on.tx`update public.appointments set title = 'x', location = 'Room 2', status = status where appointment_id = ${appointment_id}`;
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(0) });
      expect(await told(on)).toEqual([]);
    }));
});

describe('[NT10] handed over', () => {
  const cases: [who: Actor, status: string, to: number, expected: string[]][] = [
    ['desk', 'confirmed', 0, ['clinician: cancelled', 'colleague: confirmed']],
    ['desk', 'requested', 0, ['clinician: cancelled', 'colleague: requested']],
    ['admin', 'confirmed', 4, ['clinician: cancelled', 'colleague: confirmed', 'patient: moved']],
    ['clinician', 'confirmed', 0, ['colleague: confirmed']],
  ];
  test.each(cases)('by the %s while %s, to slot %i: %j', (who, status, to, expected) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0), { status });
      await forget(on);
      const { clinician_id } = clinic.colleague;
      await on.done(caller(who), 'reschedule_appointment', { appointment_id, ...slot(to), clinician_id });
      expect(await told(on)).toEqual(expected);
    }),
  );
});

describe('[NT10] cancelled', () => {
  test.each<[Actor, string[]]>([
    ['patient', ['clinician: cancelled', 'patient: cancelled']],
    ['clinician', ['patient: cancelled']],
    ['desk', ['clinician: cancelled', 'patient: cancelled']],
    ['admin', ['clinician: cancelled', 'patient: cancelled']],
    ['service', ['clinician: cancelled', 'patient: cancelled']],
  ])('by the %s: %j', (who, expected) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await forget(on);
      await on.done(caller(who), 'cancel_appointment', { appointment_id, reason: 'Secret reason' });
      expect(await told(on)).toEqual(expected);
      expect(JSON.stringify(await aboutVisits(on))).not.toContain('Secret');
    }),
  );

  test('before it was confirmed: the notice says so', () =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0), { status: 'requested' });
      await forget(on);
      await on.done(clinic.desk, 'cancel_appointment', { appointment_id });
      for (const { payload } of await aboutVisits(on)) expect(payload.previous_status).toBe('requested');
    }));

  test('by deleting it in the clinician’s calendar: both', () =>
    scene(sql, async (on) => {
      const connection_id = await connect(on, clinic.clinician.clinician_id, { on_external_delete: 'cancel' });
      const appointment_id = await visit(on, clinic, slot(0));
      const worker = await workerOf(on, connection_id);
      await worker.link(appointment_id);
      await forget(on);
      const event = { appointment_id, external_event_id: `event-${appointment_id}` };
      expect(await worker.done('apply_external_delete', event)).toMatchObject({ outcome: 'cancelled' });
      expect(await told(on)).toEqual(['clinician: cancelled', 'patient: cancelled']);
    }));

  test.each(['in_progress', 'completed', 'no_show'])('%s is no news', (status) =>
    scene(sql, async (on) => {
      const appointment_id = await visit(on, clinic, slot(0));
      await forget(on);
      await on.tx`update public.appointments set status = ${status} where appointment_id = ${appointment_id}`;
      expect(await told(on)).toEqual([]);
    }),
  );
});
