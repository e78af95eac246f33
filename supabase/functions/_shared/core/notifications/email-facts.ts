import type { Message } from './message.ts';

export type Fact = { label: string; value: string };

/** When, where and until when, as a list of names and values. */
export function factsOf({ when, before, where, words: { labels } }: Message): Fact[] {
  const facts: Fact[] = [];
  if (when) facts.push({ label: labels.when, value: capitalised(when.long) });
  if (when?.there) facts.push({ label: labels.inCity(when.there.city), value: capitalised(when.there.long) });
  if (before) facts.push({ label: labels.before, value: capitalised(before.long) });
  if (where) facts.push({ label: labels.where, value: where });
  return facts;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
