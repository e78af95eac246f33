/** [NT11, NT12, NT14, NT16] By which channels a notice is told, what makes it stale, and what a worker learns. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database, setNow } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { startThread, write } from '../messages/threads.ts';
import { accept, offer, times } from '../offers/cards.ts';
import { connect, pings, visit, workerOf } from '../sync/calendar.ts';
import { ahead, type Claimed, claimAll, deliveryFates, phoneOf, subscribe, wish, words } from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

const due = (on: Scene) => claimAll(on, clinic, 'notifications');
/** Everybody can be reached by everything. */
async function reachable(on: Scene): Promise<void> {
  for (const [i, who] of (['patient', 'clinician', 'desk', 'admin'] as const).entries()) {
    await subscribe(on, clinic[who].profile_id);
    await phoneOf(on, clinic[who].profile_id, `+4179000000${i}`);
  }
}
const inbox = async (on: Scene, who: 'patient' | 'clinician' | 'desk') =>
  (
    await on.as<{ kind: string }[]>(clinic[who], (tx) => tx`select kind from public.notifications order by created_at`)
  ).value?.map(({ kind }) => kind);
const forget = async (on: Scene) => {
  await on.tx`delete from public.notification_outbox where created_at = now()`;
  await on.tx`delete from public.notifications where created_at = now()`;
};
const cancel = (on: Scene, who: 'patient' | 'clinician' | 'desk', appointment_id: string) =>
  on.done(clinic[who], 'cancel_appointment', { appointment_id });

describe('[NT11] a notice of a visit', () => {
  test('by somebody else: inbox, push and mail; the clinician gets mail for what needs them', () =>
    scene(sql, async (on) => {
      await reachable(on);
      const id = await visit(on, clinic, slot(0));
      expect(words(clinic, await due(on))).toEqual([
        'clinician visit_confirmed push',
        'patient visit_confirmed email',
        'patient visit_confirmed push',
      ]);
      expect([await inbox(on, 'patient'), await inbox(on, 'clinician')]).toEqual([
        ['visit_confirmed'],
        ['visit_confirmed'],
      ]);
      await forget(on);
      await cancel(on, 'desk', id);
      expect(words(clinic, await due(on))).toEqual([
        'clinician visit_cancelled email',
        'clinician visit_cancelled push',
        'patient visit_cancelled email',
        'patient visit_cancelled push',
      ]);
    }));

  test('by the patient: to them by mail alone, and it says so', () =>
    scene(sql, async (on) => {
      await reachable(on);
      await on.done(clinic.patient, 'book_appointment', clinic.request(slot(0), { appointment_type: 'urgent_visit' }));
      const found = await due(on);
      expect(words(clinic, found)).toEqual([
        'clinician visit_requested email',
        'clinician visit_requested push',
        'patient visit_requested email',
      ]);
      expect(found.filter(({ notice }) => notice.own_act).map(({ notice }) => notice.side)).toEqual(['patient']);
      expect([await inbox(on, 'patient'), await inbox(on, 'desk')]).toEqual([[], ['visit_requested']]);
    }));

  test.each<[what: string, hours: number, to: number | null, sms: number]>([
    ['cancelled a day before', 24, null, 1],
    ['cancelled earlier', 25, null, 0],
    ['moved away within a day', 23, 60, 1],
    ['moved to within a day', 29, 2, 0],
  ])('%s: %i hours before, text messages', (_, hours, to, sms) =>
    scene(sql, async (on) => {
      await reachable(on);
      const id = await visit(on, clinic, slot(0));
      await forget(on);
      await ahead(on, hours * 60);
      if (to === null) await cancel(on, 'desk', id);
      else await on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(to) });
      const found = words(clinic, await due(on)).filter((line) => line.endsWith('sms'));
      expect(found).toHaveLength(sms);
    }),
  );

  test('of a time in a message and of a message: push and mail, mail of a message after five minutes', () =>
    scene(sql, async (on) => {
      await reachable(on);
      const thread = await startThread(on, clinic);
      await write(on, clinic.clinician, thread);
      await offer(on, clinic, thread);
      expect(words(clinic, await due(on))).toEqual([
        'patient message_received push',
        'patient offer_received email',
        'patient offer_received push',
      ]);
      expect(await inbox(on, 'patient')).toEqual(['offer_received']);
      await on.at(4.9);
      expect(await due(on)).toHaveLength(3); // those again: their lease has run out
      await on.at(5.5);
      expect(words(clinic, await due(on))).toEqual(['patient message_received email']);
    }));

  test('of a calendar: inbox and mail', () =>
    scene(sql, async (on) => {
      await reachable(on);
      const worker = await workerOf(on, await connect(on, clinic.clinician.clinician_id));
      await worker.done('fail_sync', { code: 'x', message: 'x', state: 'needs_reauth' });
      const found = await due(on);
      expect(words(clinic, found)).toEqual(['clinician calendar_needs_attention email']);
      expect(found[0]?.notice).toMatchObject({ visit: null, side: 'clinician' });
      expect(await inbox(on, 'clinician')).toEqual(['calendar_needs_attention']);
    }));
});

describe('[NT12] a notice is not sent', () => {
  const skipped = async (on: Scene) => (await deliveryFates(on, clinic)).filter((line) => line.includes('skipped'));

  test('when a later one about the visit went to the same person: whichever order the rows have', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(4) });
      await cancel(on, 'desk', id);
      expect(words(clinic, await due(on))).toEqual([
        'clinician visit_cancelled email',
        'patient visit_cancelled email',
      ]);
      expect((await skipped(on)).filter((line) => line.includes('superseded'))).toEqual([
        'clinician visit_confirmed push: skipped superseded',
        'clinician visit_moved push: skipped superseded',
        'patient visit_confirmed email: skipped superseded',
        'patient visit_confirmed push: skipped superseded',
        'patient visit_moved email: skipped superseded',
        'patient visit_moved push: skipped superseded',
      ]);
    }));

  const stale: [why: string, make: (on: Scene) => Promise<unknown>][] = [
    [
      'past',
      async (on) => {
        await ahead(on, 60);
        await visit(on, clinic, slot(0));
        await setNow(on.tx, slot(0).slot_end);
      },
    ],
    ['too_late', (on) => visit(on, clinic, slot(0)).then(() => on.at(1440))],
    [
      'seen',
      async (on) => {
        const conversation_id = await startThread(on, clinic);
        await write(on, clinic.clinician, conversation_id);
        await on.done(clinic.patient, 'read_conversation', { conversation_id });
        await on.at(6);
      },
    ],
    [
      'answered',
      async (on) => {
        const card = await offer(on, clinic, await startThread(on, clinic));
        await on.done(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id });
      },
    ],
    [
      'mended',
      async (on) => {
        const connection_id = await connect(on, clinic.clinician.clinician_id);
        const worker = await workerOf(on, connection_id);
        await worker.done('fail_sync', { code: 'x', message: 'x', state: 'paused' });
        await on.done(clinic.clinician, 'resume_connection', { connection_id });
      },
    ],
    [
      'opted_out',
      (on) => wish(on, clinic.patient.profile_id, { email_enabled: false }).then(() => visit(on, clinic, slot(0))),
    ],
    ['no_address', (on) => visit(on, clinic, slot(0))],
  ];
  test.each(stale)('%s', (why, make) =>
    scene(sql, async (on) => {
      await make(on);
      await due(on);
      const fates = await skipped(on);
      expect(fates.filter((line) => line.endsWith(` ${why}`)).length, fates.join('\n')).toBeGreaterThan(0);
      // 24 hours after the event, and after the visit, everything has gone.
      if (why === 'past' || why === 'too_late') expect((await deliveryFates(on, clinic)).sort()).toEqual(fates);
    }),
  );

  test('a card that waits is told, also after another was answered', () =>
    scene(sql, async (on) => {
      const thread = await startThread(on, clinic);
      const first = await offer(on, clinic, thread);
      await accept(on, clinic.patient, first);
      await offer(on, clinic, thread, { time_options: times(8, 10) });
      expect(words(clinic, await due(on)).filter((line) => line.includes('offer_received'))).toEqual([
        'patient offer_received email',
      ]);
    }));
});

test('[NT14] a worker learns practice, time and reader, never the reason', () =>
  scene(sql, async (on) => {
    await reachable(on);
    const id = await visit(on, clinic, slot(0), {
      title: 'Secret title',
      description: 'Secret description',
      patient_notes: 'Secret notes',
      clinician_notes: 'Secret finding',
      preparation_instructions: 'Secret preparation',
      video_call_link: 'https://meet.example.test/secret-room',
      location: 'Room 4',
    });
    await on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(4), reason: 'Secret wish' });
    const thread = await startThread(on, clinic, { subject: 'Secret subject' });
    await write(on, clinic.patient, thread, 'Secret text');
    await ahead(on, 60, slot(4).slot_start);
    const found: Claimed[] = [...(await claimAll(on, clinic, 'reminders'))];
    await on.at(1);
    found.push(...(await due(on)));
    expect(found.length).toBeGreaterThan(4);
    const all = JSON.stringify(found);
    expect(all).not.toMatch(/secret/i);
    expect(all).not.toContain(clinic.patient.full_name);
    const visits = found.flatMap(({ notice }) => notice.visit ?? []);
    expect(visits[0]).toMatchObject({ location: 'Room 4', has_video_link: true, has_preparation: true });
    const rows = await on.tx`select o.payload, n.payload as inbox from public.notification_outbox o
      left join public.notifications n using (outbox_id) where o.created_at = now()`;
    expect(JSON.stringify(rows)).not.toMatch(/secret/i);
  }));

describe('[NT16] the inbox', () => {
  test('is told at once to open screens, without contents, and read by its owner alone', () =>
    scene(sql, async (on) => {
      await visit(on, clinic, slot(0));
      expect(await inbox(on, 'patient')).toEqual(['visit_confirmed']);
      expect(await inbox(on, 'desk')).toEqual([]);
      const topic = `profile:${clinic.patient.profile_id}`;
      expect(await pings(on, topic)).toContain('notification_added');
      const [ping] = await on.tx<{ payload: object }[]>`
        select payload from realtime.messages where topic = ${topic} and event = 'notification_added'`;
      expect(Object.keys(ping?.payload ?? {}).filter((key) => key !== 'id')).toEqual([]);
      const read = (tx: typeof on.tx) => tx`update public.notifications set read_at = now() returning recipient_id`;
      expect((await on.as(clinic.patient, read)).value).toHaveLength(1);
      expect((await on.as(clinic.desk, read)).value).toHaveLength(0);
    }));

  test('stays empty for whoever has switched it off, and in bulk loads no screen hears of it', () =>
    scene(sql, async (on) => {
      await wish(on, clinic.patient.profile_id, { in_app_enabled: false });
      await visit(on, clinic, slot(0));
      expect(await inbox(on, 'patient')).toEqual([]);
      expect(await pings(on, `profile:${clinic.patient.profile_id}`)).not.toContain('notification_added');
    }));

  test('is forgotten after 90 days, with notices and deliveries; what is younger stays', () =>
    scene(sql, async (on) => {
      const id = await visit(on, clinic, slot(0));
      const tables = ['notification_outbox', 'notifications'] as const;
      const age = async (days: string) => {
        for (const table of tables)
          await on.tx`update public.${on.tx(table)} set created_at = private.now() - ${days}::interval where appointment_id = ${id}`;
      };
      const left = async () => {
        const [row] = await on.tx<{ notices: number; deliveries: number; inbox: number }[]>`
          select (select count(*)::integer from public.notification_outbox where appointment_id = ${id}) as notices,
            (select count(*)::integer from public.notification_deliveries d join public.notification_outbox o using (outbox_id)
             where o.appointment_id = ${id}) as deliveries,
            (select count(*)::integer from public.notifications where appointment_id = ${id}) as inbox`;
        return row;
      };
      await age('89 days 23 hours');
      await on.done(secret, 'sweep_notifications', {});
      expect(await left()).toEqual({ notices: 2, deliveries: 3, inbox: 2 });
      await age('90 days 1 second');
      expect(await on.done<number>(secret, 'sweep_notifications', {})).toBeGreaterThanOrEqual(2);
      expect(await left()).toEqual({ notices: 0, deliveries: 0, inbox: 0 });
    }));
});

test('[NT10] the same event and recipient is one notice, whoever writes it', () =>
  scene(sql, async (on) => {
    const id = await visit(on, clinic, slot(0));
    const count = async () =>
      (await on.tx`select 1 from public.notification_outbox where appointment_id = ${id}`).length;
    const told = await count();
    const recipients = [clinic.patient.profile_id];
    await on.tx`select private.notice_to(${recipients}::uuid[], 'visit_confirmed', ${`visit_confirmed:${id}`}, ${id}, null, '{}')`;
    expect(await count()).toBe(told);
  }));
