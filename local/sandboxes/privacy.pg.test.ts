/**
 * What leaves for an outside calendar, and what is kept of one [SY30]: visits whose every text is a word that is found
 * nowhere else are made, moved, cancelled, asked about and put right; then each byte that was sent is searched, and all
 * that the database holds.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openCalDav } from '../../tests/providers/caldav-under-test.ts';
import { type CalendarUnderTest, type Sent, secrets } from '../../tests/providers/calendar-under-test.ts';
import { calDavServers, startCalDavServer } from '../../tests/support/caldav-server.ts';
import { database, type Sql } from '../../tests/support/sql.ts';
import { createOutsideWorld, createScene, type OutsideWorld, type Scene } from '../../tests/sync/world.ts';
import { expectCalDav, expectGoogle, expectMicrosoft } from './allowed-fields.ts';
import { openGoogle } from './google/under-test.ts';
import { openMicrosoft } from './microsoft/under-test.ts';
import { found } from './search.ts';

const canaries = {
  name: 'Quendolina Zwiebelfisch',
  phone: '+41 79 555 77 31',
  email: 'zwiebelfisch.privat',
  title: 'Kanarienkontrolle',
  description: 'Seegurkenbeschreibung',
  type: 'wolpertinger_visite',
  location: 'Nebelkraehenweg',
  instructions: 'nuechtern mit Grubenlampe',
  clinicianNotes: 'Verdacht auf Fernweh',
  patientNotes: 'Schluckauf seit Fastnacht',
  reason: 'Heuschnupfenalarm',
  video: 'dachshundkonferenz',
  message: 'Guten Tag Murmeltierbau',
};
/** What a person makes of our events: theirs too. */
const retitled = 'Control of Mrs Smith';

const methods = ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const;
let spies: ReturnType<typeof quiet>;
const quiet = () => methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
beforeEach(() => {
  spies = quiet();
});
afterEach(() => vi.restoreAllMocks());

const now = () => new Date();
const sql = database();

test('[SY30] nothing of a visit reaches Google but its time, and nothing of an event is kept but its time', () =>
  prove('google', () => openGoogle(now), expectGoogle));

test('[SY30] nothing of a visit reaches Microsoft but its time, and nothing of an event is kept but its time', () =>
  prove('microsoft', () => openMicrosoft(now), expectMicrosoft));

for (const { kind, installed, reason } of calDavServers) {
  describe.skipIf(!installed)(`${kind}${reason}`, () => {
    test('[SY30] nothing of a visit reaches CalDAV but its time, and nothing of an event is kept but its time', async () => {
      const server = await startCalDavServer(kind);
      try {
        await prove('apple', () => openCalDav(server, now), expectCalDav);
      } finally {
        await server.stop();
      }
    });
  });
}

async function prove(
  provider: 'google' | 'microsoft' | 'apple',
  open: () => Promise<CalendarUnderTest>,
  expectFields: (requests: Sent[]) => void,
): Promise<void> {
  const scene = await createScene(sql);
  const outside = await open();
  try {
    const world = await createOutsideWorld(sql, scene, { outside, provider, policy: 'ask' });
    const errors = await live(scene, outside, world);
    expect(errors).not.toEqual([]);
    expect(await happened(world)).toEqual({ kinds: ['clash', 'deleted'], wholeDays: true, links: true, log: true });

    const requests = outside.requests();
    const ids = [...scene.patientIds, scene.clinicianId, scene.practice.practice_id];
    const words = [...Object.values(canaries), ...canaries.name.split(' '), ...ids, ...ids.map(withoutHyphens)];
    expect(found(words, requests)).toEqual([]);
    expect([...words, ...Object.values(secrets), retitled].filter((word) => errors.join().includes(word))).toEqual([]);
    expectFields(requests);

    expect(await kept([...Object.values(secrets), retitled])).toEqual([]);
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
  } finally {
    await outside.close();
  }
}

const withoutHyphens = (id: string) => id.replaceAll('-', '');

/** A calendar's life, with as much that goes wrong as fits into a few seconds; what the database was told of that. */
async function live(scene: Scene, outside: CalendarUnderTest, world: OutsideWorld): Promise<string[]> {
  const work = { do: 'work', dies: null } as const;
  const eventOf = async (visit: number) => {
    const [link] = await sql<{ external_event_id: string }[]>`
      select l.external_event_id from public.calendar_event_links l join public.appointments a using (appointment_id)
      where l.connection_id = ${world.connectionId} order by a.scheduled_start offset ${visit} limit 1`;
    return (await outside.live()).findIndex(({ id }) => id === link?.external_event_id);
  };
  await fillBooks(sql, scene);
  for (let slot = 0; slot < 6; slot++) await world.run({ do: 'book', slot });
  await fillVisits(sql, scene);
  await world.run({ do: 'fault', fault: 'lost' });
  await world.run(work);
  await world.run({ do: 'phone adds', slot: 12 });
  await world.quiet();

  await world.run({ do: 'move', visit: 0, slot: 7 });
  await world.run({ do: 'cancel', visit: 1 });
  await fillVisits(sql, scene);
  const errors: string[] = [];
  for (const fault of ['stale', 'unreachable', 'throttled'] as const) {
    await world.run({ do: 'pull' });
    await world.run({ do: 'fault', fault });
    await world.run(work);
    // The next try that goes well wipes it off.
    const told = await sql<{ error: string }[]>`
      select error_message as error from public.sync_jobs
      where connection_id = ${world.connectionId} and error_message is not null`;
    errors.push(...told.map(({ error }) => error));
  }
  await world.quiet();
  await world.run({ do: 'phone alters', event: await eventOf(0) });
  await world.run({ do: 'phone copies', event: 1 });
  await world.quiet();
  expect(await world.check()).toEqual([]);

  // Two questions: one event is laid over something else, another is deleted.
  await world.run({ do: 'phone moves', event: await eventOf(1), slot: 12 });
  await world.run({ do: 'phone deletes', event: await eventOf(2) });
  await world.run({ do: 'cursors are forgotten' });
  await world.quiet();
  await world.run({ do: 'answer', resolution: 'keep_ours' });
  await world.quiet();
  await world.run({ do: 'reconcile' });
  await world.run(work);
  await world.quiet();
  expect(await world.check()).toEqual([]);

  const monday = new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);
  await outside.person.addAllDay?.(monday, new Date(Date.parse(monday) + 86_400_000).toISOString().slice(0, 10));
  await outside.person.addWeekly?.({ start: `${monday}T18:00:00Z`, end: `${monday}T19:00:00Z` }, 3);
  await world.quiet();
  return errors;
}

/** What the searches would be worth nothing without. */
async function happened({ connectionId }: OutsideWorld) {
  const kinds = await sql<{ kind: string }[]>`
    select distinct kind from public.sync_conflicts where connection_id = ${connectionId} order by kind`;
  const [row] = await sql<{ wholeDays: boolean; links: boolean; log: boolean }[]>`
    select exists (select from public.external_busy_times where connection_id = ${connectionId} and all_day) as "wholeDays",
      exists (select from public.calendar_event_links where connection_id = ${connectionId}) as links,
      exists (select from public.calendar_sync_log where connection_id = ${connectionId}) as log`;
  return { kinds: kinds.map(({ kind }) => kind), ...row };
}

async function fillBooks(sql: Sql, { practice, clinicianId, patientIds }: Scene): Promise<void> {
  const { practice_id } = practice;
  await sql`insert into public.appointment_types ${sql({ practice_id, appointment_type: canaries.type, name: canaries.type })}`;
  for (const [n, profile_id] of patientIds.entries()) {
    await sql`
      update public.profiles set full_name = ${canaries.name}, phone = ${canaries.phone},
        email = ${`${canaries.email}.${n}@example.test`} where profile_id = ${profile_id}`;
  }
  const [patient_id = ''] = patientIds;
  const [thread] = await sql<{ conversation_id: string }[]>`
    insert into public.conversations ${sql({ practice_id, patient_id, subject: canaries.message })} returning conversation_id`;
  await sql`insert into public.messages ${sql({ conversation_id: thread?.conversation_id ?? '', sender_id: clinicianId, body: canaries.message })}`;
}

async function fillVisits(sql: Sql, { practice }: Scene): Promise<void> {
  await sql`
    update public.appointments a set title = ${canaries.title}, description = ${canaries.description},
      appointment_type = ${canaries.type}, location = ${canaries.location},
      video_call_link = ${`https://${canaries.video}.example.test/room`}, preparation_instructions = ${canaries.instructions},
      clinician_notes = ${canaries.clinicianNotes}, patient_notes = ${canaries.patientNotes},
      status_reason = ${canaries.reason},
      cancellation_reason = case when a.status = 'cancelled' then ${canaries.reason} end,
      conversation_id = (select c.conversation_id from public.conversations c where c.practice_id = a.practice_id limit 1)
    where a.practice_id = ${practice.practice_id}`;
}

/** The words that are anywhere in the database, with the table. */
async function kept(words: string[]): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_catalog.pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
  const patterns = words.map((word) => `%${word}%`);
  const all: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ n: number }[]>(
      `select count(*)::integer as n from ${name} t where t::text ilike any ($1)`,
      [patterns],
    );
    if (rows[0]?.n) all.push(name);
  }
  return all;
}
