/** What can be wrong with one calendar object. Neither message holds anything of its contents. */

/** It is not iCalendar, or lacks what RFC 5545 requires. */
export class UnreadableObject extends Error {
  override name = 'UnreadableObject';
}

/** Its rules ask for more occurrences than anybody has appointments (a rule that repeats every second, say). */
export class TooManyOccurrences extends Error {
  override name = 'TooManyOccurrences';
}
