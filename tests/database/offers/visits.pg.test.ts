/** [OF8] What a thread says of the visit that came of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { read, startThread, withColleague } from '../messages/threads.ts';
import { accept, offer } from './cards.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

describe('[OF8] when a visit that came of a thread', () => {
  const visit = async (on: Scene) => {
    const conversation_id = await startThread(on, clinic);
    const card = await offer(on, clinic, conversation_id);
    const { appointment } = await accept(on, clinic.patient, card);
    return { conversation_id, card, appointment_id: appointment?.appointment_id ?? '' };
  };

  test('is cancelled, the thread says so and nothing reopens', () =>
    scene(sql, async (on) => {
      const { conversation_id, card, appointment_id } = await visit(on);
      await on.done(clinic.patient, 'cancel_appointment', { appointment_id, reason: 'Secret' });
      const lines = await read(on, clinic.clinician, conversation_id);
      expect(lines.at(-1)).toMatchObject({
        kind: 'system',
        body: 'The appointment was cancelled.',
        payload: { event: 'visit_cancelled', by: clinic.patient.profile_id, appointment_id },
      });
      expect(JSON.stringify(lines)).not.toContain('Secret');
      const shown = lines.find((line) => line.kind === 'offer')?.offer;
      expect(shown).toMatchObject({ status: 'accepted', appointment: { status: 'cancelled' } });
      expect(
        (
          await on.refused(clinic.patient, 'respond_to_offer', {
            slot_id: card.slot_id,
            response: 'accept',
            selected_time_index: 1,
          })
        ).code,
      ).toBe('offer_closed');
    }));

  test('is moved, the thread says from when to when', () =>
    scene(sql, async (on) => {
      const { conversation_id, appointment_id } = await visit(on);
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(6) });
      const said = (await read(on, clinic.patient, conversation_id)).at(-1);
      expect(said).toMatchObject({
        body: 'The appointment was moved.',
        payload: { event: 'visit_moved', by: clinic.desk.profile_id, appointment_id },
      });
      expect(['from', 'start', 'end'].map((key) => Date.parse(said?.payload[key] ?? ''))).toEqual(
        [slot(0).slot_start, slot(6).slot_start, slot(6).slot_end].map((x) => Date.parse(x)),
      );
    }));

  test('is changed in another way, or came of no thread, nothing is said', () =>
    scene(sql, async (on) => {
      const { conversation_id, appointment_id } = await visit(on);
      const before = (await read(on, clinic.patient, conversation_id)).length;
      await on.tx`update public.appointments set title = 'x', reminder_sent_24h = true where appointment_id = ${appointment_id}`;
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id, ...slot(0), ...withColleague(clinic) });
      const other = await on.done<{ appointment_id: string }>(clinic.desk, 'book_appointment', clinic.request(slot(8)));
      await on.done(clinic.desk, 'cancel_appointment', { appointment_id: other.appointment_id });
      expect(await read(on, clinic.patient, conversation_id)).toHaveLength(before);
    }));

  test('by the secret key or in SQL, the thread says it all the same, by nobody', () =>
    scene(sql, async (on) => {
      const { conversation_id, appointment_id } = await visit(on);
      await on.as(
        secret,
        (tx) => tx`update public.appointments set status = 'cancelled' where appointment_id = ${appointment_id}`,
      );
      const said = (await read(on, clinic.patient, conversation_id)).at(-1);
      expect(said?.payload).toMatchObject({ event: 'visit_cancelled' });
      expect(said?.payload).not.toHaveProperty('by');
    }));
});
