/** [MS4–MS7] Writing in a thread: once, in order, under one's own name, not too much. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { signIn } from '../../support/clients.ts';
import { database, databasePool } from '../../support/sql.ts';
import { answerOf, done, sqlCode } from '../booking/answers.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { offer } from '../offers/cards.ts';
import { scene } from './scene.ts';
import { list, read, startThread, type Thread, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

test('[MS5] a message that is sent again, ten times at once, stands in the thread once', async () => {
  const { patient, clinician } = clinic;
  const { conversation_id } = await done<Thread>(patient, 'start_conversation', {
    clinician_id: clinician.clinician_id,
  });
  const client = await signIn(patient);
  const row = { message_id: randomUUID(), conversation_id, sender_id: patient.profile_id, body: 'Once' };
  const send = () => answerOf(client.from('messages').insert(row));
  const answers = await Promise.all(Array.from({ length: 10 }, send));
  expect(answers.filter(({ refusal }) => !refusal)).toHaveLength(1);
  for (const { refusal } of [...answers, await send()])
    if (refusal) expect(refusal).toMatchObject({ code: '23505', status: 409 });
  expect(await sql`select 1 from public.messages where conversation_id = ${conversation_id}`).toHaveLength(1);
  expect(await sql`select 1 from public.notification_outbox where conversation_id = ${conversation_id}`).toHaveLength(
    1,
  );
  await sql`delete from public.conversations where conversation_id = ${conversation_id}`;
});

describe('[MS4] a message', () => {
  test('is kept as it was written, in the order it was written', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const texts = ['  <b>"O’Neil" \\ %s</b> 🙂\n\tשלום ', '1', '2', '3', 'x'.repeat(10_000)];
      for (const text of texts) expect(await write(on, clinic.patient, conversation_id, text)).toBe('sent');
      const lines = await read(on, clinic.clinician, conversation_id);
      expect(lines.map((line) => line.body)).toEqual(texts);
      const positions = lines.map((line) => line.position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(new Set(positions).size).toBe(texts.length);
    }));

  test.each(['', ' ', '\n\t\u2003', 'x'.repeat(10_001)])('is not blank and not too long: %j', (body) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      expect(await write(on, clinic.patient, conversation_id, body)).toBe('23514');
    }),
  );

  test.each([
    ['as the other side', () => ({ sender_id: clinic.clinician.profile_id })],
    ['as nobody', () => ({ sender_id: null })],
    ['as the system', () => ({ kind: 'system' })],
    ['as a card', () => ({ kind: 'offer' })],
    ['with facts', () => ({ payload: '{"event": "offer_accepted"}' })],
    ['from the past', () => ({ created_at: '2020-01-01T00:00:00Z' })],
  ])('is not sent %s', (_, more) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      expect(await write(on, clinic.patient, conversation_id, 'Hello', more())).toBe('42501');
    }),
  );

  test('is never changed or deleted, by whomever', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      await write(on, clinic.patient, conversation_id);
      for (const who of [clinic.patient, clinic.clinician, clinic.admin]) {
        const changed = await on.as(who, (tx) => tx`update public.messages set body = 'x'`);
        const deleted = await on.as(who, (tx) => tx`delete from public.messages`);
        expect([changed.refusal?.code, deleted.refusal?.code]).toEqual(['42501', '42501']);
      }
    }));
});

describe('[MS6] a person sends at most 100 messages in ten minutes', () => {
  const many = (conversation_id: string, sender_id: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({ conversation_id, sender_id, body: `Message ${n}` }));

  test('over all their threads, one by one or together; others and cards are not held back', () =>
    scene(sql, async (on) => {
      const { clinician, patient, paper, desk } = clinic;
      const threads = [await startThread(on, clinic), await startThread(on, clinic, { patient_id: paper.patient_id })];
      const [first = '', second = ''] = threads;
      const rows = many(first, clinician.profile_id, 99);
      expect((await on.as(clinician, (tx) => tx`insert into public.messages ${tx(rows)}`)).refusal).toBeUndefined();
      const more = many(second, clinician.profile_id, 2);
      const { refusal } = await on.as(clinician, (tx) => tx`insert into public.messages ${tx(more)}`);
      expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(await write(on, clinician, second)).toBe('sent');
      expect(await write(on, clinician, first)).toBe('rate_limited');
      expect((await offer(on, clinic, first)).status).toBe('pending');
      for (const who of [patient, desk]) expect(await write(on, who, first)).toBe('sent');
      await on.at(9.9);
      expect(await write(on, clinician, first)).toBe('rate_limited');
      await on.at(10);
      expect(await write(on, clinician, first)).toBe('sent');
    }));

  test('and not more by sending at once', async () => {
    const one = await createClinic(sql);
    const { patient, clinician } = one;
    const { conversation_id } = await done<Thread>(patient, 'start_conversation', {
      clinician_id: clinician.clinician_id,
    });
    await sql`insert into public.messages ${sql(many(conversation_id, patient.profile_id, 95))}`;
    const pool = databasePool(10);
    const claims = JSON.stringify({ sub: patient.auth_user_id, role: 'authenticated' });
    const codes = await Promise.all(
      many(conversation_id, patient.profile_id, 20).map((row) =>
        sqlCode(
          pool.begin(async (tx) => {
            await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
            await tx`insert into public.messages ${tx(row)}`;
          }),
        ),
      ),
    );
    await pool.end();
    expect(codes.sort()).toEqual([...Array(5).fill('done'), ...Array(15).fill('rate_limited')]);
  });
});

test('[MS7] what the system says has a sentence, the event and who did it', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const { slot_id } = await offer(on, clinic, conversation_id);
    await on.done(clinic.patient, 'respond_to_offer', { slot_id, response: 'decline' });
    const said = (await read(on, clinic.patient, conversation_id)).at(-1);
    expect(said).toMatchObject({
      kind: 'system',
      sender_id: null,
      sender_side: 'system',
      body: 'The times were declined.',
      payload: { event: 'offer_declined', by: clinic.patient.profile_id, slot_id },
    });
    expect((await list(on, clinic.desk))[0]?.last_message).toMatchObject({ kind: 'system', mine: false });
  }));
