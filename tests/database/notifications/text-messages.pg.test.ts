/** [NT25–NT28] Answers to text messages. */
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic, slot } from '../booking/clinic.ts';
import { type Scene, scene, secret } from '../messages/scene.ts';
import { visit, visitRow } from '../sync/calendar.ts';
import { ahead, claimAll, phoneOf, rule, settle } from './sending.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql, { cancellation_notice_minutes: 120 });
});

const phone = '+41791234567';
let count = 0;
const answer = (on: Scene, body: string | null, more: Record<string, unknown> = {}) => {
  count += 1;
  const args = { message_id: `SM${count}`, sender: phone, body, ...more };
  return on.done<{ reply: string; repeated?: boolean; notice?: { visit: { appointment_id: string } } }>(
    secret,
    'receive_text_message',
    args,
  );
};
const reply = async (on: Scene, body: string | null, more = {}) => (await answer(on, body, more)).reply;

/** Visits of these people at these slots, of which each has had a text, two days before the first. */
async function reminded(on: Scene, ...visits: [n: number, who?: 'patient' | 'paper'][]): Promise<string[]> {
  await rule(on, clinic, 2880 + 12 * 60, 'sms'); // three days and a half: in the middle of the night
  const ids: string[] = [];
  for (const [n, who = 'patient'] of visits) {
    await phoneOf(on, clinic[who].profile_id, '+41 79 123 45 67');
    ids.push(await visit(on, clinic, slot(n), { patient_id: clinic[who].profile_id }));
  }
  await ahead(on, 2880);
  for (const one of await claimAll(on, clinic, 'reminders')) await settle(on, one, 'sent', { provider: 'twilio' });
  return ids;
}

describe('[NT25] the words', () => {
  test.each(['C', 'c', ' C. ', '"c"', 'CONFIRM', 'Confirmar', 'confirmo!', 'ConfirmÓ', 'Confirma\u0301r', '1', '1️⃣'])(
    '%j confirms',
    (body) =>
      scene(sql, async (on) => {
        const [id = ''] = await reminded(on, [0]);
        const said = await answer(on, body);
        expect(said.reply).toBe('confirmed');
        expect(said.notice?.visit.appointment_id).toBe(id);
        expect((await visitRow(on, id)).attendance_confirmed_at).not.toBeNull();
        expect(await reply(on, body), 'again').toBe('confirmed');
      }),
  );

  test.each(['x', 'X', ' X!'])('%j cancels, and a second one finds no visit', (body) =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      expect(await reply(on, body)).toBe('cancelled');
      expect(await visitRow(on, id)).toMatchObject({ status: 'cancelled', cancelled_by: clinic.patient.profile_id });
      expect(await reply(on, body)).toBe('unknown');
    }),
  );

  test('X inside the notice period changes nothing', () =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      await ahead(on, 119);
      expect(await reply(on, 'X')).toBe('too_late');
      expect((await visitRow(on, id)).status).toBe('confirmed');
      const [row] = await on.tx`select private.me() as me, private.is_service() as service`;
      expect(row, 'and nobody acts for the patient any more').toEqual({ me: null, service: true });
    }));

  test('R asks for a link, anything else for help; neither changes anything', () =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      const row = await visitRow(on, id);
      expect(await reply(on, 'r')).toBe('reschedule');
      for (const body of [
        '',
        null,
        'hola',
        'xx',
        'Ich komme',
        'C X',
        '👍',
        'c'.repeat(5_000),
        "C'; drop table appointments",
      ])
        expect(await reply(on, body), String(body)).toBe('help');
      expect(await visitRow(on, id)).toEqual(row);
    }));
});

describe('[NT26] the visit that is meant', () => {
  test('is one this number was sent a text about', () =>
    scene(sql, async (on) => {
      await phoneOf(on, clinic.patient.profile_id, phone);
      await visit(on, clinic, slot(0));
      expect(await reply(on, 'C'), 'nothing was sent').toBe('unknown');
      await reminded(on, [2]);
      expect(await reply(on, 'C', { sender: '+41790000000' }), 'somebody else').toBe('unknown');
      expect(await reply(on, 'C')).toBe('confirmed');
    }));

  test('has the time that was written: after a move there is nothing to answer', () =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      await on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(100) });
      expect(await reply(on, 'X')).toBe('unknown');
      expect((await visitRow(on, id)).status).toBe('confirmed');
    }));

  test('of a notice counts too, for the time it told', () =>
    scene(sql, async (on) => {
      await phoneOf(on, clinic.patient.profile_id, phone);
      const id = await visit(on, clinic, slot(0));
      await ahead(on, 1200);
      const move = (n: number) => on.done(clinic.desk, 'reschedule_appointment', { appointment_id: id, ...slot(n) });
      await move(4);
      for (const one of await claimAll(on, clinic, 'notifications')) await settle(on, one, 'sent');
      expect(await reply(on, 'C')).toBe('confirmed');
      await move(6);
      expect(await reply(on, 'C'), 'of the new time nobody has written yet').toBe('unknown');
      for (const one of await claimAll(on, clinic, 'notifications')) await settle(on, one, 'sent');
      expect(await reply(on, 'X')).toBe('cancelled');
    }));

  test('is coming and confirmed', () =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      await ahead(on, 0);
      expect(await reply(on, 'C')).toBe('unknown');
      await ahead(on, 600);
      await on.tx`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
      expect(await reply(on, 'C')).toBe('unknown');
    }));
});

describe('[NT27] in doubt', () => {
  test('with several visits C is the next one, and X is none', () =>
    scene(sql, async (on) => {
      const [later = '', next = ''] = await reminded(on, [6], [0]);
      expect(await reply(on, 'X')).toBe('ambiguous');
      const said = await answer(on, 'C');
      expect(said).toMatchObject({ reply: 'confirmed', notice: { visit: { appointment_id: next } } });
      expect(await visitRow(on, later)).toMatchObject({ status: 'confirmed', attendance_confirmed_at: null });
      expect(await visitRow(on, next)).toMatchObject({ status: 'confirmed' });
    }));

  test.each(['C', 'X', 'R', 'hello'])('on a number that several share, %s does nothing', (body) =>
    scene(sql, async (on) => {
      const ids = await reminded(on, [0], [4, 'paper']);
      expect(await reply(on, body)).toBe('ambiguous');
      for (const id of ids)
        expect(await visitRow(on, id)).toMatchObject({ status: 'confirmed', attendance_confirmed_at: null });
    }),
  );
});

describe('[NT28] a message', () => {
  test('counts once, however often it comes', () =>
    scene(sql, async (on) => {
      const [id = ''] = await reminded(on, [0]);
      expect(await answer(on, 'C', { message_id: 'SMsame' })).toMatchObject({ reply: 'confirmed' });
      const row = await visitRow(on, id);
      for (const body of ['C', 'X', 'STOP'])
        expect(await answer(on, body, { message_id: 'SMsame' })).toEqual({ reply: 'none', repeated: true });
      expect(await visitRow(on, id)).toEqual(row);
      expect(await on.tx`select 1 from public.notification_blocks where address = ${phone}`).toHaveLength(0);
    }));

  const blocked = async (on: Scene) =>
    (await on.tx`select 1 from public.notification_blocks where delivery_method = 'sms' and address = ${phone}`)
      .length === 1;

  test.each(['STOP', 'stop', 'Stop.', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPT-OUT'])(
    '%s stops text messages and cancels no visit; START, YES and UNSTOP undo it',
    (word) =>
      scene(sql, async (on) => {
        const [id = ''] = await reminded(on, [0]);
        for (const start of ['START', 'yes', 'Unstop']) {
          expect(await reply(on, word)).toBe('none');
          expect(await blocked(on)).toBe(true);
          expect(await reply(on, start)).toBe('none');
          expect(await blocked(on)).toBe(false);
        }
        expect((await visitRow(on, id)).status).toBe('confirmed');
      }),
  );

  test('of which the carrier says that it is STOP, START or HELP is one, whatever its words', () =>
    scene(sql, async (on) => {
      await reminded(on, [0]);
      expect(await reply(on, 'ARRÊT', { opt_out_type: 'STOP' })).toBe('none');
      expect(await blocked(on)).toBe(true);
      expect(await reply(on, 'X', { opt_out_type: 'START' })).toBe('none');
      expect(await blocked(on)).toBe(false);
      expect(await reply(on, 'C', { opt_out_type: 'help' })).toBe('none');
      for (const word of ['HELP', 'info']) expect(await reply(on, word)).toBe('none');
    }));

  test('from nowhere, or without an id, is refused', () =>
    scene(sql, async (on) => {
      for (const wrong of [
        { sender: 'Anonymous' },
        { sender: '' },
        { sender: null },
        { message_id: '' },
        { message_id: 'x'.repeat(201) },
      ]) {
        const args = { message_id: 'SM', sender: phone, body: 'C', ...wrong };
        expect((await on.refused(secret, 'receive_text_message', args)).code).toBe('invalid_input');
      }
      const args = { message_id: 'SM', sender: phone, body: 'C' };
      expect((await on.refused(clinic.admin, 'receive_text_message', args)).code).toBe('42501');
    }));
});
