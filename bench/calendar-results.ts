/** The calendar's section of RESULTS.md. */
import os from 'node:os';
import type { Noise } from './machine.ts';
import { median, summarise } from './measure.ts';

/** By the clock, from the click until it can be seen; and of the page's thread alone. */
export interface Sample {
  ms: number;
  processor: number;
}

export interface CalendarRun {
  started: Date;
  visits: number;
  /** One per fresh page: the first mount, and a second one in the same page. */
  mounts: Sample[];
  again: Sample[];
  changes: Sample[];
  /** Elements drawn for visits; the others stand behind "+3 more". */
  blocks: number;
  noise: { start: Noise; end: Noise };
}

const aims = { mount: 200, change: 100 };

export function renderCalendarResults(run: CalendarRun, chromium: string): string {
  const cpus = os.cpus();
  const line = (what: string, aim: number | undefined, samples: Sample[]) => {
    const clock = samples.map((sample) => sample.ms);
    const { p50, worst, count } = summarise(clock);
    const best = Math.min(...clock);
    const processor = median(samples.map((sample) => sample.processor));
    const met = aim === undefined ? '' : p50 <= aim ? 'yes' : `**no**, by ${Math.round(p50 - aim)} ms`;
    const cells = [
      what,
      aim === undefined ? '' : `≤ ${aim} ms`,
      `${Math.round(p50)} ms`,
      `${Math.round(processor)} ms`,
    ];
    return `| ${[...cells, `${Math.round(best)} / ${Math.round(worst)}`, count, met].join(' | ')} |`;
  };
  const { start, end } = run.noise;
  const quiet = start.load <= cpus.length * 0.25;
  const n = run.visits.toLocaleString('en');
  return [
    '## Calendar in the browser',
    '',
    `Written by \`node --import tsx bench/calendar.ts\` on ${run.started.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    '',
    `- Machine: ${cpus.length} cores of ${cpus[0]?.model.trim() ?? 'unknown'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB; headless Chromium ${chromium} without a graphics card, window of 1440 × 900. Load average ${start.load.toFixed(1)} before, ${end.load.toFixed(1)} after; a fixed piece of work took ${start.usual.toFixed(2)} and ${end.usual.toFixed(2)} ms.${quiet ? '' : ' **The machine was not quiet: read the times as upper bounds and the CPU column as the steadier one.**'}`,
    `- Measured: the calendar page itself in a production build, one clinician's week of ${n} visits, whose rows are in the query cache. From the click to the second frame after the visits can be seen. Of ${n} visits ${run.blocks} are drawn, two side by side at most; the others open from "more". CPU is what the page's own thread used, which other load on the machine does not lengthen.`,
    '',
    '| Case | Wanted | p50 | CPU | best / worst ms | pages | Met |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    line(`mount a week of ${n} visits, fresh page`, aims.mount, run.mounts),
    line('the same, a second time in the page', undefined, run.again),
    line('one visit moves', aims.change, run.changes),
    '',
  ].join('\n');
}
