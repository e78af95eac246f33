/** What Careslot sets itself, and whether a run reached it. */
import type { BookingReport } from './booking.ts';
import type { SlotReport } from './slots.ts';

export interface Report {
  slots: SlotReport | undefined;
  booking: BookingReport | undefined;
}

export interface Aim {
  what: string;
  aim: string;
  measured: string;
  met: boolean;
}

const two = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

const atMost = (what: string, measured: number, limit: number, unit: string): Aim => ({
  what,
  aim: `≤ ${limit} ${unit}`,
  measured: `${two(measured)} ${unit}`,
  met: measured <= limit,
});

const atLeast = (what: string, measured: number, limit: number, unit: string): Aim => ({
  what,
  aim: `≥ ${limit} ${unit}`,
  measured: `${two(measured)} ${unit}`,
  met: measured >= limit,
});

export function caseOf({ cases }: SlotReport, id: string) {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}

function slotAims(slots: SlotReport): Aim[] {
  const p50 = (id: string) => caseOf(slots, id).times.p50;
  /** What is judged is the clock; the processor time beside it tells how much of that was waiting for other programs. */
  const inServer = (what: string, id: string, limit: number): Aim => {
    const { times, processor } = caseOf(slots, id);
    const aim = atMost(`${what}, p50`, times.p50, limit, 'ms');
    return processor === undefined ? aim : { ...aim, measured: `${aim.measured} (CPU ${two(processor)})` };
  };
  const small = caseOf(slots, 'server-small');
  return [
    inServer('available_slots in the database, 30 days, front desk', 'server-30', 0.6),
    inServer('available_slots in the database, 30 days, patient', 'server-patient-30', 0.6),
    inServer('available_slots in the database, 90 days, front desk', 'server-90', 1.3),
    inServer('available_slots in the database, 90 days, patient', 'server-patient-90', 1.3),
    atMost('a month over HTTP through the local stack, front desk, p50', p50('http-30'), 6, 'ms'),
    atMost('a month over HTTP through the local stack, patient, p50', p50('http-patient-30'), 6, 'ms'),
    atMost(
      'nearly full against nearly empty clinician, in the database',
      p50('server-dense') / p50('server-sparse'),
      2,
      '×',
    ),
    atMost(
      'nearly full against nearly empty clinician, over HTTP (T4)',
      p50('http-dense') / p50('http-sparse'),
      2,
      '×',
    ),
    inServer(`any of ${slots.clinicianCount} clinicians, one day, in the database`, 'server-practice', 10),
    atMost(
      `flat: the same month, against ${small.title.replace('30 days, the same in ', '')}`,
      p50('server-same') / p50('server-small'),
      1.25,
      '×',
    ),
  ];
}

const place = { database: 'in SQL', http: 'over HTTP' };

function bookingAims({ races }: BookingReport): Aim[] {
  return races.flatMap((race) => {
    const where = `race of ${race.clients} for ${race.slots} times ${place[race.way]}`;
    return [
      {
        what: `${where}: exactly one winner (T8)`,
        aim: 'always',
        measured: `${race.decided} of ${race.slots}`,
        met: race.decided === race.slots,
      },
      { what: `${where}: deadlocks`, aim: 'none', measured: String(race.deadlocks), met: race.deadlocks === 0 },
      atMost(`${where}: longest wait`, Math.max(race.winners.worst, race.losers.worst), 50, 'ms'),
    ];
  });
}

export const aims = ({ slots, booking }: Report): Aim[] => [
  ...(slots ? slotAims(slots) : []),
  ...(booking ? bookingAims(booking) : []),
];

/**
 * The peers' own figures, taken once on a 2-core AMD EPYC with 24 GiB (November 2026) and not again here: Easy!Appointments
 * 1.5.2 with MariaDB, and cal.com's published slot code under Node without any reading of data.
 */
export function peerAims({ slots, booking }: Report): Aim[] {
  const list: Aim[] = [];
  if (slots) {
    const p50 = (id: string) => caseOf(slots, id).times.p50;
    list.push(
      atMost('T1 a month of slots, 1/25 of the 30 calls of Easy!Appointments (84 ms)', p50('http-sparse'), 3.4, 'ms'),
      atMost('T2 the same, 1/8 of its "which days are free" (26.5 ms)', p50('http-sparse'), 3.3, 'ms'),
      atLeast('T3 months per second with 4 clients, 40 × its 20', slots.monthsPerSecond, 800, '/s'),
      atMost('T5 30 days, 1/20 of the computation alone in cal.com (15.3 ms)', p50('server-30'), 0.77, 'ms'),
      atMost('T5 90 days, 1/30 of the same (54 ms)', p50('server-90'), 1.8, 'ms'),
      atMost(
        `T6 any of ${slots.clinicianCount} clinicians, one day, 1/10 of Easy!Appointments (118 ms)`,
        p50('server-practice'),
        11.8,
        'ms',
      ),
    );
  }
  const four = booking?.throughput.find((one) => one.way === 'http' && one.clients === 4);
  if (four)
    list.push(
      atLeast('T7 checked bookings per second with 4 clients over HTTP, 4 × its 201', four.perSecond, 804, '/s'),
    );
  return list;
}
