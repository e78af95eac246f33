/** calendar-feed as it runs, and its limits in process. */
import ICAL from 'ical.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { service, signIn } from '../../../tests/support/clients.ts';
import { createPractice, type PersonWithLogin, type Practice } from '../../../tests/support/factory.ts';
import { database } from '../../../tests/support/sql.ts';
import { stack } from '../../../tests/support/stack.ts';
import { inDays, plus } from '../../../tests/support/time.ts';
import { rpcOf } from '../_shared/db/rpc.ts';
import { createCalendarFeed } from './app.ts';
import { createReadLimit } from './read-limit.ts';

const sql = database();
const base = `${stack.functions_url}/calendar-feed`;
let practice: Practice;
let clinician: PersonWithLogin & { clinician_id: string };
let patient: PersonWithLogin & { patient_id: string };
let appointment: string;
beforeAll(async () => {
  practice = await createPractice(sql, { timezone: 'Europe/Zurich', name: 'Harbour Street; East' });
  clinician = await practice.clinician({ name: 'Ada Okafor' });
  patient = await practice.patient([clinician.clinician_id]);
  appointment = await newVisit(7);
});

async function newVisit(days: number): Promise<string> {
  const scheduled_start = inDays(days, '10:00', 'Europe/Zurich');
  return practice.visit({
    clinician_id: clinician.clinician_id,
    patient_id: patient.patient_id,
    scheduled_start,
    scheduled_end: plus(scheduled_start, 1_800_000),
  });
}
const tokenOf = async (person: PersonWithLogin, label?: string): Promise<string> => {
  const { data } = await (await signIn(person)).rpc('create_calendar_feed', label === undefined ? {} : { label });
  return (data as unknown as { token: string }).token;
};
const bearer = async (person: PersonWithLogin) => {
  const { data } = await (await signIn(person)).auth.getSession();
  return { authorization: `Bearer ${data.session?.access_token}` };
};
const eventsIn = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
const textIn = (event: ICAL.Component | undefined, name: string) => String(event?.getFirstPropertyValue(name) ?? '');
const problem = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

describe('[IC14] a subscription', () => {
  test('is a calendar file that leaves no traces', async () => {
    const response = await fetch(`${base}/${await tokenOf(patient, 'Visits, mine')}.ics`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="careslot.ics"',
      'cache-control': 'private, no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    const text = await response.text();
    for (const line of [
      'METHOD:PUBLISH',
      'NAME:Visits\\, mine',
      'X-WR-CALNAME:Visits\\, mine',
      'X-PUBLISHED-TTL:PT1H',
    ]) {
      expect(text.split('\r\n')).toContain(line);
    }
    expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H');
    expect(text).toContain('DTSTART;TZID=Europe/Zurich:');
    expect(text).not.toMatch(/VALARM|ORGANIZER|ATTENDEE|CONFERENCE/);
    const event = eventsIn(text).find((one) => textIn(one, 'url').endsWith(`/visits?visit=${appointment}`));
    expect(textIn(event, 'summary')).toBe('Appointment, Harbour Street; East');
    expect(textIn(event, 'class')).toBe('PRIVATE');
  });

  test('the same visits are the same bytes; a change is another ETag, and HEAD is GET without them', async () => {
    const address = `${base}/${await tokenOf(patient)}.ics`;
    const first = await fetch(address);
    const etag = first.headers.get('etag') ?? '';
    const text = await first.text();
    expect(await (await fetch(address)).text()).toBe(text);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await fetch(address, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const head = await fetch(address, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    expect(head.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    await newVisit(8);
    const changed = await fetch(address, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    await changed.text();
  });

  test('[IC12] an address that ended, never was or is none of ours is the same 404, to the letter', async () => {
    const token = await tokenOf(patient);
    const client = await signIn(patient);
    const { data } = await client.from('calendar_feeds').select('feed_id').order('created_at').limit(50);
    expect((await fetch(`${base}/${token}.ics`)).status).toBe(200);
    const newest = data?.at(-1)?.feed_id ?? '';
    expect((await client.rpc('revoke_calendar_feed', { feed_id: newest })).error).toBeNull();
    const answers = await Promise.all(
      [`${token}.ics`, `${'A'.repeat(43)}.ics`, 'x.ics', `${token}`, `${token}x.ics`].map(async (name) => {
        const response = await fetch(`${base}/${name}`);
        const headers = [...response.headers.keys()].filter((key) => key !== 'date');
        return [response.status, await response.text(), headers];
      }),
    );
    expect(answers[0]?.[0]).toBe(404);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await fetch(`${base}/${token}.ics`, { method: 'POST' })).status).toBe(405);
  });

  test('[IC6] [IC8] a clinician’s says when, and nothing else', async () => {
    const text = await (await fetch(`${base}/${await tokenOf(clinician)}.ics`)).text();
    const events = eventsIn(text);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(textIn(event, 'summary')).toBe('Appointment');
      expect(
        event
          .getAllProperties()
          .map(({ name }) => name)
          .sort(),
      ).toEqual('class dtend dtstamp dtstart last-modified sequence status summary transp uid url'.split(' '));
    }
    expect(text).not.toMatch(/Pat Patient|Harbour|follow|Okafor/i);
  });

  test('one that is read too often is told when to come back; others are not', async () => {
    let now = 0;
    const limit = createReadLimit({ reads: 2, windowMs: 60_000, keys: 2 }, () => now);
    const env = { supabaseUrl: stack.api_url, publishableKey: '', secretKey: '', secretKeys: [] };
    const handler = createCalendarFeed({ env, rpc: rpcOf(service()), publicUrl: 'https://careslot.example', limit });
    const [mine, others] = [await tokenOf(patient), await tokenOf(clinician)];
    const read = (token: string) => handler(new Request(`https://f.test/calendar-feed/${token}.ics`));
    expect([(await read(mine)).status, (await read(mine)).status]).toEqual([200, 200]);
    now = 15_000;
    const refused = await read(mine);
    expect(refused.headers.get('retry-after')).toBe('45');
    expect(await problem(refused)).toEqual([429, 'rate_limited']);
    expect((await read(others)).status).toBe(200);
    now = 60_000;
    expect((await read(mine)).status).toBe(200);
  });
});

describe('[IC11] files for somebody signed in', () => {
  const get = async (path: string, person?: PersonWithLogin) =>
    fetch(`${base}/${path}`, { headers: person ? await bearer(person) : {} });

  test('one visit, with an alarm for its patient', async () => {
    const response = await get(`appointments/${appointment}.ics`, patient);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="appointment.ics"');
    const [event, ...others] = eventsIn(await response.text());
    expect(others).toEqual([]);
    expect(event?.getAllSubcomponents('valarm')).toHaveLength(1);
    const [row] =
      await sql`select ical_uid, scheduled_start from public.appointments where appointment_id = ${appointment}`;
    expect(textIn(event, 'uid')).toBe(row?.ical_uid);
    expect(textIn(event, 'sequence')).toBe('0');
  });

  test('an export, bounded', async () => {
    const [from, to] = [inDays(6, '00:00').slice(0, 10), inDays(9, '00:00').slice(0, 10)];
    const response = await get(`export.ics?from=${from}&to=${to}`, patient);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="appointments-${from}-${to}.ics"`);
    expect(eventsIn(await response.text()).length).toBeGreaterThan(0);
    expect(await problem(await get('export.ics?from=2027-01-01&to=2028-02-06', patient))).toEqual([
      422,
      'invalid_time',
    ]);
    for (const query of ['', '?from=2027-01-01', '?from=2027-02-30&to=2027-03-01', '?from=x&to=y']) {
      expect(await problem(await get(`export.ics${query}`, patient))).toEqual([422, 'invalid_input']);
    }
  });

  test('nobody else gets any', async () => {
    const other = await practice.patient([clinician.clinician_id], 'Other');
    expect(await problem(await get(`appointments/${appointment}.ics`, other))).toEqual([404, 'not_found']);
    for (const name of ['x.ics', `${appointment}`, `${appointment}.ics.ics`]) {
      expect(await problem(await get(`appointments/${name}`, patient))).toEqual([404, 'not_found']);
    }
    for (const path of [`appointments/${appointment}.ics`, 'export.ics?from=2027-01-01&to=2027-01-02']) {
      expect(await problem(await get(path))).toEqual([401, 'unauthorized']);
    }
  });
});
