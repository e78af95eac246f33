import type { Visit } from './schema.ts';

/** Until when a patient may change or cancel by themselves: the practice's notice before the start. ISO instant. */
export const changeDeadline = (visit: Pick<Visit, 'scheduled_start'>, noticeMinutes: number): string =>
  new Date(Date.parse(visit.scheduled_start) - noticeMinutes * 60_000).toISOString();
