/** Messages as they run: from a change of a visit to the inbox of the stand-ins, and back by link and by text message. */
import { randomInt, randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createPractice, type Practice } from '../support/factory.ts';
import { database } from '../support/sql.ts';
import { stack } from '../support/stack.ts';
import { inDays, nextWeekday } from '../support/time.ts';
import { call, signIn } from './person.ts';

const sql = database();
let practice: Practice;
let clinician_id: string;
beforeAll(async () => {
  practice = await createPractice(sql, {
    min_notice_minutes: 0,
    cancellation_notice_minutes: 60,
    phone: '+41 44 555 01 00',
  });
  ({ clinician_id } = await practice.clinician());
});
afterEach(() => practice.clear());

const json = { 'content-type': 'application/json' };
const secret = { ...json, apikey: stack.secret_key };
const work = (name: 'reminders' | 'notifications') =>
  call(`${stack.functions_url}/${name}`, { method: 'POST', headers: secret, body: '{}' });
const link = (token: string, input?: unknown) =>
  call(
    `${stack.functions_url}/visit-link/${token}`,
    input === undefined ? {} : { method: 'POST', headers: json, body: JSON.stringify(input) },
  );

interface Shown {
  channel: string;
  direction: string;
  subject: string;
  text: string;
  attachments: { method: string | null }[];
}
const inbox = async (to: string): Promise<Shown[]> =>
  (await (await fetch(`${stack.web_url}/inbox.json?to=${encodeURIComponent(to)}`)).json()) as Shown[];
const newest = async (to: string, channel = 'email') =>
  (await inbox(to)).find((one) => one.channel === channel && one.direction === 'out');

async function patient(phone: string | null = null) {
  const { patient_id } = await practice.patientWithoutLogin([clinician_id]);
  const email = `reader-${randomUUID()}@example.test`;
  await sql`update public.profiles set email = ${email}, phone = ${phone} where profile_id = ${patient_id}`;
  return { patient_id, email };
}
const monday = nextWeekday(1, 7);
const visit = (patient_id: string, time = `${monday}T10:00:00Z`, status = 'confirmed') =>
  practice.visit({
    clinician_id,
    patient_id,
    scheduled_start: time,
    scheduled_end: new Date(Date.parse(time) + 1_800_000).toISOString(),
    status,
  });
const tokens = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^(.+):\n\S+\/v\/(\S+)$/gm)].map(([, label, token]) => [label ?? '', token ?? '']),
  ) as Record<string, string>;
const of = async (id: string) => {
  const [row] = await sql<{ status: string; attending: boolean; start: Date; cancelled_by: string | null }[]>`
    select status, attendance_confirmed_at is not null as attending, scheduled_start as start, cancelled_by
    from public.appointments where appointment_id = ${id}`;
  if (!row) throw new Error('no such visit');
  return row;
};

describe('a confirmed visit', () => {
  test('reaches the patient as a mail with links and an invitation; moving and cancelling change the same entry', async () => {
    const { patient_id, email } = await patient();
    const id = await visit(patient_id);
    expect((await work('notifications')).status).toBe(200);
    const confirmed = await newest(email);
    expect(confirmed?.subject).toMatch(/^Your appointment is confirmed: /);
    expect(confirmed?.attachments.map(({ method }) => method)).toContain('REQUEST');
    expect(Object.keys(tokens(confirmed?.text ?? ''))).toEqual(['Add to calendar', 'Choose another time', 'Cancel']);

    await sql`update public.appointments set scheduled_start = ${`${monday}T11:00:00Z`}, scheduled_end = ${`${monday}T11:30:00Z`} where appointment_id = ${id}`;
    await work('notifications');
    const moved = await newest(email);
    expect(moved?.subject).toMatch(/^Your appointment was moved: /);
    expect(moved?.attachments.map(({ method }) => method)).toContain('REQUEST');

    await sql`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
    await work('notifications');
    const cancelled = await newest(email);
    expect(cancelled?.subject).toMatch(/^Your appointment was cancelled: /);
    expect(cancelled?.attachments.map(({ method }) => method)).toContain('CANCEL');
    expect(await inbox(email)).toHaveLength(3);
  });

  test('[NT12] what changed again before it was told is told once, as it is', async () => {
    const { patient_id, email } = await patient();
    const id = await visit(patient_id);
    await sql`update public.appointments set status = 'cancelled' where appointment_id = ${id}`;
    await work('notifications');
    expect((await inbox(email)).map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^Your appointment was cancelled/),
    ]);
  });

  test('[R5] its reminder is sent when it is due, once, and the visit says so', async () => {
    const { patient_id, email } = await patient();
    const id = await visit(patient_id);
    await work('notifications');
    await sql`
      update public.appointment_reminders set run_after = now() - interval '1 minute', scheduled_for = now() - interval '1 minute'
      where appointment_id = ${id} and delivery_method = 'email'`;
    await Promise.all([work('reminders'), work('reminders'), work('reminders')]);
    const reminders = (await inbox(email)).filter(({ subject }) => subject.startsWith('Reminder'));
    expect(reminders).toHaveLength(1);
    expect(Object.keys(tokens(reminders[0]?.text ?? ''))).toContain('I will come');
    const [row] = await sql`select reminder_sent_24h from public.appointments where appointment_id = ${id}`;
    expect(row?.reminder_sent_24h).toBe(true);
  });
});

describe('links', () => {
  async function reminded() {
    const { patient_id, email } = await patient();
    const id = await visit(patient_id);
    await sql`
      update public.appointment_reminders set run_after = now() - interval '1 minute', scheduled_for = now() - interval '1 minute'
      where appointment_id = ${id} and delivery_method = 'email' and recipient_id = ${patient_id}`;
    await work('reminders');
    const mail = await newest(email);
    return { id, patient_id, email, links: tokens(mail?.text ?? '') };
  }

  test('[NT21] opening one changes nothing and shows nothing personal', async () => {
    const { id, links } = await reminded();
    for (const [label, purpose] of [
      ['I will come', 'confirm'],
      ['Cancel', 'cancel'],
      ['Choose another time', 'reschedule'],
    ] as const) {
      for (let n = 0; n < 3; n++) expect((await link(links[label] ?? '')).body).toEqual({ purpose });
    }
    expect(await of(id)).toMatchObject({ status: 'confirmed', attending: false });
  });

  test('[NT23] confirm, then cancel: each link does its one thing, as the patient, without a login', async () => {
    const { id, patient_id, links } = await reminded();
    const shown = await link(links['I will come'] ?? '', { action: 'show' });
    expect(shown.body).toMatchObject({
      purpose: 'confirm',
      visit: { status: 'confirmed', attendance_confirmed: false },
    });
    expect(JSON.stringify(shown.body)).not.toMatch(/follow|Clinician|Patient/i);
    expect((await link(links['I will come'] ?? '', { action: 'cancel' })).body.code).toBe('forbidden');
    expect((await link(links['I will come'] ?? '', { action: 'confirm' })).body).toMatchObject({
      visit: { attendance_confirmed: true },
    });
    expect((await link(links.Cancel ?? '', { action: 'cancel' })).body).toMatchObject({
      visit: { status: 'cancelled' },
    });
    // Pressed twice.
    expect((await link(links.Cancel ?? '', { action: 'cancel' })).status).toBe(200);
    expect(await of(id)).toMatchObject({ status: 'cancelled', cancelled_by: patient_id });
    const [event] = await sql`
      select actor_id, actor_role from public.audit_events where entity_id = ${id} and action = 'cancelled'`;
    expect(event).toMatchObject({ actor_id: patient_id, actor_role: 'patient' });
  });

  test('[NT22] choose another time among those that are free; a link for the old time then does nothing', async () => {
    const { id, links } = await reminded();
    const offered = (await link(links['Choose another time'] ?? '', { action: 'times', after: `${monday}T12:00:00Z` }))
      .body;
    const [first] = offered.times as { start: string; end: string }[];
    expect(Date.parse(first?.start ?? '')).toBeGreaterThanOrEqual(Date.parse(`${monday}T12:00:00Z`));
    const moved = await link(links['Choose another time'] ?? '', { action: 'reschedule', ...first });
    expect(moved.status).toBe(200);
    expect((await of(id)).start.getTime()).toBe(Date.parse(first?.start ?? ''));
    const old = await link(links.Cancel ?? '', { action: 'cancel' });
    expect([old.status, old.body.code]).toEqual([409, 'version_conflict']);
    expect(await of(id)).toMatchObject({ status: 'confirmed' });
  });

  test('the rules for patients hold: inside the notice it is too late', async () => {
    const { id, links } = await reminded();
    await sql`update public.practices set cancellation_notice_minutes = 40000 where practice_id = ${practice.practice_id}`;
    const refused = await link(links.Cancel ?? '', { action: 'cancel' });
    await sql`update public.practices set cancellation_notice_minutes = 60 where practice_id = ${practice.practice_id}`;
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'too_late', details: { practice_phone: '+41 44 555 01 00' } },
    });
    expect(await of(id)).toMatchObject({ status: 'confirmed' });
  });

  test('what nobody signed is not valid, whatever it looks like', async () => {
    const { links } = await reminded();
    const token = links.Cancel ?? '';
    for (const wrong of ['x', 'local~AAAA', token.slice(0, -3), token.replace('local~', 'other~'), `${token}A`]) {
      expect(
        [await link(wrong), await link(wrong, { action: 'show' })].map(({ status, body }) => [status, body.code]),
      ).toEqual([
        [404, 'link_invalid'],
        [404, 'link_invalid'],
      ]);
    }
    const bad = await link(token, { action: 'explode' });
    expect([bad.status, bad.body.code]).toEqual([422, 'invalid_input']);
  });
});

describe('text messages', () => {
  /** A patient who was written to about a visit that was moved into the next 24 hours. */
  async function written() {
    const phone = `+4179${randomInt(1_000_000, 9_999_999)}`;
    const { patient_id } = await patient(phone);
    const id = await visit(patient_id);
    const soon = inDays(1, '00:00');
    const start = new Date(Math.max(Date.parse(soon), Date.now() + 3 * 3_600_000));
    await sql`
      update public.appointments set scheduled_start = ${start}, scheduled_end = ${new Date(start.getTime() + 1_800_000)}
      where appointment_id = ${id}`;
    await work('notifications');
    return { id, phone, patient_id };
  }
  const answer = async (from: string, body: string) => {
    const form = new URLSearchParams({ from, body });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(
      (await call(`${stack.web_url}/inbox/replies`, { method: 'POST', headers, body: form.toString() })).status,
    ).toBe(303);
    return (await newest(from, 'sms'))?.text ?? '';
  };

  test('[NT25] C confirms, X cancels, and each gets an answer', async () => {
    const { id, phone } = await written();
    expect((await newest(phone, 'sms'))?.text).toMatch(/moved.*Reply C to confirm, X to cancel, R to reschedule\./);
    expect(await answer(phone, ' c. ')).toContain('Thank you');
    expect(await of(id)).toMatchObject({ attending: true });
    expect(await answer(phone, 'X')).toContain('is cancelled');
    expect(await of(id)).toMatchObject({ status: 'cancelled' });
  });

  test('[NT25] R gets a link that works', async () => {
    const { phone } = await written();
    const text = await answer(phone, 'r');
    const token = /\/v\/(\S+)/.exec(text)?.[1] ?? '';
    expect((await link(token)).body).toEqual({ purpose: 'reschedule' });
  });

  test('[NT26] STOP ends text messages, START brings them back', async () => {
    const { phone } = await written();
    const blocks = () => sql`select 1 from public.notification_blocks where address = ${phone}`;
    await answer(phone, 'STOP');
    expect(await blocks()).toHaveLength(1);
    await answer(phone, 'START');
    expect(await blocks()).toHaveLength(0);
  });

  test('[NT28] a number that nobody here has learns nothing', async () => {
    const text = await answer(`+4178${randomInt(1_000_000, 9_999_999)}`, 'C');
    expect(text).toMatch(/call your practice/);
  });

  test('without Twilio’s signature nothing is believed', async () => {
    const { id, phone } = await written();
    const body = new URLSearchParams({ MessageSid: 'SM1', From: phone, Body: 'X' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'AAAA' };
    for (const path of ['twilio/sms', 'twilio/status']) {
      const refused = await call(`${stack.functions_url}/channel-webhook/${path}`, { method: 'POST', headers, body });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
    expect(await of(id)).toMatchObject({ status: 'confirmed' });
  });

  test('[NT9] what became of it is on the visit’s timeline', async () => {
    const { id } = await written();
    const person = await signIn(await practice.member('receptionist'));
    const texts = async () => {
      const { body } = await person.rpc('visit_messages', { appointment_id: id });
      const rows = body as unknown as {
        delivery_method: string;
        delivery_status: string | null;
        to_patient: boolean;
      }[];
      return rows.filter(({ delivery_method }) => delivery_method === 'sms');
    };
    await expect
      .poll(texts)
      .toEqual([expect.objectContaining({ to_patient: true, status: 'sent', delivery_status: 'delivered' })]);
  });
});

describe('templates', () => {
  const wish = { kind: 'visit_confirmed', side: 'patient', channel: 'email', locale: 'es' };

  test('an admin sees a preview and sends themselves a test; others may not', async () => {
    const admin = await practice.member('admin');
    const person = await signIn(admin);
    const input = { ...wish, practice_id: practice.practice_id };
    const preview = await person.send('POST', 'notifications/preview', input);
    expect(preview.body).toMatchObject({
      subject: expect.stringContaining('Su cita'),
      html: expect.stringContaining('lang="es"'),
    });
    expect((await person.send('POST', 'notifications/test', input)).body).toEqual({ outcome: 'sent' });
    expect((await newest(admin.email))?.subject).toContain('Su cita');
    for (const channel of ['sms', 'push'])
      expect((await person.send('POST', 'notifications/preview', { ...input, channel })).status).toBe(200);
    const other = await signIn(await practice.member('receptionist'));
    expect((await other.send('POST', 'notifications/preview', input)).body.code).toBe('forbidden');
    expect((await person.send('POST', 'notifications/preview', { ...input, kind: 'spam' })).status).toBe(422);
  });

  test('the workers answer to the secret key alone', async () => {
    for (const name of ['reminders', 'notifications'])
      expect((await call(`${stack.functions_url}/${name}`, { method: 'POST', headers: json, body: '{}' })).status).toBe(
        401,
      );
  });
});
