/** Bookings per second with several clients, and what happens when eight want the same time. */
import postgres from 'postgres';
import { type Caller, connectAs, rpcAs } from './callers.ts';
import { type Dataset, superuser } from './data.ts';
import { type Booking, type FreeTime, freeTimes } from './free-times.ts';
import { summarise, type Times, timed } from './measure.ts';
import type { Scale } from './scale.ts';

/** Books and says `booked` or the error's code. */
type Book = (booking: Booking) => Promise<string>;

interface Clients {
  way: 'database' | 'http';
  book: Book[];
  close(): Promise<void>;
}

export interface Throughput {
  way: Clients['way'];
  clients: number;
  perSecond: number;
  times: Times;
}

export interface Race {
  way: Clients['way'];
  clients: number;
  slots: number;
  /** Slots with exactly one visit afterwards and exactly one client who was told so. */
  decided: number;
  /** How often each answer was given. */
  answers: Record<string, number>;
  /** Deadlocks that Postgres counted meanwhile. */
  deadlocks: number;
  winners: Times;
  losers: Times;
}

export interface BookingReport {
  throughput: Throughput[];
  races: Race[];
}

/** The error's code of the API; in SQL it travels in the message, as PostgREST expects it. */
function codeOf(error: unknown): string {
  if (!(error instanceof postgres.PostgresError)) throw error;
  return error.code === 'PGRST' ? String((JSON.parse(error.message) as { code: string }).code) : error.code;
}

function databaseClients(data: Dataset, desk: Caller, count: number): Clients {
  const connections = Array.from({ length: count }, () => connectAs(data.stack, desk));
  return {
    way: 'database',
    book: connections.map((sql) => async (b) => {
      try {
        await sql`select public.book_appointment(${b.clinician_id}, ${b.patient_id}, ${b.slot_start}, ${b.slot_end},
          ${b.appointment_type}, ${b.location_type})`;
        return 'booked';
      } catch (error) {
        return codeOf(error);
      }
    }),
    async close() {
      await Promise.all(connections.map((sql) => sql.end()));
    },
  };
}

function httpClients(data: Dataset, desk: Caller, count: number): Clients {
  const clients = Array.from({ length: count }, () => rpcAs(data.stack, desk));
  return {
    way: 'http',
    book: clients.map(({ call }) => async (booking) => {
      const { status, body } = await call('book_appointment', { ...booking });
      return status === 200 ? 'booked' : String((JSON.parse(body) as { code: string }).code);
    }),
    async close() {
      for (const client of clients) client.close();
    },
  };
}

const withPatient = ({ patients, ...time }: FreeTime, n: number): Booking => ({ ...time, patient_id: patients[n]! });

/** Every client takes the next booking as soon as its last one is answered; all of them must succeed. */
async function throughput({ way, book }: Clients, times: FreeTime[]): Promise<Throughput> {
  const waiting = times.map((time) => withPatient(time, 0));
  const samples: number[] = [];
  const work = async (client: Book) => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const booking = next;
      let answer = '';
      samples.push(
        await timed(async () => {
          answer = await client(booking);
        }),
      );
      if (answer !== 'booked') throw new Error(`a free time could not be booked: ${answer} ${JSON.stringify(booking)}`);
    }
  };
  const seconds = (await timed(() => Promise.all(book.map(work)))) / 1000;
  return { way, clients: book.length, perSecond: times.length / seconds, times: summarise(samples) };
}

/** Statistics are sent to the collector when a session has been idle for a moment; a new session reads them afresh. */
async function deadlocks(data: Dataset): Promise<number> {
  const sql = superuser(data.stack);
  try {
    const [row] = await sql<{ deadlocks: number }[]>`
      select deadlocks::integer as deadlocks from pg_stat_database where datname = current_database()`;
    return row?.deadlocks ?? 0;
  } finally {
    await sql.end();
  }
}

async function visitsAt(data: Dataset, times: FreeTime[]): Promise<number[]> {
  const sql = superuser(data.stack);
  try {
    const found = await sql<{ visits: number }[]>`
      select (select count(*)::integer from public.appointments a
        where a.clinician_id = t.clinician_id and a.holds_time and a.scheduled_start < t.slot_end and a.scheduled_end > t.slot_start) as visits
      from unnest(${times.map((t) => t.clinician_id)}::uuid[], ${times.map((t) => t.slot_start)}::timestamptz[],
        ${times.map((t) => t.slot_end)}::timestamptz[]) with ordinality t (clinician_id, slot_start, slot_end, n)
      order by n`;
    return found.map((row) => row.visits);
  } finally {
    await sql.end();
  }
}

/** All clients ask for the same time at once, each for a patient of their own; then the next time. */
async function race(data: Dataset, { way, book }: Clients, times: FreeTime[]): Promise<Race> {
  const before = await deadlocks(data);
  const answers: Record<string, number> = {};
  const [won, lost]: [number[], number[]] = [[], []];
  const winnersTold: number[] = [];
  for (const time of times) {
    let told = 0;
    await Promise.all(
      book.map(async (client, n) => {
        let answer = '';
        const took = await timed(async () => {
          answer = await client(withPatient(time, n));
        });
        answers[answer] = (answers[answer] ?? 0) + 1;
        if (answer === 'booked') told += 1;
        (answer === 'booked' ? won : lost).push(took);
      }),
    );
    winnersTold.push(told);
  }
  const visits = await visitsAt(data, times);
  return {
    way,
    clients: book.length,
    slots: times.length,
    decided: visits.filter((count, n) => count === 1 && winnersTold[n] === 1).length,
    answers,
    deadlocks: (await deadlocks(data)) - before,
    winners: summarise(won),
    losers: summarise(lost),
  };
}

/** Takes back what the benches booked, so that the data set can be measured again. The audit events stay, as ever. */
async function removeBookings(data: Dataset, { profile_id }: Caller): Promise<void> {
  const sql = superuser(data.stack);
  try {
    await sql`set careslot.quiet = on`;
    await sql`delete from public.appointments where booked_by = ${profile_id}`;
  } finally {
    await sql.end();
  }
}

export async function measureBooking(
  data: Dataset,
  desk: Caller,
  { bookings, racedSlots }: Pick<Scale, 'bookings' | 'racedSlots'>,
): Promise<BookingReport> {
  const finder = connectAs(data.stack, desk);
  const report: BookingReport = { throughput: [], races: [] };
  try {
    for (const [makeClients, count] of [
      [databaseClients, 8],
      [httpClients, 8],
      [httpClients, 4],
    ] as const) {
      const clients = makeClients(data, desk, count);
      try {
        // Sessions and plans are warm before the clock starts, as they are in a server that runs.
        await throughput(
          clients,
          await freeTimes(finder, data, { count: Math.min(8 * count, bookings), patientsEach: 1 }),
        );
        const times = await freeTimes(finder, data, { count: bookings, patientsEach: 1 });
        report.throughput.push(await throughput(clients, times));
        if (count === 8) {
          const raced = await freeTimes(finder, data, { count: racedSlots, patientsEach: 8 });
          report.races.push(await race(data, clients, raced));
        }
      } finally {
        await clients.close();
      }
    }
  } finally {
    await finder.end();
    await removeBookings(data, desk);
  }
  return report;
}
