/** How long the slot searches take: inside the server, for a client of the database, and over HTTP. */
import type { Callers } from './callers.ts';
import type { Dataset } from './data.ts';
import { median, processorTime, summarise, type Times, timed } from './measure.ts';
import type { Scale } from './scale.ts';
import { anyone, cases, openSession, overHttp, type Session, type Way } from './slot-cases.ts';

export interface SlotResult {
  id: string;
  title: string;
  way: Way;
  times: Times;
  /** Processor time of the database session per call, where it can be read: what other load on the machine cannot lengthen. */
  processor: number | undefined;
  /** Slots returned per call, on average. */
  slots: number;
}

/** Months per second that a number of clients get over HTTP. */
async function monthsPerSecond(session: Session, clients: number, calls: number): Promise<number> {
  const ask = overHttp(30, anyone);
  const seconds =
    (await timed(() => Promise.all(Array.from({ length: clients }, (_, c) => ask(session, c * 131, calls))))) / 1000;
  return (clients * calls) / seconds;
}

export interface SlotReport {
  cases: SlotResult[];
  /** Months per second over HTTP with four clients. */
  monthsPerSecond: number;
  clinicianCount: number;
}

export async function measureSlots(
  big: Dataset,
  small: Dataset,
  callers: { big: Callers; small: Callers },
  { rounds, calls }: Pick<Scale, 'rounds' | 'calls'>,
): Promise<SlotReport> {
  const desk = await openSession(big, callers.big.desk);
  const patient = await openSession(big, callers.big.patient);
  const few = await openSession(small, callers.small.desk);
  try {
    const measured = cases(desk, patient, few).map((one) => ({
      one,
      times: [] as number[],
      slots: 0,
      processor: [] as number[],
    }));
    for (const { one } of measured) await one.call(one.session, 0, Math.min(calls, 20));
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const entry of measured) {
        const { session, call } = entry.one;
        const before = processorTime(session.pid);
        const { times, slots } = await call(session, round * calls, calls);
        const after = processorTime(session.pid);
        entry.times.push(...times);
        entry.slots += slots;
        if (before !== undefined && after !== undefined) entry.processor.push((after - before) / times.length);
      }
      rates.push(await monthsPerSecond(desk, 4, calls));
    }
    return {
      cases: measured.map(({ one, times, slots, processor }) => ({
        id: one.id,
        title: one.title,
        way: one.way,
        times: summarise(times),
        slots: slots / times.length,
        processor: one.way === 'http' || processor.length === 0 ? undefined : median(processor),
      })),
      monthsPerSecond: median(rates),
      clinicianCount: Math.round(big.clinicians.length / big.practices.length),
    };
  } finally {
    for (const { sql, rpc } of [desk, patient, few]) {
      rpc.close();
      await sql.end();
    }
  }
}
