/** [MS10] How threads and messages are listed, narrowed, searched and paged. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PersonWithLogin } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';
import { minute, plus } from '../../support/time.ts';
import { done } from '../booking/answers.ts';
import { type Clinic, createClinic } from '../booking/clinic.ts';
import { offer, request } from '../offers/cards.ts';
import { scene, start } from './scene.ts';
import { type Listed, list, read, startThread, withColleague, write } from './threads.ts';

const sql = database();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await createClinic(sql);
});

describe('[MS10] the list', () => {
  test('has the latest first, with what was said last', () =>
    scene(sql, async (on) => {
      const { patient, clinician, paper, colleague, desk } = clinic;
      const first = await startThread(on, clinic);
      const second = await startThread(on, clinic, { patient_id: paper.patient_id });
      await startThread(on, clinic, withColleague(clinic), colleague);
      await write(on, clinician, second, 'Second');
      await on.at(1);
      await write(on, patient, first, 'y'.repeat(300));
      const [top, next] = await list(on, desk);
      expect(top).toMatchObject({
        conversation_id: first,
        patient_name: patient.full_name,
        viewer_side: 'practice',
        clinicians: [{ clinician_id: clinician.clinician_id, display_name: `Dr. ${clinician.full_name}` }],
        last_message: { body: 'y'.repeat(200), kind: 'text', mine: false, offer: null },
        unread_count: 1,
        awaits_me: false,
      });
      expect(next?.conversation_id).toBe(second);
      expect((await list(on, patient)).map((row) => row.conversation_id)).toContain(first);
      expect(await list(on, clinician)).toHaveLength(2);
    }));

  test('is narrowed to what is unread, and to what waits for one’s own side', () =>
    scene(sql, async (on) => {
      const { patient, clinician, paper } = clinic;
      const offered = await startThread(on, clinic);
      const asked = await startThread(on, clinic, withColleague(clinic), clinic.colleague);
      const quiet = await startThread(on, clinic, { patient_id: paper.patient_id });
      await offer(on, clinic, offered);
      const { clinician_id } = clinic.colleague;
      await on.tx`insert into public.care_relationships ${on.tx({ clinician_id, patient_id: patient.patient_id, practice_id: clinic.practice_id })}`;
      await request(on, clinic, asked);
      await write(on, clinician, quiet);
      const ids = async (who: PersonWithLogin, filter: string) =>
        (await list(on, who, { filter })).map((row) => row.conversation_id).sort();
      expect(await ids(patient, 'waiting')).toEqual([offered]);
      expect(await ids(clinic.desk, 'waiting')).toEqual([asked]);
      expect(await ids(clinician, 'waiting')).toEqual([]);
      expect(await ids(patient, 'unread')).toEqual([offered]);
      expect(await ids(clinic.desk, 'unread')).toEqual([offered, asked, quiet].sort());
      expect((await list(on, patient, { filter: 'waiting' }))[0]).toMatchObject({ awaits_me: true });
      await on.at(48 * 60);
      expect(await ids(patient, 'waiting'), 'what has expired waits for nobody').toEqual([]);
    }));

  test('is searched by subject, patient and clinician, as the text stands', () =>
    scene(sql, async (on) => {
      const { patient, clinician, colleague, paper, desk } = clinic;
      await startThread(on, clinic, { subject: 'Knee 50% better_' });
      await startThread(on, clinic, { patient_id: paper.patient_id });
      await startThread(on, clinic, withColleague(clinic), colleague);
      const count = async (who: PersonWithLogin, search: string) => (await list(on, who, { search })).length;
      expect(await count(desk, ' kNEE ')).toBe(1);
      expect(await count(desk, 'paula')).toBe(1);
      expect(await count(desk, 'colin')).toBe(1);
      expect(await count(patient, 'casey')).toBe(1);
      expect(await count(patient, 'pat'), 'of oneself there is nothing to find').toBe(0);
      for (const literal of ['50%', 'better_', '%', '_']) expect(await count(desk, literal), literal).toBe(1);
      for (const nothing of ['\\', '50_', 'clinician_id', 'display', clinician.clinician_id, '", "'])
        expect(await count(desk, nothing), nothing).toBe(0);
      expect(await count(desk, '   ')).toBe(3);
    }));

  test('refuses other filters, counts and endless searches', () =>
    scene(sql, async (on) => {
      for (const args of [
        { filter: 'mine' },
        { filter: null },
        { count: 0 },
        { count: 101 },
        { search: 'x'.repeat(201) },
      ])
        expect((await on.refused(clinic.desk, 'conversation_list', args)).code).toBe('invalid_input');
    }));

  test('comes in pages that neither skip nor repeat, also at one instant and without messages', () =>
    scene(sql, async (on) => {
      const { practice_id } = clinic;
      for (let n = 0; n < 23; n += 1) {
        const rows = { practice_id, patient_id: clinic.paper.patient_id, created_at: plus(start, (n % 4) * minute) };
        const [row] = await on.tx<
          { conversation_id: string }[]
        >`insert into public.conversations ${on.tx(rows)} returning conversation_id`;
        await on.at(Math.floor(n / 3));
        const message = { conversation_id: row?.conversation_id ?? '', sender_id: clinic.paper.patient_id, body: 'x' };
        if (n % 3) await on.tx`insert into public.messages ${on.tx(message)}`;
      }
      const whole = (await list(on, clinic.desk, { count: 100 })).map((row) => row.conversation_id);
      expect(whole).toHaveLength(23);
      const found: string[] = [];
      for (let page = await list(on, clinic.desk, { count: 5 }); page.length > 0; ) {
        found.push(...page.map((row) => row.conversation_id));
        const last = page.at(-1);
        page = await list(on, clinic.desk, {
          count: 5,
          before: last?.last_message_at,
          before_id: last?.conversation_id,
        });
        if (found.length > 40) break;
      }
      expect(found).toEqual(whole);
    }));
});

test('[MS10] pages follow on each other with the instants as JSON gives them, to the microsecond', async () => {
  const one = await createClinic(sql);
  for (const n of [1, 2, 3, 4]) {
    const [row] = await sql<{ conversation_id: string }[]>`
      insert into public.conversations ${sql({ practice_id: one.practice_id, patient_id: one.paper.patient_id })} returning conversation_id`;
    const message = {
      conversation_id: row?.conversation_id ?? '',
      sender_id: one.paper.patient_id,
      body: `Message ${n}`,
    };
    if (n < 4) await sql`insert into public.messages ${sql(message)}`;
  }
  const found: string[] = [];
  let last: Listed | undefined;
  for (let n = 0; n < 6; n += 1) {
    const page: Listed[] = await done<Listed[]>(one.desk, 'conversation_list', {
      count: 1,
      ...(last ? { before: last.last_message_at, before_id: last.conversation_id } : {}),
    });
    [last] = page;
    if (!last) break;
    found.push(last.conversation_id);
  }
  expect(new Set(found).size).toBe(4);
  expect(found).toHaveLength(4);
});

describe('[MS10] the messages of a thread', () => {
  test('come in pages, the latest first, while more is written', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      const send = (body: string) => write(on, clinic.patient, conversation_id, body);
      for (let n = 0; n < 12; n += 1) await send(`Message ${n}`);
      const page = (before_position?: number) =>
        on.rows<{ body: string; position: number }>(clinic.clinician, 'conversation_messages', {
          conversation_id,
          count: 5,
          ...(before_position === undefined ? {} : { before_position }),
        });
      const first = await page();
      await send('Later');
      const second = await page(first.at(-1)?.position);
      const third = await page(second.at(-1)?.position);
      expect([...first, ...second, ...third].map((line) => line.body)).toEqual(
        Array.from({ length: 12 }, (_, n) => `Message ${11 - n}`),
      );
      expect(await page(third.at(-1)?.position)).toEqual([]);
    }));

  test('name a clinician as they work, others by their name, and tell the side', () =>
    scene(sql, async (on) => {
      const { patient, clinician, desk } = clinic;
      const conversation_id = await startThread(on, clinic);
      for (const who of [patient, clinician, desk]) await write(on, who, conversation_id);
      expect((await read(on, patient, conversation_id)).map((line) => [line.sender_name, line.sender_side])).toEqual([
        [patient.full_name, 'patient'],
        [`Dr. ${clinician.full_name}`, 'practice'],
        [desk.full_name, 'practice'],
      ]);
    }));

  test('are at most 200 at a time', () =>
    scene(sql, async (on) => {
      const conversation_id = await startThread(on, clinic);
      for (const count of [0, -1, 201, null])
        expect((await on.refused(clinic.patient, 'conversation_messages', { conversation_id, count })).code).toBe(
          'invalid_input',
        );
    }));
});
