/** From Lighthouse's reports to a table in RESULTS.md. */
import os from 'node:os';

export interface Report {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { score: number | null; numericValue?: number; title: string; displayValue?: string }>;
}

export interface Measured {
  page: string;
  device: 'mobile' | 'desktop';
  performance: number;
  accessibility: number;
  bestPractices: number;
  /** Largest contentful paint in seconds, total blocking time in ms, cumulative layout shift. */
  lcp: number;
  tbt: number;
  cls: number;
  /** What cost points in the last run besides the timings. */
  failed: string[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const timings = new Set(['first-contentful-paint', 'largest-contentful-paint', 'speed-index', 'interactive']);

export function medianOf(page: string, device: Measured['device'], reports: readonly Report[]): Measured {
  const score = (category: string) =>
    Math.round(median(reports.map((report) => (report.categories[category]?.score ?? 0) * 100)));
  const value = (audit: string) => median(reports.map((report) => report.audits[audit]?.numericValue ?? Number.NaN));
  return {
    page,
    device,
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    lcp: value('largest-contentful-paint') / 1000,
    tbt: Math.round(value('total-blocking-time')),
    cls: Math.round(value('cumulative-layout-shift') * 1000) / 1000,
    failed: Object.entries(reports.at(-1)?.audits ?? {})
      .filter(([id, { score: points }]) => points !== null && points < 0.9 && !timings.has(id))
      .map(([id, { displayValue }]) => (displayValue ? `${id}: ${displayValue}` : id)),
  };
}

/** Begins with its heading, by which sections.ts finds it again. */
export function section(measured: readonly Measured[], run: { version: string; runs: number; at: Date }): string {
  const rows = measured.map(
    (one) =>
      `| ${one.page} | ${one.device} | ${one.performance} | ${one.accessibility} | ${one.bestPractices} | ${one.lcp.toFixed(1)} s | ${one.tbt} ms | ${one.cls} |`,
  );
  return [
    '## Lighthouse',
    '',
    `Written by \`node --import tsx bench/lighthouse.ts\` on ${run.at.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    '',
    `- Lighthouse ${run.version}, median of ${run.runs} runs of each figure; the built app on the embedded stack with the demo practice, signed in but for the first page; ${os.cpus().length} cores of ${os.cpus()[0]?.model.trim() ?? 'unknown'}, shared by server and browser.`,
    "- Mobile is Lighthouse's simulated phone on a slow network, four times slower than this machine. Wanted: performance ≥ 90, accessibility 100, best practices 100.",
    '',
    '| page | device | performance | accessibility | best practices | LCP | TBT | CLS |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}
