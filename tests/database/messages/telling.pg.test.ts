/** [MS11, MS12] Who is told of a message: rows for the outbox and pings, by ids only. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { offer } from '../offers/cards.ts';
import { type Scene, scene, secret } from './scene.ts';
import { read, setDesk, setMember, startThread, type Thread, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
let names: Record<string, string>;
beforeAll(async () => {
  clinic = await createClinic(sql);
  names = Object.fromEntries(
    (['patient', 'clinician', 'colleague', 'desk', 'admin'] as const).map((who) => [clinic[who].profile_id, who]),
  );
});

/** Who was told of the messages of a thread, in the order of the words. */
async function told(on: Scene, conversation_id: string): Promise<string[]> {
  const rows = await on.tx<{ recipient_id: string }[]>`
    select recipient_id from public.notification_outbox where conversation_id = ${conversation_id}`;
  return rows.map((row) => names[row.recipient_id] ?? row.recipient_id).sort();
}

const deskThread = async (on: Scene) =>
  (await on.done<Thread>(clinic.patient, 'start_conversation', { practice_id: clinic.practice_id })).conversation_id;

describe('[MS11] a message', () => {
  const cases: [writer: 'patient' | 'clinician' | 'desk', hears: string[]][] = [
    ['patient', ['clinician']],
    ['clinician', ['patient']],
    ['desk', ['patient']],
  ];
  test.each(cases)('of the %s is told to %j', (writer, hears) =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      await write(on, clinic[writer], conversation_id);
      expect(await told(on, conversation_id)).toEqual(hears);
    }),
  );

  test('to the front desk is told to its active admins and receptionists', () =>
    scene(sql, async (on) => {
      const conversation_id = await deskThread(on);
      await write(on, clinic.patient, conversation_id);
      expect(await told(on, conversation_id)).toEqual(['admin', 'desk']);
      await setMember(on, clinic.desk.profile_id, false);
      await write(on, clinic.patient, conversation_id);
      expect(await told(on, conversation_id)).toEqual(['admin', 'admin', 'desk']);
      await setDesk(on, clinic.practice_id, false);
      await write(on, clinic.patient, conversation_id);
      expect(await told(on, conversation_id), 'nobody reads it now').toHaveLength(3);
    }));

  test('of which the clinician has left the practice is told to the front desk', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      await setMember(on, clinic.clinician.profile_id, false);
      await write(on, clinic.patient, conversation_id);
      expect(await told(on, conversation_id)).toEqual(['admin', 'desk']);
    }));

  test('makes a row with its ids and nothing of its text, once', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic, { subject: 'Secret subject' });
      await write(on, clinic.patient, conversation_id, 'Secret text');
      const [line] = await read(on, clinic.patient, conversation_id);
      const rows = await on.tx`select * from public.notification_outbox where conversation_id = ${conversation_id}`;
      expect([...rows]).toMatchObject([
        {
          event_key: `message:${line?.message_id}`,
          recipient_id: clinic.clinician.profile_id,
          kind: 'message_received',
          conversation_id,
          appointment_id: null,
          payload: { message_id: line?.message_id },
        },
      ]);
      expect(JSON.stringify(rows)).not.toContain('Secret');
    }));
});

describe('[MS12] pings', () => {
  interface Ping {
    topic: string;
    event: string;
    private: boolean;
    payload: Record<string, string>;
  }

  /** What was sent about a thread since the last time. */
  function listening(on: Scene, conversation_id: string) {
    const heard = new Set<string>();
    return async (): Promise<Ping[]> => {
      const rows = await on.tx<(Ping & { id: string })[]>`
        select id, topic, event, private, payload from realtime.messages where payload ->> 'conversation_id' = ${conversation_id}`;
      const news = rows.filter(({ id }) => !heard.has(id));
      for (const { id } of news) heard.add(id);
      return news;
    };
  }
  const profile = ({ profile_id }: PersonWithLogin) => `profile:${profile_id}`;
  const topics = (pings: Ping[]) => pings.map((ping) => ping.topic).sort();
  const everybody = () => [profile(clinic.patient), profile(clinic.clinician), `practice:${clinic.practice_id}`].sort();

  test('tell of a message to those who read the thread, by ids', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const news = listening(on, conversation_id);
      await write(on, clinic.desk, conversation_id, 'Secret');
      const [line] = await read(on, clinic.patient, conversation_id);
      const pings = await news();
      expect(topics(pings)).toEqual(everybody());
      for (const ping of pings)
        expect(ping).toMatchObject({
          event: 'message_added',
          private: true,
          payload: { conversation_id, message_id: line?.message_id },
        });
      expect(JSON.stringify(pings)).not.toContain('Secret');
    }));

  test('tell of a mark that moved, and of none that did not', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      await write(on, clinic.patient, conversation_id);
      const news = listening(on, conversation_id);
      await news();
      await on.done(clinic.clinician, 'read_conversation', { conversation_id });
      const pings = await news();
      expect(topics(pings)).toEqual(everybody());
      for (const { event, payload } of pings)
        expect({ event, payload }).toMatchObject({ event: 'conversation_read', payload: { conversation_id } });
      await on.done(clinic.clinician, 'read_conversation', { conversation_id });
      expect(await news()).toEqual([]);
    }));

  test('do not reach a member who has left, nor a front desk that does not read', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      // Their mark makes no listener of them.
      await on.done(clinic.desk, 'read_conversation', { conversation_id });
      await setMember(on, clinic.clinician.profile_id, false);
      await setDesk(on, clinic.practice_id, false);
      const news = listening(on, conversation_id);
      await news();
      await write(on, clinic.patient, conversation_id);
      expect(topics(await news())).toEqual([profile(clinic.patient)]);
    }));

  test('are sent by no bulk load', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const news = listening(on, conversation_id);
      await on.tx`select set_config('careslot.quiet', 'on', true)`;
      await write(on, clinic.patient, conversation_id);
      await offer(on, clinic, conversation_id);
      expect(await news()).toEqual([]);
      expect(await read(on, clinic.patient, conversation_id)).toHaveLength(2);
    }));
});

test('[MS11] what the secret key writes in somebody’s name is told like their own', () =>
  scene(sql, async (on) => {
    const conversation_id = await startThread(on, clinic);
    const row = { conversation_id, sender_id: clinic.patient.profile_id, body: 'By post' };
    expect((await on.as(secret, (tx) => tx`insert into public.messages ${tx(row)}`)).refusal).toBeUndefined();
    expect(await told(on, conversation_id)).toEqual(['clinician']);
  }));
