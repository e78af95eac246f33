/** A schedule of five fields (minute, hour, day, month, weekday) in UTC, as pg_cron reads it. */
export interface Cron {
  matches(moment: Date): boolean;
}

const RANGES = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12],
  ['weekday', 0, 7],
] as const;

function parseField(text: string, name: string, lowest: number, highest: number): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    const fail = () => new Error(`cron: "${part}" is not a ${name} between ${lowest} and ${highest}`);
    if (!match) throw fail();
    const [, first, last, every] = match;
    const step = every === undefined ? 1 : Number(every);
    const from = first === undefined ? lowest : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || every !== undefined ? highest : from;
    if (from < lowest || to > highest || from > to || step < 1) throw fail();
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

/** Understands star, numbers, ranges, lists and steps. As everywhere, day and weekday are alternatives when both are given. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error(`cron: "${text}" must have five fields`);
  const [minute, hour, day, month, weekday] = RANGES.map(([name, lowest, highest], i) =>
    parseField(fields[i] ?? '', name, lowest, highest),
  );
  if (!minute || !hour || !day || !month || !weekday) throw new Error(`cron: "${text}" must have five fields`);
  if (weekday.has(7)) weekday.add(0);
  const anyDay = fields[2]?.startsWith('*');
  const anyWeekday = fields[4]?.startsWith('*');
  return {
    matches: (moment) => {
      const byDay = day.has(moment.getUTCDate());
      const byWeekday = weekday.has(moment.getUTCDay());
      return (
        minute.has(moment.getUTCMinutes()) &&
        hour.has(moment.getUTCHours()) &&
        month.has(moment.getUTCMonth() + 1) &&
        (anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday)
      );
    },
  };
}
