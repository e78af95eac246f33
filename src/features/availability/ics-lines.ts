/**
 * The outer shape of an iCalendar file (RFC 5545 §3.1, §3.6): unfolded lines with their numbers, components properly
 * nested. A file comes from anywhere; nothing reaches the parser before its size, depth and number are known to be
 * small, and then only the few properties that say when an event is.
 */
export type IcsRefusal = 'tooLarge' | 'notCalendar' | 'badLine' | 'badNesting' | 'tooManyEvents' | 'tooManyDays';
export type EventBlock = { line: number; lines: string[] };
export type Blocks = { ok: true; events: EventBlock[] } | { ok: false; reason: IcsRefusal; line: number };

/** `days` and `exceptions` (EXDATE) are those of the whole file; a repetition may begin in `firstYear`. */
export const limits = {
  bytes: 1_000_000,
  events: 500,
  depth: 8,
  lineLength: 4_000,
  days: 20_000,
  exceptions: 2_000,
  firstYear: '1900',
};

const wanted = new Set('DTSTART DTEND DURATION RRULE RDATE EXRULE EXDATE SUMMARY STATUS UID RECURRENCE-ID'.split(' '));

export function eventBlocks(text: string): Blocks {
  if (text.length > limits.bytes) return { ok: false, reason: 'tooLarge', line: 1 };
  const refuse = (reason: IcsRefusal, line: number): Blocks => ({ ok: false, reason, line });
  const open: string[] = [];
  const events: EventBlock[] = [];
  let current: EventBlock | undefined;
  let begun = false;
  const lines = unfold(text);
  for (const { number, content } of lines) {
    const name = /^([A-Za-z0-9-]+)[;:]/.exec(content)?.[1]?.toUpperCase();
    if (!begun && !/^BEGIN:VCALENDAR\s*$/i.test(content)) return refuse('notCalendar', number);
    begun = true;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (!name || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(content)) return refuse('badLine', number);
    const component = content
      .slice(name.length + 1)
      .trim()
      .toUpperCase();
    if (name === 'BEGIN') {
      if (open.length >= limits.depth) return refuse('badNesting', number);
      open.push(component);
      if (component === 'VEVENT' && open.length === 2) {
        if (events.length >= limits.events) return refuse('tooManyEvents', number);
        current = { line: number, lines: [] };
        events.push(current);
      }
    } else if (name === 'END') {
      if (open.pop() !== component) return refuse('badNesting', number);
      if (component === 'VEVENT' && open.length === 1) current = undefined;
    } else if (open.length === 0) {
      return refuse('badNesting', number);
    } else if (current && open.length === 2 && wanted.has(name)) {
      current.lines.push(content);
    }
  }
  if (!begun) return refuse('notCalendar', 1);
  if (open.length > 0) return refuse('badNesting', lines.at(-1)?.number ?? 1);
  return { ok: true, events };
}

function unfold(text: string): { number: number; content: string }[] {
  const lines: { number: number; parts: string[] }[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const last = lines.at(-1);
      if (last && /^[ \t]/.test(raw)) last.parts.push(raw.slice(1));
      else if (raw.trim() !== '') lines.push({ number: index + 1, parts: [raw] });
    });
  return lines.map(({ number, parts }) => ({ number, content: parts.join('') }));
}
