/** The private address of a calendar, as functions/calendar-feed answers it. */
export const feedAddress = (supabaseUrl: string, token: string): string =>
  `${supabaseUrl.replace(/\/+$/, '')}/functions/v1/calendar-feed/${token}.ics`;

/** The same address for calendar apps, which take webcal: as "subscribe to this". They ask over HTTPS where it exists. */
export const subscribeAddress = (address: string): string => address.replace(/^https?:/, 'webcal:');
