/**
 * For every function of the API: arguments that are right, and which of its texts and ids are what. As long as the API
 * has functions: one entry each.
 */
import { randomUUID } from 'node:crypto';
import type { Sql } from '../../support/sql.ts';
import { inDays, instant, nextWeekday, plus } from '../../support/time.ts';
import type { RoleName } from '../access/document.ts';
import { rpc } from '../access/http.ts';
import type { World } from '../access/world.ts';

export type Args = Record<string, unknown>;

export interface RpcCase {
  as: RoleName;
  /** Arguments that are accepted; each call gives fresh ones. */
  right(world: World, sql: Sql): Args | Promise<Args>;
  /** Texts from a closed list or of a fixed form: anything else is refused. */
  closed?: string[];
  /** Free texts and their greatest length. */
  free?: Record<string, number>;
  /** What the secret key alone sends: texts that are kept as they are (or cut), and values that may be null. */
  machine?: string[];
  /** Ids that must be known; any other is refused. */
  ids?: string[];
  /** More that is wrong, given the right ones. */
  wrong?(args: Args): Args[];
}

let slots = 0;
/** A free hour of the clinicians' working week, each time another: seven on each weekday. */
function freeSlot(): { slot_start: string; slot_end: string } {
  slots += 1;
  const date = nextWeekday(1 + (slots % 5), 7 + 7 * Math.floor(slots / 35));
  const slot_start = instant(`${date}T${10 + (Math.floor(slots / 5) % 7)}:00`);
  return { slot_start, slot_end: plus(slot_start, 1_800_000) };
}

const minutes = (from: unknown, count: number) => plus(String(from), count * 60_000);
const range = () => {
  const { slot_start } = freeSlot();
  return { range_start: slot_start, range_end: minutes(slot_start, 24 * 60) };
};

async function visit({ sides }: World, sql: Sql): Promise<{ appointment_id: string }> {
  const { practice_id, clinician_id, patient_id } = sides.ours;
  const { slot_start, slot_end } = freeSlot();
  const [row] = await sql<{ appointment_id: string }[]>`
    insert into public.appointments (practice_id, clinician_id, patient_id, appointment_type, scheduled_start, scheduled_end, status)
    values (${practice_id}, ${clinician_id}, ${patient_id}, 'follow_up', ${slot_start}, ${slot_end}, 'confirmed') returning appointment_id`;
  if (!row) throw new Error('no visit was made');
  return { appointment_id: row.appointment_id };
}

/** An open invitation to our practice; to nobody in particular, unless told. */
async function invitation(
  { callers, practice_id }: World,
  email = `invited-${randomUUID()}@example.test`,
): Promise<{ invitation_id: string }> {
  const args = { practice_id, email, role: 'receptionist' };
  const { body } = await rpc(callers.admin, 'invite_member', args);
  return { invitation_id: (body as { invitation_id: string }).invitation_id };
}

const booking = ({ sides }: World): Args => ({
  clinician_id: sides.ours.clinician_id,
  patient_id: sides.ours.patient_id,
  ...freeSlot(),
  appointment_type: 'follow_up',
  location_type: 'in_person',
});

const year = (text: string) => `${text}-03-01T10:00:00Z`;

/** [Start, end] of a range that no search may have. */
const wrongRanges = (longestDays: number) => (args: Args) =>
  [
    [args.range_end, args.range_start],
    [args.range_start, args.range_start],
    [args.range_start, minutes(args.range_start, (longestDays + 1) * 1440)],
    [args.range_start, minutes(args.range_start, 3653 * 1440)],
    [year('9998'), year('9999')],
    [year('0001'), year('0002')],
    ['-infinity', 'infinity'],
    [args.range_start, 'infinity'],
  ].map(([range_start, range_end]) => ({ ...args, range_start, range_end }));

/** [Start, end] of a visit that nobody may book. */
const wrongSlots = (args: Args) =>
  [
    [args.slot_end, args.slot_start],
    [args.slot_start, args.slot_start],
    [args.slot_start, minutes(args.slot_start, 25 * 60)],
    [args.slot_start, plus(String(args.slot_start), 90_500)],
    [year('2020'), '2020-03-01T10:30:00Z'],
    [year('9999'), '9999-03-01T10:30:00Z'],
    [year('0001'), '0001-03-01T10:30:00Z'],
    ['-infinity', 'infinity'],
    [args.slot_start, 'infinity'],
    ['infinity', 'infinity'],
  ].map(([slot_start, slot_end]) => ({ ...args, slot_start, slot_end }));

/** What looks like a link and may not become one that people open. */
const wrongLinks = (args: Args) =>
  [
    'http://meet.example.test/1',
    'javascript:alert(1)',
    'JaVaScRiPt://%0aalert(1)',
    'https://',
    'https:///path',
    'https:meet.example.test',
    ' https://meet.example.test',
    'https://meet.example.test/a b',
    'https://meet.example.test/\nx',
    'data:text/html,https://meet.example.test',
    `https://meet.example.test/${'x'.repeat(2_000)}`,
  ].map((video_call_link) => ({ ...args, location_type: 'video', video_call_link }));

/** What a card is about: two free times, each call others. */
const offered = ({ sides }: World): Args => ({
  conversation_id: sides.ours.conversation_id,
  time_options: [freeSlot(), freeSlot()].map(({ slot_start, slot_end }) => ({ start: slot_start, end: slot_end })),
  appointment_type: 'follow_up',
  location_type: 'in_person',
});

/** A card that waits for the patient's answer. */
async function card(world: World): Promise<{ slot_id: string }> {
  const { body } = await rpc(world.callers.clinician, 'offer_times', offered(world));
  return { slot_id: (body as { slot_id: string }).slot_id };
}

/** What is no list of at most five coming times. */
function wrongOptions(args: Args): Args[] {
  const { slot_start, slot_end } = freeSlot();
  const time = { start: slot_start, end: slot_end };
  const noTimes = [
    { start: slot_end, end: slot_start },
    { start: slot_start, end: slot_start },
    { start: slot_start, end: minutes(slot_start, 25 * 60) },
    { start: slot_start, duration: 1e300 },
    { start: slot_start, duration: -30 },
    { start: slot_start, duration: 30.5 },
    { start: slot_start, duration: '30' },
    { start: slot_start, duration: [30] },
    { start: 'infinity', end: 'infinity' },
    { start: 'now', duration: 30 },
    { start: year('2020'), duration: 30 },
    { start: year('9999'), duration: 30 },
    { start: '2027-02-30T10:00:00Z', duration: 30 },
    { start: `${slot_start}'; drop table messages; --`, duration: 30 },
    { ...time, clinician_id: randomUUID() },
    ...[5, null, [], {}, 'x'],
  ];
  const lists = [
    ...['x', 5, true, {}, [5], [null], [time, time]],
    Array.from({ length: 6 }, () => ({ start: freeSlot().slot_start, duration: 30 })),
    Array.from({ length: 2_000 }, () => time),
    ...noTimes.map((first) => [first, time]),
  ];
  return lists.map((time_options) => ({ ...args, time_options }));
}

const worker = 'worker of the cases';

/** A calendar of our clinician's that this worker has claimed. */
async function leased({ sides }: World, sql: Sql): Promise<{ connection_id: string; worker: string }> {
  const calendar_id = `calendar-${randomUUID()}`;
  const lease = { leased_by: worker, lease_seconds: 3_600, leased_until: inDays(1, '00:00') };
  const [row] = await sql<{ connection_id: string }[]>`
    insert into public.calendar_sync_connections ${sql({ user_id: sides.ours.clinician_id, provider: 'google', account_id: calendar_id, calendar_id, access_token: 'k1:x', ...lease })}
    returning connection_id`;
  if (!row) throw new Error('no connection was made');
  return { connection_id: row.connection_id, worker };
}

/** The same, for its owner. */
const ownCalendar = async (world: World, sql: Sql) => ({ connection_id: (await leased(world, sql)).connection_id });

/** A visit with its event in a claimed calendar. */
async function linkedVisit(world: World, sql: Sql) {
  const on = await leased(world, sql);
  const { appointment_id } = await visit(world, sql);
  const link = { connection_id: on.connection_id, appointment_id, external_event_id: `event-${appointment_id}` };
  await sql`insert into public.calendar_event_links ${sql(link)}`;
  return { ...on, ...link };
}

async function job(world: World, sql: Sql, status: string) {
  const { connection_id } = await leased(world, sql);
  const row = { connection_id, kind: 'upsert', status, leased_by: status === 'running' ? worker : null };
  const [made] = await sql<{ job_id: string }[]>`insert into public.sync_jobs ${sql(row)} returning job_id`;
  return { job_id: made?.job_id };
}

/** A reminder that this worker has claimed, of a visit of our patient's. */
async function claimedReminder(world: World, sql: Sql) {
  const { appointment_id } = await visit(world, sql);
  const lease = randomUUID();
  const [made] = await sql<{ reminder_id: string }[]>`
    update public.appointment_reminders set status = 'sending', attempts = 1, lease = ${lease}, run_after = ${inDays(1, '00:00')}
    where reminder_id = (
      select r.reminder_id from public.appointment_reminders r where r.appointment_id = ${appointment_id} limit 1) returning reminder_id`;
  return { reminder_id: made?.reminder_id, lease };
}

/** A delivery that this worker has claimed, of a notice to our patient. */
async function claimedDelivery({ sides }: World, sql: Sql) {
  const lease = randomUUID();
  const [notice] = await sql<{ outbox_id: string }[]>`
    insert into public.notification_outbox (event_key, recipient_id, kind)
    values (${randomUUID()}, ${sides.ours.patient_id}, 'offer_received') returning outbox_id`;
  const [made] = await sql<{ delivery_id: string }[]>`
    update public.notification_deliveries set status = 'sending', attempts = 1, lease = ${lease}, run_after = ${inDays(1, '00:00')}
    where outbox_id = ${notice?.outbox_id ?? ''} and delivery_method = 'email' returning delivery_id`;
  return { delivery_id: made?.delivery_id, lease };
}

/** What a signed link of our patient's says. */
const linked = async (world: World, sql: Sql) => ({
  ...(await visit(world, sql)),
  profile_id: world.sides.ours.patient_id,
  start_version: 0,
});

async function question(world: World, sql: Sql) {
  const { connection_id } = await leased(world, sql);
  const row = { connection_id, ...(await visit(world, sql)), kind: 'clash' };
  const [made] = await sql<{ conflict_id: string }[]>`
    insert into public.sync_conflicts ${sql(row)} returning conflict_id`;
  return { conflict_id: made?.conflict_id };
}

const channel = async (world: World, sql: Sql): Promise<Args> => ({
  ...(await ownCalendar(world, sql)),
  channel_id: randomUUID(),
  external_channel_id: randomUUID(),
  resource_id: 'resource',
  token_hash: 'hash',
  expires_at: inDays(7, '00:00'),
  state: 'active',
});

const numbers = (name: string, values: number[]) => (args: Args) => values.map((value) => ({ ...args, [name]: value }));
const texts = { title: 300, description: 10_000, preparation_instructions: 4_000 };

export const cases: Record<string, RpcCase> = {
  available_slots: {
    as: 'receptionist',
    right: ({ sides }) => ({
      clinician_id: sides.ours.clinician_id,
      ...range(),
      duration_minutes: 30,
      appointment_type: 'follow_up',
      location_type: 'video',
      patient_id: sides.ours.patient_id,
    }),
    closed: ['appointment_type', 'location_type'],
    ids: ['clinician_id', 'patient_id'],
    wrong: (args) => [
      ...wrongRanges(366)(args),
      ...numbers('duration_minutes', [-30, 0, 4, 1441, 2_147_483_647])(args),
    ],
  },
  practice_slots: {
    as: 'receptionist',
    right: (world) => ({
      practice_id: world.practice_id,
      ...range(),
      duration_minutes: 30,
      appointment_type: 'follow_up',
      location_type: 'phone',
      clinician_ids: [world.sides.ours.clinician_id],
      patient_id: world.sides.ours.patient_id,
    }),
    closed: ['appointment_type', 'location_type'],
    ids: ['practice_id', 'patient_id'],
    wrong: (args) => [
      ...wrongRanges(31)(args),
      ...numbers('duration_minutes', [-1, 0, 1441])(args),
      { ...args, clinician_ids: [] },
      { ...args, clinician_ids: [null] },
      { ...args, clinician_ids: Array.from({ length: 2_000 }, () => randomUUID()) },
      { ...args, clinician_ids: [[randomUUID()]] },
    ],
  },
  next_free_slots: {
    as: 'receptionist',
    right: ({ sides }) => ({
      clinician_id: sides.ours.clinician_id,
      after: freeSlot().slot_start,
      count: 2,
      duration_minutes: 30,
      appointment_type: 'follow_up',
      location_type: 'in_person',
      patient_id: sides.ours.patient_id,
    }),
    closed: ['appointment_type', 'location_type'],
    ids: ['clinician_id', 'patient_id'],
    wrong: (args) => [
      ...numbers('count', [-1, 0, 51, 2_147_483_647])(args),
      ...numbers('duration_minutes', [-1, 0, 1441])(args),
      { ...args, after: year('9999') },
      { ...args, after: 'infinity' },
      { ...args, after: '-infinity' },
    ],
  },
  free_busy: {
    as: 'clinician',
    right: ({ sides }) => ({ clinician_id: sides.ours.clinician_id, ...range() }),
    ids: ['clinician_id'],
    wrong: wrongRanges(92),
  },
  check_conflicts: {
    as: 'receptionist',
    right: ({ sides }) => ({
      clinician_id: sides.ours.clinician_id,
      patient_id: sides.ours.patient_id,
      ...freeSlot(),
    }),
    ids: ['clinician_id', 'patient_id'],
    wrong: wrongSlots,
  },
  book_appointment: {
    as: 'receptionist',
    right: booking,
    closed: ['appointment_type', 'location_type', 'video_call_link'],
    free: { ...texts, overbook_reason: 1_000, location: 500 },
    ids: ['clinician_id', 'patient_id', 'hold_id'],
    wrong: (args) => [
      ...wrongSlots(args),
      ...wrongLinks(args),
      { ...args, idempotency_key: '' },
      { ...args, idempotency_key: 'k'.repeat(201) },
      { ...args, slot_start: minutes(args.slot_start, -12 * 60), slot_end: minutes(args.slot_end, -12 * 60) },
      {
        ...args,
        slot_start: minutes(args.slot_start, -12 * 60),
        slot_end: minutes(args.slot_end, -12 * 60),
        overbook_reason: '  ',
      },
    ],
  },
  book_series: {
    as: 'receptionist',
    right: (world) => ({ ...booking(world), recurrence: 'FREQ=WEEKLY;COUNT=2' }),
    closed: ['appointment_type', 'location_type', 'recurrence', 'video_call_link'],
    free: { ...texts, overbook_reason: 1_000, location: 500 },
    ids: ['clinician_id', 'patient_id', 'hold_id'],
    wrong: (args) => [
      ...wrongSlots(args),
      ...wrongLinks(args),
      ...['x', 5, true, {}, [5], [null], [{}], [{ start: 'x' }], [{ start: args.slot_end }]].map((exceptions) => ({
        ...args,
        exceptions,
      })),
      ...[
        'FREQ=WEEKLY',
        'FREQ=WEEKLY;COUNT=0',
        'FREQ=WEEKLY;COUNT=-3',
        'FREQ=WEEKLY;COUNT=105',
        'FREQ=WEEKLY;COUNT=99999999999999999999',
        'FREQ=WEEKLY;COUNT=2;UNTIL=20300101',
        'FREQ=WEEKLY;UNTIL=20301399',
        'FREQ=WEEKLY;UNTIL=99991231T235959Z',
        'FREQ=WEEKLY;UNTIL=00010101',
        'FREQ=HOURLY;COUNT=2',
        'FREQ=SECONDLY;COUNT=2',
        'FREQ=WEEKLY;INTERVAL=0;COUNT=2',
        'FREQ=WEEKLY;INTERVAL=100;COUNT=2',
        'FREQ=WEEKLY;COUNT=2;BYDAY=XX',
        'FREQ=MONTHLY;COUNT=2;BYDAY=MO',
        'FREQ=WEEKLY;COUNT=2;BYDAY=SU',
        'FREQ=WEEKLY;COUNT=2;BYSETPOS=1',
        'FREQ=WEEKLY;;COUNT=2',
        'FREQ=WEEKLY;COUNT=2;',
        'COUNT=2',
        'DROP TABLE appointments',
        `FREQ=WEEKLY;COUNT=2;WKST=${'M'.repeat(500)}`,
      ].map((recurrence) => ({ ...args, recurrence })),
    ],
  },
  reschedule_appointment: {
    as: 'receptionist',
    right: async (world, sql) => ({ ...(await visit(world, sql)), ...freeSlot() }),
    free: { reason: 1_000, overbook_reason: 1_000 },
    ids: ['appointment_id', 'clinician_id'],
    wrong: (args) => [...wrongSlots(args), ...numbers('expected_version', [-1, 0, 2, 2_147_483_647])(args)],
  },
  cancel_appointment: {
    as: 'receptionist',
    right: visit,
    free: { reason: 1_000 },
    ids: ['appointment_id'],
    wrong: numbers('expected_version', [-1, 0, 2, 2_147_483_647]),
  },
  transition_appointment: {
    as: 'clinician',
    right: async (world, sql) => ({ ...(await visit(world, sql)), status: 'in_progress' }),
    closed: ['status'],
    free: { reason: 1_000 },
    ids: ['appointment_id'],
    wrong: (args) => [
      ...['requested', 'confirmed', 'CONFIRMED', ' cancelled'].map((status) => ({ ...args, status })),
      ...numbers('expected_version', [-1, 0, 2, 2_147_483_647])(args),
    ],
  },
  clinician_notes: { as: 'clinician', right: visit, ids: ['appointment_id'] },
  save_clinician_notes: {
    as: 'clinician',
    right: async (world, sql) => ({ ...(await visit(world, sql)), notes: 'Better.' }),
    free: { notes: 50_000 },
    ids: ['appointment_id'],
  },
  hold_slot: {
    as: 'patient',
    right: ({ sides }) => ({
      clinician_id: sides.ours.clinician_id,
      ...freeSlot(),
      appointment_type: 'follow_up',
    }),
    closed: ['appointment_type'],
    ids: ['clinician_id'],
    wrong: wrongSlots,
  },
  release_hold: {
    as: 'receptionist',
    right: async (world) => {
      const { clinician_id } = world.sides.ours;
      const { body } = await rpc(world.callers.receptionist, 'hold_slot', { clinician_id, ...freeSlot() });
      return { hold_id: (body as { hold_id: string }).hold_id };
    },
    ids: ['hold_id'],
  },
  register_patient: {
    as: 'receptionist',
    right: ({ sides }) => ({ clinician_id: sides.ours.clinician_id, full_name: 'Nora New' }),
    closed: ['email', 'timezone', 'locale'],
    free: { full_name: 200, phone: 40 },
    ids: ['clinician_id'],
    wrong: (args) => [
      ...['', '   ', '\n\t'].map((full_name) => ({ ...args, full_name })),
      ...['nobody', '@', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(320)}@example.test`].map((email) => ({
        ...args,
        email,
      })),
      ...['Mars/Olympus', 'XYZ3', '+02:00', '../etc/passwd', 'utc'].map((timezone) => ({ ...args, timezone })),
      ...['english', 'e', 'en_GB', '12'].map((locale) => ({ ...args, locale })),
    ],
  },
  save_weekly_hours: {
    as: 'clinician',
    right: async ({ sides }, sql) => {
      const { clinician_id } = sides.ours;
      const rows = await sql<Record<string, unknown>[]>`
        select to_jsonb(a) as row from public.clinician_availability a where a.clinician_id = ${clinician_id}`;
      const week = rows.map(({ row }) => row as Record<string, unknown>);
      const seen = week.map(({ availability_id, updated_at }) => ({ availability_id, updated_at }));
      return { clinician_id, rows: week, seen };
    },
    ids: ['clinician_id'],
    wrong: (args) => {
      const [first, ...others] = args.rows as Record<string, unknown>[];
      const hours = { day_of_week: 3, start_time: '08:00', end_time: '09:00' };
      const rows = [
        ...['x', 5, true, {}, [5], [null], ['x'], [[]], [{}], [first, first]],
        Array.from({ length: 201 }, () => hours),
        ...[
          { day_of_week: 7 },
          { day_of_week: null },
          { day_of_week: 'Monday' },
          { start_time: '25:00' },
          { end_time: null },
          { slot_duration_minutes: 1 },
          { slot_duration_minutes: 1e12 },
          { timezone: 'Mars/Olympus' },
          { location_type: 'moon' },
          { appointment_types: 'follow_up' },
          { buffer_minutes: -1 },
          { max_appointments_per_day: 0 },
          { valid_from: '2027-02-02', valid_until: '2027-02-01' },
          { availability_id: randomUUID() },
          { availability_id: 'x' },
        ].map((more) => [first, ...others, { ...hours, ...more }]),
      ];
      const seen = ['x', 5, {}, [], [5], [{}], [{ availability_id: randomUUID(), updated_at: 'x' }], others];
      return [...rows.map((value) => ({ ...args, rows: value })), ...seen.map((value) => ({ ...args, seen: value }))];
    },
  },
  start_conversation: {
    as: 'receptionist',
    right: ({ sides }) => ({ clinician_id: sides.ours.clinician_id, patient_id: sides.ours.patient_id }),
    free: { subject: 300 },
    ids: ['clinician_id', 'patient_id', 'practice_id'],
    wrong: ({ clinician_id, patient_id }) => [{}, { clinician_id }, { patient_id }, { clinician_id, patient_id: null }],
  },
  conversation_list: {
    as: 'patient',
    right: () => ({ filter: 'unread', search: 'a', count: 5 }),
    closed: ['filter'],
    free: { search: 200 },
    wrong: numbers('count', [-1, 0, 101, 2_147_483_647]),
  },
  conversation_messages: {
    as: 'patient',
    right: ({ sides }) => ({ conversation_id: sides.ours.conversation_id, count: 5, before_position: 9_000_000 }),
    ids: ['conversation_id'],
    wrong: numbers('count', [-1, 0, 201, 2_147_483_647]),
  },
  read_conversation: {
    as: 'patient',
    right: ({ sides }) => ({ conversation_id: sides.ours.conversation_id, message_id: sides.ours.message_id }),
    ids: ['conversation_id', 'message_id'],
  },
  unread_conversations: { as: 'patient', right: () => ({}) },
  offer_times: {
    as: 'clinician',
    right: offered,
    closed: ['appointment_type', 'location_type'],
    free: { note: 2_000 },
    ids: ['conversation_id', 'clinician_id'],
    wrong: (args) => [
      ...wrongOptions(args),
      ...[[], (args.time_options as unknown[]).slice(1)].map((time_options) => ({ ...args, time_options })),
      ...[year('2020'), 'infinity', '-infinity', new Date().toISOString()].map((expires_at) => ({
        ...args,
        expires_at,
      })),
      ...['', 'k'.repeat(201)].map((idempotency_key) => ({ ...args, idempotency_key })),
    ],
  },
  request_times: {
    as: 'patient',
    right: offered,
    closed: ['appointment_type', 'location_type'],
    free: { note: 2_000 },
    ids: ['conversation_id', 'clinician_id'],
    wrong: (args) => [
      ...wrongOptions(args),
      ...[null, '', ' \n'].map((note) => ({ ...args, time_options: [], note })),
      ...['', 'k'.repeat(201)].map((idempotency_key) => ({ ...args, idempotency_key })),
    ],
  },
  respond_to_offer: {
    as: 'patient',
    right: async (world) => ({ ...(await card(world)), response: 'accept', selected_time_index: 0 }),
    closed: ['response'],
    free: { note: 2_000 },
    ids: ['slot_id'],
    wrong: (args) => [
      ...numbers('selected_time_index', [-1, 2, 10, 2_147_483_647, -2_147_483_648])(args),
      ...['accepted', 'ACCEPT', ' decline', 'cancel'].map((response) => ({ ...args, response })),
      ...wrongOptions({ ...args, response: 'counter' }),
      ...[null, '', '\t'].map((note) => ({ ...args, response: 'counter', note })),
      { ...args, response: 'counter', note: 'Later', hold: true },
    ],
  },
  cancel_offer: { as: 'clinician', right: card, free: { reason: 2_000 }, ids: ['slot_id'] },
  invite_member: {
    as: 'admin',
    right: ({ practice_id }) => ({ practice_id, email: `invited-${randomUUID()}@example.test`, role: 'receptionist' }),
    closed: ['email', 'role'],
    free: { full_name: 200 },
    ids: ['practice_id'],
    wrong: (args) => [
      ...['', '   ', 'nobody', '@', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(320)}@example.test`].map((email) => ({
        ...args,
        email,
      })),
      ...['ADMIN', 'owner', 'patient', ' admin'].map((role) => ({ ...args, role })),
    ],
  },
  revoke_invitation: { as: 'admin', right: (world) => invitation(world), ids: ['invitation_id'] },
  my_invitations: { as: 'stranger', right: () => ({}) },
  respond_to_invitation: {
    as: 'stranger',
    right: async (world) => ({
      ...(await invitation(world, world.people.stranger?.email)),
      accept: false,
    }),
    ids: ['invitation_id'],
  },
  record_export: {
    as: 'admin',
    right: ({ practice_id }) => ({
      practice_id,
      entity: 'audit_event',
      filter: { from: '2026-11-20', action: 'moved', clinician: [randomUUID()], q: 'Zoë O’Neil 🙂' },
      row_count: 12,
    }),
    closed: ['entity'],
    ids: ['practice_id'],
    wrong: (args) => [
      ...numbers('row_count', [-1, -2_147_483_648])(args),
      ...[
        ...['x', 5, true, [], ['x'], [{}]],
        ...['Oliver Hughes', 'oliver@example.test', '', '\n', 'a\nb', 'é', 'x'.repeat(61), null, {}, { is: 'x' }].map(
          (patient) => ({ patient }),
        ),
        ...[[null], [5], [['x']], ['Oliver Hughes'], ['follow_up', 'x y']].map((type) => ({ type })),
        { 'Oliver Hughes': true },
        { '': 1 },
        { q: 'x'.repeat(2_000) },
        { clinician: Array.from({ length: 60 }, () => randomUUID()) },
      ].map((filter) => ({ ...args, filter })),
    ],
  },
  calendar_visits: {
    as: 'patient',
    right: async (world, sql) => ({ appointment_ids: [(await visit(world, sql)).appointment_id] }),
    wrong: (args) =>
      [[], [null], [randomUUID()], Array.from({ length: 5_001 }, () => randomUUID())].map((appointment_ids) => ({
        ...args,
        appointment_ids,
      })),
  },
  calendar_export: {
    as: 'patient',
    right: () => ({ from_date: '2027-01-01', to_date: '2028-02-05' }),
    wrong: (args) =>
      [
        ['2027-01-02', '2027-01-01'],
        ['2027-01-01', '2028-02-06'],
        ['9998-01-01', '9998-02-01'],
        ['0001-01-01', '0001-02-01'],
        ['-infinity', 'infinity'],
        ['2027-01-01', 'infinity'],
      ].map(([from_date, to_date]) => ({ ...args, from_date, to_date })),
  },
  create_calendar_feed: { as: 'colleague', right: () => ({ label: 'My visits' }), free: { label: 120 } },
  revoke_calendar_feed: {
    as: 'patient',
    right: async ({ sides }, sql) => {
      const row = { profile_id: sides.ours.patient_id, token_hash: randomUUID() };
      const [made] = await sql<{ feed_id: string }[]>`insert into public.calendar_feeds ${sql(row)} returning feed_id`;
      return { feed_id: made?.feed_id };
    },
    ids: ['feed_id'],
  },
  read_calendar_feed: {
    as: 'service role',
    right: async ({ sides }, sql) => {
      const row = { profile_id: sides.ours.patient_id, token_hash: randomUUID() };
      await sql`insert into public.calendar_feeds ${sql(row)}`;
      return { token_hash: row.token_hash };
    },
    closed: ['token_hash'],
  },
  add_calendar: {
    as: 'clinician',
    right: async (world, sql) => ({ ...(await ownCalendar(world, sql)), calendar_id: randomUUID() }),
    free: { calendar_id: 2_000, calendar_name: 200 },
    ids: ['connection_id'],
    wrong: (args) => ['', '  ', '\n'].map((calendar_id) => ({ ...args, calendar_id })),
  },
  sync_now: { as: 'clinician', right: ownCalendar, ids: ['connection_id'] },
  resume_connection: { as: 'clinician', right: ownCalendar, ids: ['connection_id'] },
  retry_sync_job: { as: 'clinician', right: (world, sql) => job(world, sql, 'dead'), ids: ['job_id'] },
  resolve_sync_conflict: {
    as: 'clinician',
    right: async (world, sql) => ({ ...(await question(world, sql)), resolution: 'reschedule', ...freeSlot() }),
    closed: ['resolution'],
    ids: ['conflict_id'],
    wrong: wrongSlots,
  },
  sync_health: { as: 'clinician', right: ownCalendar, ids: ['connection_id'] },
  practice_sync_health: { as: 'admin', right: ({ practice_id }) => ({ practice_id }), ids: ['practice_id'] },
  confirm_attendance: { as: 'patient', right: visit, ids: ['appointment_id'] },
  visit_messages: { as: 'clinician', right: visit, ids: ['appointment_id'] },
  practice_message_health: { as: 'admin', right: ({ practice_id }) => ({ practice_id }), ids: ['practice_id'] },
  claim_due_reminders: {
    as: 'service role',
    right: () => ({ limit: 1, lease_seconds: 1 }),
    wrong: (args) => [...numbers('limit', [-1, 0, 1_001])(args), ...numbers('lease_seconds', [-1, 0, 3_601])(args)],
  },
  settle_reminder: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await claimedReminder(world, sql)), outcome: 'sent' }),
    closed: ['outcome'],
    machine: ['provider', 'provider_message_id', 'error_message'],
    ids: ['reminder_id'],
    wrong: (args) => [{ ...args, lease: randomUUID() }],
  },
  claim_due_notifications: {
    as: 'service role',
    right: () => ({ limit: 1, lease_seconds: 1 }),
    wrong: (args) => [...numbers('limit', [-1, 0, 1_001])(args), ...numbers('lease_seconds', [-1, 0, 3_601])(args)],
  },
  settle_notification: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await claimedDelivery(world, sql)), outcome: 'sent' }),
    closed: ['outcome'],
    machine: ['provider', 'provider_message_id', 'error_message'],
    ids: ['delivery_id'],
    wrong: (args) => [{ ...args, lease: randomUUID() }],
  },
  unblock_my_email: { as: 'patient', right: () => ({}) },
  forget_push_subscription: {
    as: 'service role',
    right: () => ({ subscription_id: randomUUID() }),
    machine: ['subscription_id'],
  },
  record_delivery_status: {
    as: 'service role',
    right: () => ({
      provider: 'twilio',
      provider_message_id: 'unknown',
      status: 'delivered',
      address: 'a@example.org',
    }),
    closed: ['status'],
    machine: ['provider', 'provider_message_id', 'address'],
  },
  block_text_messages: {
    as: 'service role',
    right: () => ({ phone: '+41799999999', blocked: true }), // nobody else's: it stays blocked
    closed: ['phone'],
  },
  sweep_notifications: { as: 'service role', right: () => ({}) },
  visit_link_facts: {
    as: 'service role',
    right: linked,
    machine: ['start_version'],
    ids: ['appointment_id', 'profile_id'],
  },
  visit_link_times: {
    as: 'service role',
    right: linked,
    machine: ['start_version'],
    ids: ['appointment_id', 'profile_id'],
  },
  act_by_visit_link: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await linked(world, sql)), action: 'reschedule', ...freeSlot() }),
    closed: ['action'],
    ids: ['appointment_id', 'profile_id'],
    wrong: (args) => [...wrongSlots(args), { ...args, start_version: 1 }, { ...args, slot_start: null }],
  },
  receive_text_message: {
    as: 'service role',
    right: () => ({ message_id: randomUUID(), sender: '+41790000001', body: 'C' }),
    free: { message_id: 200 },
    closed: ['sender'],
    machine: ['body', 'opt_out_type'],
  },
  message_health: { as: 'service role', right: () => ({}) },
  queue_due_pulls: { as: 'service role', right: () => ({}) },
  claim_sync_jobs: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await leased(world, sql)), limit: 10, lease_seconds: 60 }),
    free: { worker: 200 },
    wrong: (args) => [...numbers('limit', [-1, 0, 1_001])(args), ...numbers('lease_seconds', [-1, 0, 3_601])(args)],
  },
  settle_sync_job: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await job(world, sql, 'running')), worker, outcome: 'done' }),
    closed: ['worker', 'outcome'],
    machine: ['error_message'],
    ids: ['job_id'],
  },
  sync_connection: { as: 'service role', right: leased, closed: ['worker'] },
  sync_visit: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await leased(world, sql)), ...(await visit(world, sql)) }),
    closed: ['worker'],
    machine: ['appointment_id'],
  },
  save_event_link: {
    as: 'service role',
    right: async (world, sql) => ({
      ...(await leased(world, sql)),
      ...(await visit(world, sql)),
      external_event_id: randomUUID(),
      etag: '"1"',
      base: {},
      base_hash: 'hash',
      generation: 0,
      local_version: 1,
      action: 'create',
    }),
    closed: ['worker', 'action'],
    machine: ['external_event_id', 'etag', 'base', 'base_hash', 'local_version', 'href'],
    wrong: (args) => [...numbers('generation', [-1])(args), { ...args, external_event_id: null }],
  },
  drop_event_link: {
    as: 'service role',
    right: linkedVisit,
    closed: ['worker'],
    machine: ['appointment_id', 'external_event_id'],
  },
  queue_missing_visits: { as: 'service role', right: leased, closed: ['worker'] },
  apply_external_move: {
    as: 'service role',
    right: async (world, sql) => {
      const { connection_id, appointment_id } = await linkedVisit(world, sql);
      const known = { etag: '"2"', base_hash: 'hash', expected_version: 1 };
      return { connection_id, worker, appointment_id, ...freeSlot(), ...known };
    },
    closed: ['worker'],
    machine: ['appointment_id', 'etag', 'base_hash'],
    wrong: (args) => [
      { ...args, slot_start: '-infinity' },
      { ...args, slot_end: 'infinity' },
    ],
  },
  apply_external_delete: {
    as: 'service role',
    right: linkedVisit,
    closed: ['worker'],
    machine: ['appointment_id', 'external_event_id'],
  },
  pause_for_deletions: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await leased(world, sql)), deleted: 12, linked: 20 }),
    closed: ['worker'],
    wrong: (args) => [5, 'x', {}, true].map((external_event_ids) => ({ ...args, external_event_ids })),
  },
  store_busy_times: {
    as: 'service role',
    right: async (world, sql) => {
      const { slot_start: start, slot_end: end } = freeSlot();
      const busy = [{ start, end, kind: 'busy', all_day: false }];
      const changes = [{ event: { id: 'a', series_id: null, busy } }, { deleted: 'b' }, { series: 'c' }];
      return { ...(await leased(world, sql)), generation: 1, changes };
    },
    closed: ['worker'],
    wrong: (args) => [
      ...['x', 5, true, {}, [{ event: {} }], [{ event: { id: null } }]].map((changes) => ({ ...args, changes })),
      ...[
        'soon',
        {},
        [{ start: 'x', end: 'y', kind: 'busy' }],
        [{ ...freeSlot(), start: 'x', end: 'y', kind: 'busy' }],
      ].map((busy) => ({ ...args, changes: [{ event: { id: 'a', busy } }] })),
    ],
  },
  finish_pull: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await leased(world, sql)), cursor: 'c', generation: 1, is_full: true }),
    closed: ['worker'],
    machine: ['cursor'],
  },
  fail_sync: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await leased(world, sql)), code: 'unreachable', message: 'No answer.' }),
    closed: ['worker', 'state'],
    machine: ['code', 'message'],
    wrong: (args) => [
      { ...args, code: null },
      { ...args, message: null },
    ],
  },
  connection_access: { as: 'service role', right: ownCalendar },
  begin_token_refresh: { as: 'service role', right: ownCalendar },
  save_tokens: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await ownCalendar(world, sql)), access_token: 'k1:y' }),
    machine: ['access_token', 'refresh_token'],
    wrong: (args) => [
      { ...args, access_token: null },
      { ...args, token_expires_at: 'infinity' },
    ],
  },
  save_connection: {
    as: 'service role',
    right: ({ sides }) => ({
      user_id: sides.ours.clinician_id,
      provider: 'google',
      account_id: randomUUID(),
      account_email: 'doctor@example.test',
      server_url: null,
      access_token: 'k1:x',
      refresh_token: null,
      token_expires_at: null,
      calendars: [{ calendar_id: randomUUID(), calendar_name: 'Work', can_write: true, is_primary: true }],
    }),
    closed: ['provider'],
    machine: ['account_id', 'account_email', 'server_url', 'access_token', 'refresh_token', 'token_expires_at'],
    wrong: (args) => [
      ...['x', 5, {}, [5], [null], [{}]].map((calendars) => ({ ...args, calendars })),
      { ...args, calendars: [{ calendar_id: 'a', can_write: 'perhaps' }] },
      { ...args, account_id: null },
      { ...args, access_token: null },
    ],
  },
  use_oauth_state: { as: 'service role', right: () => ({ state_hash: 'unknown' }), machine: ['state_hash'] },
  connection_for_removal: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await ownCalendar(world, sql)), user_id: world.sides.ours.clinician_id }),
  },
  delete_connection: {
    as: 'service role',
    right: async (world, sql) => ({ ...(await ownCalendar(world, sql)), user_id: world.sides.ours.clinician_id }),
  },
  note_push: {
    as: 'service role',
    right: () => ({ external_channel_id: 'unknown', secret_hash: 'hash', delivery_id: '1' }),
    machine: ['external_channel_id', 'secret_hash', 'delivery_id', 'resource_id'],
  },
  save_channel: {
    as: 'service role',
    right: channel,
    closed: ['state'],
    machine: ['external_channel_id', 'resource_id', 'token_hash'],
    wrong: (args) => [
      { ...args, expires_at: 'infinity' },
      { ...args, token_hash: null },
      { ...args, connection_id: randomUUID() },
    ],
  },
  channels_to_renew: { as: 'service role', right: () => ({}) },
  expire_holds: { as: 'service role', right: () => ({}) },
  expire_offers: { as: 'service role', right: () => ({}) },
};
