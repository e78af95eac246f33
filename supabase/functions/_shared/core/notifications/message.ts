/** What a message says, before a channel lays it out: the same facts and links in mail, text message and push. */
import { languageOf } from './language.ts';
import type { Links } from './links.ts';
import type { Notice } from './notice.ts';
import { outsideText } from './outside-text.ts';
import { hasSeriesFile, openTo, type Situation, situationOf, topicOf } from './situation.ts';
import { type When, whenOf } from './when.ts';
import type { Action, Words } from './words/words.ts';

export type Message = {
  words: Words;
  /** For Intl and `lang`. */
  format: string;
  title: string;
  lead: string;
  practice: string;
  phone: string | null;
  /** Null for what is about no visit. */
  when: When | null;
  /** Only when the visit was moved. */
  before: When | null;
  /** Where to go for a visit in person; else in words that it is by video or phone. */
  where: string | null;
  /** The first is what most readers want. */
  actions: { name: Action; href: string }[];
  /** Until when, or whom to call. */
  change: string | null;
  preparation: string | null;
  /** The first of a series speaks for the others. */
  more: string | null;
  footer: string;
  /** Answers by text message are understood for this visit. */
  answers: 'all' | 'confirm' | 'none';
};

const longestName = 80;
const longestPlace = 200;
/** So shortly before a video visit joining comes first. */
const soonMs = 2 * 3600 * 1000;

/** `now` decides about relative words, and about what can still be done. */
export function messageFor(notice: Notice, links: Links, now: Date): Message {
  const { words, format } = languageOf(notice.recipient.locale);
  const { visit, practice, side } = notice;
  const name = outsideText(practice.name, longestName) || 'Careslot';
  const phone = practice.phone ? outsideText(practice.phone, 40) || null : null;
  const situation = situationOf(notice);
  const who = side === 'patient' ? 'patient' : 'practice';
  const line = words.lines[situation][who];
  const topic = topicOf(notice.kind);
  const clock = { words, format, zone: notice.recipient.timezone, practiceZone: practice.timezone, now };
  const open = openTo(notice, now);
  const isOver = ['cancelled', 'cancelled_by_self', 'request_declined', 'request_withdrawn', 'handed_over'].includes(
    situation,
  );
  return {
    words,
    format,
    title: line.title,
    lead: line.lead(name),
    practice: name,
    phone,
    when: visit && whenOf(clock, visit.start, visit.end, { relative: true }),
    before:
      visit?.previous_start && notice.kind === 'visit_moved'
        ? whenOf(clock, visit.previous_start, null, { relative: false })
        : null,
    where: visit && !isOver ? placeOf(visit, words) : null,
    actions: actionsFor(situation, notice, links, now).flatMap((action) => {
      const href = links[action];
      return href ? [{ name: action, href }] : [];
    }),
    change: changeOf(),
    preparation: visit?.has_preparation && open.isAhead ? words.preparation : null,
    more: visit && visit.series.length > 0 ? moreOf(visit.series.length) : null,
    footer: `${words.footer(name)} ${words.because[topic][who]}`,
    answers: !open.confirm || topic !== 'visit' ? 'none' : open.change ? 'all' : 'confirm',
  };

  function moreOf(visits: number): string {
    return hasSeriesFile(notice) ? `${words.more(visits)} ${words.seriesFile}` : words.more(visits);
  }

  function changeOf(): string | null {
    if (!visit || !open.isAhead || topic !== 'visit') return null;
    if (!open.change || !links.cancel) return words.callToChange(phone);
    if (visit.cancellation_notice_minutes === 0) return null;
    const until = new Date(Date.parse(visit.start) - visit.cancellation_notice_minutes * 60_000).toISOString();
    return words.changeUntil(whenOf(clock, until, null, { relative: true }).short);
  }
}

function placeOf(visit: NonNullable<Notice['visit']>, words: Words): string {
  const place = visit.location_type === 'in_person' && visit.location ? outsideText(visit.location, longestPlace) : '';
  return place || words.places[visit.location_type];
}

function actionsFor(situation: Situation, notice: Notice, links: Links, now: Date): Action[] {
  const { kind, side, visit } = notice;
  const topic = topicOf(kind);
  if (topic === 'calendar') return [links.calendars ? 'calendars' : 'visit'];
  if (topic === 'conversation') return [links.conversation ? 'conversation' : 'visit'];
  if (!visit) return ['visit'];
  if (side !== 'patient') return ['visit'];
  const open = openTo(notice, now);
  const isSoon = open.join && Date.parse(visit.start) - now.getTime() <= soonMs;
  const join: Action[] = open.join ? ['join'] : [];
  const change: Action[] = open.change ? ['reschedule', 'cancel'] : [];
  // Who has just chosen the time need not say that they will come.
  const asked = situation === 'reminder' || situation === 'moved';
  const confirm: Action[] = open.confirm && asked ? ['confirm'] : [];
  const calendar: Action[] = open.calendar && situation !== 'waitlist_offer' ? ['calendar'] : [];
  return [...(isSoon ? join : []), ...confirm, ...calendar, ...(isSoon ? [] : join), ...change, 'visit'];
}
