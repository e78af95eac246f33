/** The calendar of the model is held to what is asked of real ones, or the model would prove nothing. */
import { testConformance } from '../providers/conformance.ts';
import type { Habits } from './memory-calendar.ts';
import { openMemoryCalendar } from './memory-under-test.ts';

const now = () => '2026-11-16T08:00:00Z';
const without = {
  allDay: 'in memory there are single timed events only',
  weekly: 'in memory there are single timed events only',
  credentials: 'in memory there are none',
};
const common = { pageSize: 2 };
const kinds: [string, Habits, boolean][] = [
  ['as Google has it', { ...common, ownIds: true, vague: false, etags: 'steady' }, false],
  ['as Microsoft has it', { ...common, ownIds: false, vague: true, etags: 'steady' }, true],
  ['with etags missing after a write', { ...common, ownIds: true, vague: false, etags: 'missing' }, false],
  ['with etags that differ at every reading', { ...common, ownIds: true, vague: false, etags: 'restless' }, false],
];
for (const [name, habits, forgetsDeleted] of kinds)
  testConformance(`in memory, ${name}`, async () => openMemoryCalendar(habits, now), { without, forgetsDeleted });
