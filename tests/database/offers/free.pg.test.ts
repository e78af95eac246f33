/** [OF6] What the times of a card are worth at the moment, and that open screens are told. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene } from '../messages/scene.ts';
import { startThread } from '../messages/threads.ts';
import { freeTimes, offer, request, stored, times } from './cards.ts';

const sql = database();
let clinic: Clinic;
let second: PersonWithLogin & { patient_id: string };
beforeAll(async () => {
  clinic = await createClinic(sql);
  second = await clinic.newPatient([clinic.clinician.clinician_id], 'Second Patient');
});

const inThread = (body: (on: Scene, conversation_id: string) => Promise<void>) =>
  scene(sql, async (on) => body(on, await startThread(on, clinic)));
const at = (n: number, minutes = 30) => ({ clinician_id: clinic.clinician.clinician_id, ...slot(n, minutes) });

describe('[OF6] free tells of each time whether it can still be had', () => {
  const clinicianId = () => clinic.clinician.clinician_id;
  const events: [
    name: string,
    take: (on: Scene) => PromiseLike<unknown>,
    back: ((on: Scene) => PromiseLike<unknown>) | null,
  ][] = [
    [
      'a visit',
      (on) => on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0)))}`,
      (on) => on.tx`update public.appointments set status = 'cancelled' where clinician_id = ${clinicianId()}`,
    ],
    [
      'a hold',
      (on) => on.done(second, 'hold_slot', at(0)),
      (on) => on.tx`update public.slot_holds set expires_at = private.now() where clinician_id = ${clinicianId()}`,
    ],
    [
      'an outside calendar',
      async (on) => {
        const [connection] = await on.tx<{ connection_id: string }[]>`
          insert into public.calendar_sync_connections ${on.tx({ user_id: clinicianId(), provider: 'google', calendar_id: crypto.randomUUID() })} returning connection_id`;
        const busy = {
          connection_id: connection?.connection_id ?? '',
          clinician_id: clinicianId(),
          busy_start: slot(0).slot_start,
          busy_end: slot(0).slot_end,
          external_event_id: 'x',
        };
        await on.tx`insert into public.external_busy_times ${on.tx(busy)}`;
      },
      (on) => on.tx`delete from public.external_busy_times where clinician_id = ${clinicianId()}`,
    ],
    [
      'a closure',
      (on) =>
        on.tx`insert into public.practice_closures ${on.tx({ practice_id: clinic.practice_id, during: `[${slot(0).slot_start},${slot(0).slot_end})` })}`,
      (on) => on.tx`delete from public.practice_closures where practice_id = ${clinic.practice_id}`,
    ],
    [
      'an exception',
      (on) =>
        on.tx`insert into public.clinician_date_overrides ${on.tx({ clinician_id: clinicianId(), override_date: slot(0).slot_start.slice(0, 10), is_available: false, start_time: '09:00', end_time: '09:30' })}`,
      (on) => on.tx`delete from public.clinician_date_overrides where clinician_id = ${clinicianId()}`,
    ],
    [
      'hours',
      (on) =>
        on.tx`update public.clinician_availability set start_time = '10:00' where clinician_id = ${clinicianId()}`,
      (on) =>
        on.tx`update public.clinician_availability set start_time = '09:00' where clinician_id = ${clinicianId()}`,
    ],
  ];

  test.each(events)('%s takes it and gives it back, and each time the open screens are told', (_, take, back) =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      const other = await offer(on, clinic, conversation_id, { time_options: times(4, 6) });
      const told = async () => {
        const rows = await on.tx<{ payload: Record<string, string> }[]>`
          select payload from realtime.messages where event = 'offer_changed' and topic = ${`profile:${clinic.patient.profile_id}`}`;
        return rows.filter(({ payload }) => payload.slot_id === card.slot_id).length;
      };
      let pings = await told();
      expect(await freeTimes(on, clinic.patient, conversation_id)).toEqual([true, true]);
      for (const [step, free] of [
        [take, false],
        [back, true],
      ] as const) {
        await step?.(on);
        expect(await freeTimes(on, clinic.patient, conversation_id)).toEqual([free, true]);
        expect(await told()).toBeGreaterThan(pings);
        pings = await told();
      }
      expect((await stored(on, other)).status).toBe('pending');
    }),
  );

  test('what lies elsewhere, or concerns nobody, tells nobody', () =>
    inThread(async (on, conversation_id) => {
      const card = await offer(on, clinic, conversation_id);
      const told = async () =>
        (
          await on.tx`select 1 from realtime.messages where event = 'offer_changed' and payload ->> 'slot_id' = ${card.slot_id}`
        ).length;
      const before = await told();
      await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(40)))}`;
      await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0), { clinician_id: clinic.colleague.clinician_id }))}`;
      expect(await told()).toBe(before);
      await on.done(clinic.clinician, 'cancel_offer', { slot_id: card.slot_id });
      const closed = await told();
      await on.tx`insert into public.appointments ${on.tx(clinic.row(slot(0), { patient_id: second.patient_id }))}`;
      expect(await told(), 'a closed card is not looked at again').toBe(closed);
    }));

  test('nothing is told of a closed card', () =>
    inThread(async (on, conversation_id) => {
      const { slot_id } = await request(on, clinic, conversation_id);
      expect(await freeTimes(on, clinic.desk, conversation_id)).toEqual([true, true]);
      await on.done(clinic.desk, 'respond_to_offer', { slot_id, response: 'decline' });
      expect(await freeTimes(on, clinic.patient, conversation_id)).toEqual([null, null]);
    }));
});
