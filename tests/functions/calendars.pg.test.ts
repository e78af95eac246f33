/** calendar-connect, calendar-webhook and calendar-sync as they run, with the stand-ins as the outside world. */
import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPractice, type PersonWithLogin, type Practice } from '../support/factory.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { call, type Provider, phone, signIn } from './person.ts';

const sql = database();
let practice: Practice;
let clinician: PersonWithLogin & { clinician_id: string };
let doctor: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  practice = await createPractice(sql, { min_notice_minutes: 0 });
});

/** A clinician of their own for each test: at most one calendar is the main one. */
const newDoctor = async () => {
  clinician = await practice.clinician();
  doctor = await signIn(clinician);
};
const rowsOf = (userId: string) =>
  sql<Record<string, string | null>[]>`
    select connection_id, state, calendar_id, access_token, refresh_token, last_sync_status
    from public.calendar_sync_connections where user_id = ${userId} order by created_at`;
const secret = { apikey: stack.secret_key, 'content-type': 'application/json' };
const work = (connection_id: string) =>
  call(`${stack.functions_url}/calendar-sync`, {
    method: 'POST',
    headers: secret,
    body: JSON.stringify({ connection_id }),
  });
const code = (answer: { body: Record<string, unknown> }) => answer.body.code;

describe.each<Provider>(['google', 'microsoft'])('connecting %s', (provider) => {
  test('[SY12] ends in the web app with a calendar, whose tokens are ciphertext', async () => {
    await newDoctor();
    const { email } = await phone(provider);
    const back = await doctor.connect(provider, email);
    expect(back.pathname).toBe('/sync');
    const [row] = await rowsOf(clinician.profile_id);
    expect(back.searchParams.get('connected')).toBe(row?.connection_id);
    expect(row?.access_token).toMatch(/^v1\.local\./);
    expect(row?.refresh_token).toMatch(/^v1\.local\./);
    const { status, body } = await doctor.send('GET', `calendar-connect/${row?.connection_id}/calendars`);
    expect(status).toBe(200);
    expect(body.calendars).toEqual([
      { id: row?.calendar_id, name: expect.any(String), is_primary: true, can_write: true, connected: true },
    ]);
  });

  test('[SY12] a state counts once, for its provider, and not when it was guessed', async () => {
    await newDoctor();
    const { email } = await phone(provider);
    const page = await call(`${await doctor.start(provider)}&consent=allow&login_hint=${encodeURIComponent(email)}`);
    const callback = page.headers.get('location') ?? '';
    const other = provider === 'google' ? 'microsoft' : 'google';
    const landed = async (address: string) =>
      new URL((await call(address)).headers.get('location') ?? '').searchParams.get('error');
    expect(await landed(callback.replace(/state=[^&]+/, 'state=guessed'))).toBe('state_invalid');
    expect(await landed(callback)).toBeNull();
    expect(await landed(callback)).toBe('state_invalid');
    const again = new URL(await doctor.start(provider)).searchParams.get('state');
    expect(await landed(callback.replace(`/${provider}/`, `/${other}/`).replace(/state=[^&]+/, `state=${again}`))).toBe(
      'state_invalid',
    );
    expect(await rowsOf(clinician.profile_id)).toHaveLength(1);
  });

  test('[SY12] who says no, or waits too long, has connected nothing', async () => {
    await newDoctor();
    const { email } = await phone(provider);
    const denied = await doctor.connect(provider, email, '&consent=deny');
    expect(denied.searchParams.get('error')).toBe('access_denied');
    const page = await call(`${await doctor.start(provider)}&consent=allow&login_hint=${encodeURIComponent(email)}`);
    await sql`update public.oauth_states set expires_at = now() - interval '1 second' where profile_id = ${clinician.profile_id}`;
    const late = await call(page.headers.get('location') ?? '');
    expect(late.headers.get('location')).toContain('error=state_invalid');
    expect(await rowsOf(clinician.profile_id)).toEqual([]);
  });

  test('[SY6] a visit goes out, comes back moved, and is asked about when its event is deleted', async () => {
    await newDoctor();
    const person = await phone(provider);
    const id = (await doctor.connect(provider, person.email)).searchParams.get('connected') ?? '';
    const patient = await practice.patientWithoutLogin([clinician.clinician_id], 'Canary Winterbottom');
    const slots = (
      await doctor.rpc('next_free_slots', {
        clinician_id: clinician.clinician_id,
        after: new Date(Date.now() + 3 * 86_400_000).toISOString(),
        count: 3,
      })
    ).body as unknown as { slot_start: string; slot_end: string }[];
    const [first, , third] = slots;
    if (!first || !third) throw new Error('no free times');
    const visit = await practice.visit({
      clinician_id: clinician.clinician_id,
      patient_id: patient.patient_id,
      scheduled_start: first.slot_start,
      scheduled_end: first.slot_end,
    });
    expect((await work(id)).status).toBe(200);
    const [event] = await person.events();
    expect(JSON.stringify(event)).not.toContain('Winterbottom');
    expect(event?.summary ?? event?.subject).toBe('Appointment');

    const at = (instant: string) =>
      provider === 'google'
        ? { dateTime: instant }
        : { dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' };
    await person.change(String(event?.id), { start: at(third.slot_start), end: at(third.slot_end) });
    await doctor.send('POST', 'calendar-sync', { connection_id: id });
    const stored = async () => {
      const [row] = await sql<{ scheduled_start: Date; status: string }[]>`
        select scheduled_start, status from public.appointments where appointment_id = ${visit}`;
      return row;
    };
    expect((await stored())?.scheduled_start).toEqual(new Date(third.slot_start));

    await person.remove(String(event?.id));
    await sql`update public.calendar_sync_connections set last_asked_at = null where connection_id = ${id}`;
    await doctor.send('POST', 'calendar-sync', { connection_id: id });
    expect((await stored())?.status).toBe('confirmed');
    const [conflict] = await sql`select kind, status from public.sync_conflicts where appointment_id = ${visit}`;
    expect(conflict).toEqual({ kind: 'deleted', status: 'open' });
  });

  test('[SY11] a grant that was taken away is told, and connecting again mends it', async () => {
    await newDoctor();
    const person = await phone(provider);
    const id = (await doctor.connect(provider, person.email)).searchParams.get('connected') ?? '';
    await person.revoke();
    const { body } = await work(id);
    expect(body.connections).toMatchObject([{ connection_id: id, error: 'needs_reauth' }]);
    expect((await rowsOf(clinician.profile_id))[0]?.state).toBe('needs_reauth');
    expect((await doctor.connect(provider, person.email)).searchParams.get('connected')).toBe(id);
    expect((await rowsOf(clinician.profile_id))[0]?.state).toBe('active');
    expect((await work(id)).body.connections).toMatchObject([{ connection_id: id }]);
    expect((await rowsOf(clinician.profile_id))[0]?.last_sync_status).toBe('success');
  });

  test('[SY11] disconnecting takes our events along if wished, and every token in any case', async () => {
    await newDoctor();
    const person = await phone(provider);
    const id = (await doctor.connect(provider, person.email)).searchParams.get('connected') ?? '';
    const patient = await practice.patientWithoutLogin([clinician.clinician_id]);
    const start = new Date(Date.now() + 5 * 86_400_000);
    await practice.visit({
      clinician_id: clinician.clinician_id,
      patient_id: patient.patient_id,
      scheduled_start: start,
      scheduled_end: new Date(start.getTime() + 1_800_000),
    });
    await work(id);
    expect(await person.events()).toHaveLength(1);
    expect((await doctor.send('DELETE', `calendar-connect/${id}`, { remove_events: true })).status).toBe(204);
    expect(await person.events()).toEqual([]);
    expect(await rowsOf(clinician.profile_id)).toEqual([]);
    if (provider === 'google')
      expect((await person.requests()).some(({ path }) => path.startsWith('/revoke'))).toBe(true);
  });

  test('[SY10] push channels are opened with the first work, renewed by replacement, and the old one is stopped', async () => {
    await newDoctor();
    const person = await phone(provider);
    const id = (await doctor.connect(provider, person.email)).searchParams.get('connected') ?? '';
    await work(id);
    const channels = () =>
      sql<{ channel_id: string; state: string }[]>`
        select channel_id, state from public.calendar_push_channels where connection_id = ${id} order by created_at`;
    const [first] = await channels();
    expect(first?.state).toBe('active');
    await sql`update public.calendar_push_channels set expires_at = now() + interval '10 minutes', created_at = now() - interval '3 days' where connection_id = ${id}`;
    await work(id);
    expect((await channels()).map(({ state }) => state)).toEqual(['stopped', 'active']);
  });
});

describe('who may', () => {
  test('[SY11] nobody without a sign-in, and a stranger finds nothing', async () => {
    await newDoctor();
    const { email } = await phone('google');
    const id = (await doctor.connect('google', email)).searchParams.get('connected') ?? '';
    const anonymous = { apikey: stack.publishable_key, 'content-type': 'application/json' };
    const asNobody = (method: string, path: string) =>
      call(`${stack.functions_url}/${path}`, {
        method,
        headers: anonymous,
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
    for (const [method, path] of [
      ['POST', 'calendar-connect/google/start'],
      ['POST', 'calendar-connect/caldav'],
      ['GET', `calendar-connect/${id}/calendars`],
      ['DELETE', `calendar-connect/${id}`],
      ['POST', 'calendar-sync'],
    ] as const)
      expect((await asNobody(method, path)).status, `${method} ${path}`).toBe(401);

    const stranger = await signIn(await practice.clinician());
    for (const answer of [
      await stranger.send('GET', `calendar-connect/${id}/calendars`),
      await stranger.send('DELETE', `calendar-connect/${id}`, {}),
      await stranger.send('POST', 'calendar-sync', { connection_id: id }),
      await stranger.send('GET', 'calendar-connect/no-uuid/calendars'),
    ]) {
      expect([answer.status, code(answer)]).toEqual([404, 'not_found']);
    }
    expect(await rowsOf(clinician.profile_id)).toHaveLength(1);
  });

  test('[SY12] input is checked before anything happens', async () => {
    await newDoctor();
    for (const [method, path, input] of [
      ['POST', 'calendar-connect/google/start', { return_to: 'https://elsewhere.test/' }],
      ['POST', 'calendar-connect/google/start', { return_to: '//elsewhere.test' }],
      ['POST', 'calendar-connect/google/start', { unknown: 1 }],
      ['POST', 'calendar-connect/caldav', { username: '', password: 'x' }],
      ['POST', 'calendar-sync', {}],
      ['POST', 'calendar-sync', { connection_id: 'x' }],
    ] as const) {
      const answer = await doctor.send(method, path, input);
      expect([answer.status, code(answer)], path).toEqual([422, 'invalid_input']);
    }
    expect((await doctor.send('POST', 'calendar-connect/yahoo/start', {})).status).toBe(404);
    expect((await doctor.send('GET', 'calendar-connect/google/start')).status).toBe(405);
    expect(await sql`select from public.oauth_states where profile_id = ${clinician.profile_id}`).toHaveLength(0);
  });

  test('a CalDAV address without calendars is told from one that does not answer', async () => {
    await newDoctor();
    const login = { username: 'me', password: 'secret' };
    const nothing = await doctor.send('POST', 'calendar-connect/caldav', { ...login, server_url: stack.web_url });
    expect([nothing.status, code(nothing)]).toEqual([422, 'not_caldav']);
    const silent = await doctor.send('POST', 'calendar-connect/caldav', { ...login, server_url: 'http://127.0.0.1:9' });
    expect([silent.status, code(silent)]).toEqual([503, 'provider_unreachable']);
    const odd = await doctor.send('POST', 'calendar-connect/caldav', { ...login, server_url: 'http://a b' });
    expect([odd.status, code(odd)]).toEqual([422, 'invalid_input']);
    expect(await rowsOf(clinician.profile_id)).toEqual([]);
  });
});

describe('notifications', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  let connection: string;
  let channel: string;
  const dirty = async () => {
    const [row] = await sql`select dirty_at from public.calendar_sync_connections where connection_id = ${connection}`;
    return row?.dirty_at !== null;
  };
  beforeAll(async () => {
    const { profile_id } = await practice.clinician();
    const [row] = await sql`insert into public.calendar_sync_connections
      ${sql({ user_id: profile_id, provider: 'google', calendar_id: 'hooked' })} returning connection_id`;
    connection = String(row?.connection_id);
    channel = randomUUID();
    await sql`insert into public.calendar_push_channels ${sql({ connection_id: connection, external_channel_id: channel, token_hash: hash('s3cret'), expires_at: new Date(Date.now() + 86_400_000) })}`;
  });
  const google = (headers: Record<string, string>) =>
    call(`${stack.functions_url}/calendar-webhook/google`, { method: 'POST', headers });
  const genuine = (message: string) => ({
    'x-goog-channel-id': channel,
    'x-goog-channel-token': 's3cret',
    'x-goog-message-number': message,
    'x-goog-resource-id': 'r',
  });
  const clean = () =>
    sql`update public.calendar_sync_connections set dirty_at = null where connection_id = ${connection}`;

  test('[SY10] Google: a genuine one marks the calendar, once; a wrong secret, a replay or nonsense does nothing', async () => {
    expect((await google({ ...genuine('1'), 'x-goog-channel-token': 'guessed' })).status).toBe(204);
    expect((await google({ ...genuine('1'), 'x-goog-channel-id': randomUUID() })).status).toBe(204);
    const nonsense = await google({});
    expect([nonsense.status, code(nonsense)]).toEqual([422, 'invalid_input']);
    expect(await dirty()).toBe(false);
    expect((await google(genuine('1'))).status).toBe(204);
    expect(await dirty()).toBe(true);
    await clean();
    await google(genuine('1'));
    expect(await dirty()).toBe(false);
  });

  test('[SY10] Microsoft: the address proves itself in plain text; each item of a batch counts for itself', async () => {
    const url = `${stack.functions_url}/calendar-webhook/microsoft`;
    const proof = await call(`${url}?validationToken=${encodeURIComponent('<b>a+b c&d</b>')}`, { method: 'POST' });
    expect(proof.status).toBe(200);
    expect(proof.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(proof.body.text).toBe('<b>a+b c&d</b>');
    const post = (value: unknown[], path = '') =>
      call(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ value }),
      });
    const item = (clientState: string) => ({
      id: randomUUID(),
      subscriptionId: channel,
      clientState,
      changeType: 'updated',
    });
    expect((await post([item('guessed'), { odd: true }, null])).status).toBe(202);
    expect(await dirty()).toBe(false);
    expect((await post([{ odd: true }, item('s3cret')])).status).toBe(202);
    expect(await dirty()).toBe(true);
    const over = { subscriptionId: channel, clientState: 's3cret', lifecycleEvent: 'subscriptionRemoved' };
    expect((await post([over], '/lifecycle')).status).toBe(202);
    const [row] = await sql`select state from public.calendar_push_channels where external_channel_id = ${channel}`;
    expect(row?.state).toBe('replaced');
  });
});
