/** The cases of the slot bench: what is asked, by whom and by which way. */
import type postgres from 'postgres';
import { type Callers, connectAs, rows, rpcAs } from './callers.ts';
import type { Dataset } from './data.ts';
import { timed } from './measure.ts';

/** `server`: a loop in the server; `database`: prepared calls over one connection; `http`: the whole stack. */
export type Way = 'server' | 'database' | 'http';

export interface Case {
  id: string;
  title: string;
  way: Way;
  session: Session;
  call(session: Session, i: number, calls: number): Promise<{ times: number[]; slots: number }>;
}

/** One person with one connection to a data set, and their HTTP client. */
export interface Session {
  data: Dataset;
  sql: postgres.Sql;
  pid: number;
  rpc: ReturnType<typeof rpcAs>;
}

const day = 86_400_000;

/** The nth of the ranges that are asked for: each begins on another of the first days, all lie within the 90 measured days. */
function range(n: number, days: number): { start: Date; end: Date } {
  const begin = Math.floor(Date.now() / 3_600_000) * 3_600_000 + 3_600_000 + (n % Math.max(1, 90 - days)) * day;
  return { start: new Date(begin), end: new Date(begin + days * day) };
}

/**
 * The same calls in a loop inside the server: their time without driver, protocol and round trip. Made in each session,
 * and the calls in it are prepared, as PostgREST's are.
 */
const loops = `
  create function pg_temp.time_available(clinicians uuid[], starts timestamptz[], days integer)
  returns table (ms double precision, slots integer) language plpgsql as $$
  declare
    v_begun timestamptz;
    v_slots integer;
  begin
    for i in 1 .. cardinality(clinicians) loop
      v_begun := clock_timestamp();
      perform * from public.available_slots(clinicians[i], starts[i], starts[i] + make_interval(days => days));
      get diagnostics v_slots = row_count;
      return query select extract(epoch from clock_timestamp() - v_begun)::double precision * 1000, v_slots;
    end loop;
  end $$;
  create function pg_temp.time_practice(practices uuid[], starts timestamptz[])
  returns table (ms double precision, slots integer) language plpgsql as $$
  declare
    v_begun timestamptz;
    v_slots integer;
  begin
    for i in 1 .. cardinality(practices) loop
      v_begun := clock_timestamp();
      perform * from public.practice_slots(practices[i], starts[i], starts[i] + interval '1 day');
      get diagnostics v_slots = row_count;
      return query select extract(epoch from clock_timestamp() - v_begun)::double precision * 1000, v_slots;
    end loop;
  end $$;`;

export async function openSession(data: Dataset, person: Callers['desk']): Promise<Session> {
  const sql = connectAs(data.stack, person);
  await sql.unsafe(loops);
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return { data, sql, pid: backend?.pid ?? 0, rpc: rpcAs(data.stack, person) };
}

const pick = <T>(list: T[], n: number): T => {
  const found = list[n % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
};

const inServer =
  (days: number, clinician: (data: Dataset, n: number) => string): Case['call'] =>
  async ({ sql, data }, first, calls) => {
    const ns = Array.from({ length: calls }, (_, i) => first + i);
    const result = await sql<{ ms: number; slots: number }[]>`
      select ms, slots from pg_temp.time_available(${ns.map((n) => clinician(data, n))}::uuid[],
        ${ns.map((n) => range(n, days).start.toISOString())}::timestamptz[], ${days})`;
    return { times: result.map((row) => row.ms), slots: result.reduce((sum, row) => sum + row.slots, 0) };
  };

const practiceInServer: Case['call'] = async ({ sql, data }, first, calls) => {
  const ns = Array.from({ length: calls }, (_, i) => first + i);
  const result = await sql<{ ms: number; slots: number }[]>`
    select ms, slots from pg_temp.time_practice(${ns.map((n) => pick(data.practices, n))}::uuid[],
      ${ns.map((n) => range(n, 1).start.toISOString())}::timestamptz[])`;
  return { times: result.map((row) => row.ms), slots: result.reduce((sum, row) => sum + row.slots, 0) };
};

/** Calls one after the other, each timed here. `ask` returns how many slots came. */
const each =
  (ask: (session: Session, n: number) => Promise<number>): Case['call'] =>
  async (session, first, calls) => {
    const times: number[] = [];
    let slots = 0;
    for (let n = first; n < first + calls; n++) {
      times.push(
        await timed(async () => {
          slots += await ask(session, n);
        }),
      );
    }
    return { times, slots };
  };

const fromClient = (days: number) =>
  each(async ({ sql, data }, n) => {
    const { start, end } = range(n, days);
    return (await sql`select * from public.available_slots(${pick(data.clinicians, n)}, ${start}, ${end})`).length;
  });

export const overHttp = (days: number, clinician: (data: Dataset, n: number) => string) =>
  each(async ({ rpc, data }, n) => {
    const { start, end } = range(n, days);
    const args = { clinician_id: clinician(data, n), range_start: start, range_end: end };
    return rows(await rpc.call('available_slots', args)).length;
  });

export const anyone = (data: Dataset, n: number) => pick(data.clinicians, n);
const dense = (data: Dataset) => data.dense;
const sparse = (data: Dataset) => data.sparse;

const title = (days: number, what: string) => `${days} days, ${what}`;

export function cases(desk: Session, patient: Session, small: Session): Case[] {
  const lengths = [7, 30, 90];
  const clinicianCount = Math.round(desk.data.clinicians.length / desk.data.practices.length);
  return [
    ...lengths.map(
      (days): Case => ({
        id: `server-${days}`,
        title: title(days, 'asked by the front desk'),
        way: 'server',
        session: desk,
        call: inServer(days, anyone),
      }),
    ),
    ...lengths.map(
      (days): Case => ({
        id: `server-patient-${days}`,
        title: title(days, 'asked by a patient'),
        way: 'server',
        session: patient,
        call: inServer(days, anyone),
      }),
    ),
    {
      id: 'server-dense',
      title: title(30, 'nearly full clinician (2,500 visits in 90 days)'),
      way: 'server',
      session: desk,
      call: inServer(30, dense),
    },
    {
      id: 'server-sparse',
      title: title(30, 'nearly empty clinician (250 visits in 90 days)'),
      way: 'server',
      session: desk,
      call: inServer(30, sparse),
    },
    {
      id: 'server-practice',
      title: `1 day, any of ${clinicianCount} clinicians`,
      way: 'server',
      session: desk,
      call: practiceInServer,
    },
    // The same clinicians in both databases have the same visits.
    {
      id: 'server-same',
      title: title(30, `the first ${small.data.clinicians.length} clinicians`),
      way: 'server',
      session: desk,
      call: inServer(30, (data, n) => pick(data.clinicians, n % small.data.clinicians.length)),
    },
    {
      id: 'server-small',
      title: title(30, `the same in a database of ${small.data.visits.toLocaleString('en')} visits`),
      way: 'server',
      session: small,
      call: inServer(30, anyone),
    },
    ...lengths.map(
      (days): Case => ({
        id: `database-${days}`,
        title: title(days, 'asked by the front desk'),
        way: 'database',
        session: desk,
        call: fromClient(days),
      }),
    ),
    {
      id: 'http-30',
      title: title(30, 'asked by the front desk'),
      way: 'http',
      session: desk,
      call: overHttp(30, anyone),
    },
    {
      id: 'http-patient-30',
      title: title(30, 'asked by a patient'),
      way: 'http',
      session: patient,
      call: overHttp(30, anyone),
    },
    {
      id: 'http-dense',
      title: title(30, 'nearly full clinician'),
      way: 'http',
      session: desk,
      call: overHttp(30, dense),
    },
    {
      id: 'http-sparse',
      title: title(30, 'nearly empty clinician'),
      way: 'http',
      session: desk,
      call: overHttp(30, sparse),
    },
  ];
}
