/** How an invitation is named in a mail (RFC 6047 §2.4: the parameter says the same as METHOD inside). */
export const calendarType = (method: 'REQUEST' | 'CANCEL' | 'PUBLISH'): string =>
  `text/calendar; charset=utf-8; method=${method}`;

/** The dates of a series: a file that is opened by hand, of a type that no mail program takes for the invitation. */
export const seriesFile = { name: 'visits.ics', type: 'application/ics' };
