/** The report of a run, as Markdown. */
import { type Aim, aims, peerAims, type Report } from './aims.ts';
import type { Race, Throughput } from './booking.ts';
import type { Machine, Noise } from './machine.ts';
import type { Times } from './measure.ts';
import type { Scale, ScaleName } from './scale.ts';
import type { SlotResult } from './slots.ts';

export interface Run extends Report {
  scale: { name: ScaleName; size: Scale };
  machine: Machine;
  noise: { start: Noise; loaded: Noise; end: Noise };
  visits: { big: number; small: number };
  /** Zero when the data were there already. */
  loadSeconds: number;
  started: Date;
}

const ms = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const count = (value: number, thing: string) => `${n(value)} ${thing}${value === 1 ? '' : 's'}`;
const n = (value: number) => Math.round(value).toLocaleString('en');

const table = (heads: string[], lines: string[][]) =>
  [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const aimTable = (list: Aim[]) =>
  table(
    ['Aim', 'Wanted', 'Measured', 'Met'],
    list.map((aim) => [aim.what, aim.aim, aim.measured, aim.met ? 'yes' : '**no**']),
  );

const ways: [SlotResult['way'], string][] = [
  ['server', 'In the server: prepared calls in a loop inside it, so without driver and round trip'],
  ['database', 'Through one connection: prepared calls of postgres.js, rows parsed in Node'],
  ['http', 'Over HTTP: `POST /rest/v1/rpc/available_slots` of the local stack, signed in, kept-alive connection'],
];

const slotTable = (cases: SlotResult[]) =>
  table(
    ['Case', 'p50 ms', 'p95 ms', 'worst ms', 'server CPU ms', 'slots', 'calls'],
    cases.map(({ title, times, processor, slots }) => [
      title,
      ms(times.p50),
      ms(times.p95),
      ms(times.worst),
      processor === undefined ? '' : ms(processor),
      n(slots),
      n(times.count),
    ]),
  );

const span = ({ p50, p95, worst }: Times) => `${ms(p50)} / ${ms(p95)} / ${ms(worst)}`;
const place = { database: 'in SQL', http: 'over HTTP' };

const throughputTable = (list: Throughput[]) =>
  table(
    ['Bookings of free times', 'per second', 'p50 / p95 / worst ms', 'bookings'],
    list.map((one) => [
      `${one.clients} clients ${place[one.way]}`,
      n(one.perSecond),
      span(one.times),
      n(one.times.count),
    ]),
  );

const raceTable = (list: Race[]) =>
  table(
    [
      'Race for the same times',
      'one winner',
      'answers',
      'deadlocks',
      'winners p50 / p95 / worst ms',
      'losers p50 / p95 / worst ms',
    ],
    list.map((race) => [
      `${race.clients} clients ${place[race.way]}`,
      `${race.decided} of ${race.slots}`,
      Object.entries(race.answers)
        .sort()
        .map(([answer, count]) => `${answer} ${n(count)}`)
        .join(', '),
      String(race.deadlocks),
      span(race.winners),
      span(race.losers),
    ]),
  );

/** Says in words how far the figures can be trusted. */
function quietness({ start, loaded, end }: Run['noise'], cores: number): string {
  const loads = `Load average ${start.load.toFixed(1)} before anything was started, ${loaded.load.toFixed(1)} when measuring began (after loading the data), ${end.load.toFixed(1)} at the end, on ${cores} cores`;
  const samples = [start, loaded, end];
  const best = Math.min(...samples.map((one) => one.best));
  const slow = Math.max(...samples.map((one) => one.usual)) / best;
  const work = `a fixed piece of work took ${samples.map((one) => ms(one.usual)).join(', ')} ms at these moments, ${ms(best)} ms at its best`;
  const stolen =
    end.stolen === undefined ? '' : ` The host kept ${end.stolen.toFixed(1)} % of the processors' time for others.`;
  const quiet = start.load <= cores * 0.25 && slow < 1.25;
  const verdict = quiet
    ? 'The machine was quiet.'
    : '**The machine was not quiet: read the times as upper bounds and the CPU column as the steadier one.**';
  return `${loads}; ${work}.${stolen} ${verdict}`;
}

export function renderResults(run: Run): string {
  const { machine, scale, visits, noise, slots, booking } = run;
  const all = aims(run);
  const peers = peerAims(run);
  const met = (list: Aim[]) => `${list.filter((aim) => aim.met).length} of ${list.length}`;
  const settings = Object.entries(machine.settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const part = (title: string, text: string | undefined) => (text ? [`## ${title}`, '', text, ''] : []);
  return [
    '# Measured',
    '',
    `Written by \`npm run bench${scale.name === 'full' ? '' : ` -- --scale ${scale.name}`}\` on ${run.started.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${
      scale.name === 'full' ? '' : `**Scale "${scale.name}" is smaller than what the aims are meant for.**`
    }`.trimEnd(),
    '',
    `- Machine: ${machine.cores} cores of ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}; Node ${machine.node}, Postgres ${machine.postgres} (${settings}). Server, API and clients share it.`,
    `- Data: ${n(visits.big)} visits of ${n(scale.size.clinicians)} clinicians over 100 weeks around today, in ${count(scale.size.practices, 'practice')} and five time zones, two opening windows a weekday, a buffer of ten minutes; in the 90 measured days 100 external busy times and 6 exceptions each. ${run.loadSeconds ? `Loaded in ${n(run.loadSeconds)} s with every constraint in force.` : 'They were there from an earlier run.'} Beside it a database of ${n(visits.small)} visits.`,
    '- Everything is asked as role `authenticated` with the claims of a signed-in person and row-level security on: a receptionist ("front desk") or a patient. Cases take turns in ' +
      `${scale.size.rounds} rounds; p50 and p95 are over all of their calls.`,
    `- Noise: ${quietness(noise, machine.cores)}`,
    '',
    ...part(`Aims: ${met(all)} met`, aimTable(all)),
    ...part(
      `Against peers: ${met(peers)} met`,
      peers.length
        ? `The peers were measured once, in November 2026 on a 2-core AMD EPYC with 24 GiB, not in this run: Easy!Appointments 1.5.2 over HTTP, cal.com's slot code under Node. Ratios across two sittings are rough.\n\n${aimTable(peers)}`
        : undefined,
    ),
    ...(slots
      ? [
          '## Slot searches',
          '',
          ...ways.flatMap(([way, title]) => [
            `${title}.`,
            '',
            slotTable(slots.cases.filter((one) => one.way === way)),
            '',
          ]),
          `Months per second over HTTP with four clients: ${n(slots.monthsPerSecond)}.`,
          '',
        ]
      : []),
    ...(booking
      ? [
          '## Booking',
          '',
          '`book_appointment` with all its checks, triggers (audit, reminders, sync jobs, live pings) and a durable commit.',
          '',
          throughputTable(booking.throughput),
          '',
          raceTable(booking.races),
          '',
          'All clients of a race ask at the same moment, each for another patient; losers get `slot_taken` with the next three free times.',
          '',
        ]
      : []),
  ].join('\n');
}
