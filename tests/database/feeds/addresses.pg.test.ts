/** Private calendar addresses: who makes, reads and ends them, and what is kept of them. */
import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Client, service, signIn } from '../../support/clients.ts';
import { createLogin, createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import { database } from '../../support/sql.ts';

const sql = database();
let practice: Practice;
let clinician: PersonWithLogin & { clinician_id: string };
let patient: PersonWithLogin & { patient_id: string };
let client: Client;
beforeEach(async () => {
  practice = await createPractice(sql, {
    timezone: 'Europe/Zurich',
    name: 'Harbour Street',
    phone: '+41 44 000 00 00',
  });
  clinician = await practice.clinician({ name: 'Ada Okafor' });
  patient = await practice.patient([clinician.clinician_id]);
  client = await signIn(patient);
});

interface Feed {
  feed_id: string;
  token: string;
}
const create = async (by: Client = client, label?: string) => {
  const { data, error } = await by.rpc('create_calendar_feed', label === undefined ? {} : { label });
  return { feed: data as unknown as Feed, error };
};
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
type Answer = { label: string | null; locale: string; visits: Record<string, unknown>[] };
const read = async (token: string) => {
  const { data, error } = await service().rpc('read_calendar_feed', { token_hash: hashOf(token) });
  return { answer: data as unknown as Answer, code: error?.code };
};
/** A visit so many days from now, written when it had not begun yet. */
async function visit(days: number, change: Record<string, unknown> = {}): Promise<string> {
  const start = new Date(Math.floor(Date.now() / 60_000) * 60_000 + days * 86_400_000);
  const row = {
    practice_id: practice.practice_id,
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    appointment_type: 'follow_up',
    status: 'confirmed',
    scheduled_start: start,
    scheduled_end: new Date(start.getTime() + 1_800_000),
    ...change,
  };
  const [made] = await sql.begin(async (tx) => {
    if (days < 0)
      await tx`select set_config('careslot.now', ${new Date(start.getTime() - 86_400_000).toISOString()}, true)`;
    return tx<{ appointment_id: string }[]>`insert into public.appointments ${tx(row)} returning appointment_id`;
  });
  if (!made) throw new Error('no visit was made');
  return made.appointment_id;
}

describe('[IC12] making and ending', () => {
  test('the token is 32 random bytes, shown once; only its hash is kept', async () => {
    const { feed } = await create(client, '  My visits ');
    expect(feed).toEqual({
      feed_id: expect.any(String),
      token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      label: 'My visits',
      created_at: expect.any(String),
    });
    const [row] = await sql`select * from public.calendar_feeds where feed_id = ${feed.feed_id}`;
    expect(row).toMatchObject({ profile_id: patient.profile_id, token_hash: hashOf(feed.token), revoked_at: null });
    expect(JSON.stringify(row)).not.toContain(feed.token);
    expect((await create()).feed.token).not.toBe(feed.token);
  });

  test('the owner sees that it is there, nobody sees its hash, others see nothing', async () => {
    const { feed } = await create();
    const columns = 'feed_id, label, revoked_at, last_read_at';
    const own = await client.from('calendar_feeds').select(columns).eq('feed_id', feed.feed_id);
    expect(own.data).toEqual([{ feed_id: feed.feed_id, label: null, revoked_at: null, last_read_at: null }]);
    expect((await client.from('calendar_feeds').select('token_hash')).error?.code).toBe('42501');
    const doctor = await signIn(clinician);
    expect((await doctor.from('calendar_feeds').select(columns)).data).toEqual([]);
    expect((await doctor.rpc('revoke_calendar_feed', { feed_id: feed.feed_id })).error?.code).toBe('not_found');
    expect((await client.rpc('read_calendar_feed', { token_hash: hashOf(feed.token) })).error?.code).toBe('42501');
    expect((await read(feed.token)).code).toBeUndefined();
  });

  test('ten are in use at most, also when many are asked for at once; an ended one makes room', async () => {
    const made = await Promise.all(Array.from({ length: 14 }, () => create()));
    expect(made.filter(({ error }) => error === null)).toHaveLength(10);
    expect(new Set(made.flatMap(({ error }) => (error ? [error.code] : [])))).toEqual(new Set(['rate_limited']));
    const first = made.find(({ error }) => error === null)?.feed;
    expect((await client.rpc('revoke_calendar_feed', { feed_id: first?.feed_id ?? '' })).error).toBeNull();
    expect((await create()).error).toBeNull();
  });

  test('one that ended, or never was, or whose owner’s login is gone, answers the same', async () => {
    const [{ feed }, other] = [await create(), await create()];
    const revoke = () => client.rpc('revoke_calendar_feed', { feed_id: feed.feed_id });
    expect((await revoke()).error).toBeNull();
    const [before] = await sql`select revoked_at from public.calendar_feeds where feed_id = ${feed.feed_id}`;
    expect((await revoke()).error).toBeNull();
    expect([...(await sql`select revoked_at from public.calendar_feeds where feed_id = ${feed.feed_id}`)]).toEqual([
      before,
    ]);
    expect((await read(feed.token)).code).toBe('not_found');
    expect((await read(randomUUID())).code).toBe('not_found');
    expect((await read(other.feed.token)).code).toBeUndefined();
    await sql`delete from auth.users where id = ${patient.auth_user_id}`;
    expect((await read(other.feed.token)).code).toBe('not_found');
  });
});

describe('[IC13] what is behind one', () => {
  const idsIn = ({ visits }: Answer) => visits.map(({ appointment_id }) => appointment_id);

  test('one’s own visits from 90 days ago to two years ahead, in their order', async () => {
    const [coming, past] = [await visit(3), await visit(-89)];
    await visit(-91);
    await visit(740);
    const stranger = await practice.patient([clinician.clinician_id], 'Somebody Else');
    await visit(4, { patient_id: stranger.patient_id });
    const { feed } = await create(client, 'Mine');
    const { answer } = await read(feed.token);
    expect([answer.label, answer.locale]).toEqual(['Mine', 'en']);
    expect(idsIn(answer)).toEqual([past, coming]);
  });

  test('cancelled ones stay for 30 days, so that apps take them away', async () => {
    const id = await visit(3, { status: 'cancelled' });
    const { feed } = await create();
    expect((await read(feed.token)).answer.visits).toMatchObject([{ appointment_id: id, status: 'cancelled' }]);
    const later = new Date(Date.now() + 31 * 86_400_000).toISOString();
    const [row] = await sql.begin(async (tx) => {
      await tx`select set_config('careslot.now', ${later}, true)`;
      return tx`select public.read_calendar_feed(${hashOf(feed.token)}) as answer`;
    });
    expect((row?.answer as Answer | undefined)?.visits).toEqual([]);
  });

  test('[IC7] [IC9] nothing of type, clinician or call, unless the patient chose the former', async () => {
    const id = await visit(3, { location_type: 'video' });
    await sql`update public.appointments set video_call_link = 'https://meet.example.test/x' where appointment_id = ${id}`;
    const { feed } = await create();
    const plain = (await read(feed.token)).answer;
    expect(plain.visits).toMatchObject([
      {
        side: 'patient',
        detail: null,
        video_call_link: null,
        practice: { name: 'Harbour Street', timezone: 'Europe/Zurich', phone: '+41 44 000 00 00' },
      },
    ]);
    expect(JSON.stringify(plain)).not.toMatch(/Okafor|Pat Patient|meet\.example/);
    await sql`insert into public.notification_preferences ${sql({ profile_id: patient.profile_id, calendar_detail: true })}`;
    expect((await read(feed.token)).answer.visits).toMatchObject([
      { detail: { type_name: expect.any(String), clinician_name: 'Dr. Ada Okafor' }, video_call_link: null },
    ]);
    const { data } = await client.rpc('calendar_visits', { appointment_ids: [id] });
    expect((data as unknown as Answer).visits).toMatchObject([{ video_call_link: 'https://meet.example.test/x' }]);
  });

  test('[IC8] a clinician’s says nothing of a visit, whatever they chose', async () => {
    await visit(3);
    await sql`insert into public.notification_preferences ${sql({ profile_id: clinician.profile_id, calendar_detail: true })}`;
    const { feed } = await create(await signIn(clinician));
    expect((await read(feed.token)).answer.visits).toMatchObject([{ side: 'staff', detail: null }]);
  });

  test('that it was read is noted, once an hour', async () => {
    const { feed } = await create();
    const noted = async () =>
      (await sql`select last_read_at from public.calendar_feeds where feed_id = ${feed.feed_id}`)[0]
        ?.last_read_at as Date;
    await read(feed.token);
    const first = await noted();
    expect(first).toBeInstanceOf(Date);
    await read(feed.token);
    expect(await noted()).toEqual(first);
    await sql`update public.calendar_feeds set last_read_at = now() - interval '61 minutes' where feed_id = ${feed.feed_id}`;
    await read(feed.token);
    expect((await noted()).getTime()).toBeGreaterThanOrEqual(first.getTime());
  });
});

describe('[IC11] exports', () => {
  const ask = async (by: Client, from_date: string, to_date: string) => {
    const { data, error } = await by.rpc('calendar_export', { from_date, to_date });
    return {
      visits: ((data as unknown as Answer | null)?.visits ?? []).map((v) => v.appointment_id),
      code: error?.code,
    };
  };
  const at = (from: string) => ({ scheduled_start: from, scheduled_end: new Date(Date.parse(from) + 1_800_000) });

  test('days are those of the practice’s clock, both included; cancelled visits are left out', async () => {
    // 23:30 and 00:00 in Zurich, in winter.
    const late = await visit(0, at('2027-01-14T22:30:00Z'));
    const early = await visit(0, at('2027-01-14T23:00:00Z'));
    await visit(0, { ...at('2027-01-15T09:00:00Z'), status: 'cancelled' });
    expect((await ask(client, '2027-01-14', '2027-01-14')).visits).toEqual([late]);
    expect((await ask(client, '2027-01-15', '2027-01-16')).visits).toEqual([early]);
    expect((await ask(client, '2027-01-01', '2027-01-31')).visits).toEqual([late, early]);
    expect((await ask(client, '2027-01-01', '2028-02-05')).code).toBeUndefined();
    expect((await ask(client, '2027-01-01', '2028-02-06')).code).toBe('invalid_time');
  });

  test('everybody gets what they may see, and what staff take is in the audit trail', async () => {
    const id = await visit(0, at('2027-01-14T10:00:00Z'));
    const [desk, stranger] = [await practice.member('receptionist'), await createLogin(sql, 'No Body')];
    const range = ['2027-01-01', '2027-01-31'] as const;
    expect((await ask(await signIn(stranger), ...range)).visits).toEqual([]);
    expect((await ask(client, ...range)).visits).toEqual([id]);
    const events = () =>
      sql`select actor_id, action, entity, changes from public.audit_events where practice_id = ${practice.practice_id} and action = 'export'`;
    expect([...(await events())]).toEqual([]);
    expect((await ask(await signIn(desk), ...range)).visits).toEqual([id]);
    expect([...(await events())]).toMatchObject([
      {
        actor_id: desk.profile_id,
        entity: 'appointment',
        changes: { rows: { is: 1 }, filter: { is: { from: '2027-01-01', to: '2027-01-31', format: 'ics' } } },
      },
    ]);
    const ofStranger = await (await signIn(stranger)).rpc('calendar_visits', { appointment_ids: [id] });
    expect(ofStranger.error?.code).toBe('not_found');
  });
});
