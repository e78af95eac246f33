/** Everything a message can say, in one language. A language that lacks a sentence does not compile. */
import type { Situation, Topic } from '../situation.ts';

export type Line = {
  /** Heading, subject and what a lock screen shows; at most 60 characters, no full stop. */
  title: string;
  /** One or two sentences, with the practice's name. */
  lead(practice: string): string;
};

export type Action = 'confirm' | 'cancel' | 'reschedule' | 'calendar' | 'join' | 'visit' | 'conversation' | 'calendars';

export type Words = {
  language: 'en' | 'es';
  lines: Record<Situation, { patient: Line; practice: Line }>;
  /** For 0 (today) and 1 (tomorrow); null for other days, which their weekday names. */
  relativeDay(days: number): string | null;
  /** "Auckland time" */
  zoneTime(city: string): string;
  /** "14:05 in Zurich" */
  timeIn(time: string, city: string): string;
  labels: { when: string; inCity(city: string): string; before: string; where: string };
  places: Record<'in_person' | 'video' | 'phone', string>;
  actions: Record<Action, string>;
  /** Until when the patient may move or cancel. */
  changeUntil(time: string): string;
  /** It is too late for that, or there is no link for it. `phone` is the practice's, null when it has none. */
  callToChange(phone: string | null): string;
  preparation: string;
  /** How many visits of the same series come after this one; at least 1. */
  more(visits: number): string;
  /** After `more`: the dates are in a file of this mail. */
  seriesFile: string;
  /** Who writes, and why to this reader. */
  footer(practice: string): string;
  because: Record<Topic, { patient: string; practice: string }>;
  settings: string;
  sms: {
    confirmCancelReschedule: string;
    confirm: string;
    join(address: string): string;
    stop: string;
  };
  replies: {
    confirmed(when: string): string;
    cancelled(when: string): string;
    tooLate(phone: string | null): string;
    reschedule(when: string, address: string): string;
    /** After the last moment for it, or when no link can be made. */
    cannotReschedule(phone: string | null): string;
    ambiguous(address: string): string;
    help: string;
    /** Where only C is left. */
    helpLate(phone: string | null): string;
    failed(phone: string | null): string;
  };
};
