/** One search over several clinicians must not mix up their zones, buffers, maxima, exceptions or visits. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { become, database, rolledBack } from '../../support/sql.ts';
import { day, minute } from '../../support/time.ts';
import { availableSlots } from './calls.ts';
import { iso } from './questions.ts';
import { type Cast, cast, settle } from './settings.ts';
import { dateAt } from './wall-clock.ts';
import { type Plan, plans } from './worlds.ts';

const sql = database();
let casts: Cast[];

beforeAll(async () => {
  const first = await cast(sql);
  casts = [first];
  for (let n = 1; n < 5; n += 1) {
    const clinician = await first.practice.clinician({ hours: [] });
    const patient = await first.practice.patient([clinician.clinician_id]);
    casts.push({ ...first, clinician, patient, stranger: await first.practice.patient([clinician.clinician_id]) });
  }
});

/** The same four days for all; the rest of each plan stays its own. */
function together([first, ...others]: [Plan, ...Plan[]]): Plan[] {
  return [first, ...others].map((plan) => {
    const days = Math.round((first.anchor - plan.anchor) / day);
    const moved = (date: string) => dateAt('UTC', Date.parse(date) + days * day);
    return {
      ...plan,
      anchor: first.anchor,
      now: first.now,
      types: first.types,
      hours: plan.hours.map((row) => ({ ...row, valid_from: null, valid_until: null })),
      overrides: plan.overrides.map((row) => ({ ...row, override_date: moved(row.override_date) })),
      visits: plan.visits.map((visit) => ({ ...visit, elsewhere: false })),
    };
  });
}

test('[AV19] a search over a practice is the search of each clinician, in random worlds', {
  timeout: 120_000,
}, async () => {
  let slots = 0;
  await fc.assert(
    fc.asyncProperty(fc.tuple(plans, plans, plans, plans, plans), async (five) => {
      await rolledBack(sql, async (tx) => {
        for (const [n, plan] of together(five).entries()) {
          const people = casts[n];
          if (people) await settle(tx, people, plan);
        }
        const [{ anchor, appointment_type, location_type, duration_minutes }] = five;
        const search = { from: anchor, until: anchor + 4 * day, appointment_type, location_type, duration_minutes };
        const [people] = casts;
        if (!people) throw new Error('no cast');
        await become(tx, people.receptionist.auth_user_id);
        const rows = await tx<{ slot_start: Date; slot_end: Date; clinician_id: string }[]>`
          select * from public.practice_slots(${people.practice.practice_id}, ${iso(search.from)}, ${iso(search.until)},
            ${duration_minutes}, ${appointment_type}, ${location_type})`;
        for (const { clinician } of casts) {
          const alone = await availableSlots(tx, { ...search, clinician_id: clinician.clinician_id });
          const given = rows.filter((row) => row.clinician_id === clinician.clinician_id);
          expect(
            given.map((row) => [
              iso(row.slot_start.getTime()),
              (row.slot_end.getTime() - row.slot_start.getTime()) / minute,
            ]),
          ).toEqual(alone.map((slot) => [iso(slot.start), (slot.end - slot.start) / minute]));
          slots += alone.length;
        }
      });
    }),
    { numRuns: 20, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
  );
  expect(slots).toBeGreaterThan(100);
});
