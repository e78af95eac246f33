/** Puts a random world into the database, inside a transaction that is rolled back. */
import { randomUUID } from 'node:crypto';
import { createPractice, type PersonWithLogin, type Practice } from '../../support/factory.ts';
import { type Sql, setNow, type Transaction } from '../../support/sql.ts';
import { day, minute } from '../../support/time.ts';
import type { Hold, TakenVisit, VisitType, World } from './oracle.ts';
import { iso } from './questions.ts';
import { type Plan, typeNames, type Who } from './worlds.ts';

export interface Cast {
  practice: Practice;
  clinician: PersonWithLogin & { clinician_id: string };
  colleague: PersonWithLogin & { clinician_id: string };
  receptionist: PersonWithLogin;
  patient: PersonWithLogin & { patient_id: string };
  stranger: PersonWithLogin & { patient_id: string };
}

/** Made once per test file; worlds fill it and leave nothing behind. */
export async function cast(sql: Sql): Promise<Cast> {
  const practice = await createPractice(sql);
  const clinician = await practice.clinician({ hours: [] });
  const colleague = await practice.clinician({ hours: [] });
  const ids = [clinician.clinician_id, colleague.clinician_id];
  return {
    practice,
    clinician,
    colleague,
    receptionist: await practice.member('receptionist'),
    patient: await practice.patient(ids),
    stranger: await practice.patient(ids),
  };
}

export const person = (people: Cast, who: Who): PersonWithLogin => people[who];

const overlaps = (a: { start: number; until: number }, b: { start: number; until: number }) =>
  a.start < b.until && b.start < a.until;

/** Writes the plan and returns it as the oracle's world. Afterwards the database's clock stands at the plan's now. */
export async function settle(tx: Transaction, people: Cast, plan: Plan): Promise<World> {
  const { practice_id } = people.practice;
  const { clinician_id } = people.clinician;
  const at = (minutes: number) => plan.anchor + minutes * minute;
  await setNow(tx, iso(plan.anchor - 20 * day)); // visits that run by now were booked before
  const { min_notice_minutes, booking_horizon_days, max_self_booking_minutes } = plan;
  await tx`
    update public.practices set ${tx({ min_notice_minutes, booking_horizon_days, max_self_booking_minutes })}
    where practice_id = ${practice_id}`;
  await tx`update public.profiles set timezone = ${plan.zone} where profile_id = ${clinician_id}`;
  const types: VisitType[] = typeNames.flatMap((name, n) => {
    const settings = plan.types[n];
    return settings ? [{ name, ...settings }] : [];
  });
  for (const { name, ...settings } of types)
    await tx`
      update public.appointment_types set ${tx(settings)} where practice_id = ${practice_id} and appointment_type = ${name}`;
  if (plan.hours.length > 0)
    await tx`insert into public.clinician_availability ${tx(plan.hours.map((row) => ({ clinician_id, ...row })))}`;
  if (plan.overrides.length > 0)
    await tx`insert into public.clinician_date_overrides ${tx(plan.overrides.map((row) => ({ clinician_id, ...row })))}`;
  const closures = plan.closures.map((c) => ({ start: at(c.at), end: at(c.at + c.length) }));
  for (const { start, end } of closures)
    await tx`insert into public.practice_closures (practice_id, during) values (${practice_id}, tstzrange(${iso(start)}, ${iso(end)}))`;

  const visits: TakenVisit[] = [];
  for (const v of plan.visits) {
    const visit = { start: at(v.at), end: at(v.at + v.length), blocked_until: at(v.at + v.length + v.buffer) };
    const { mine, elsewhere } = v;
    const clinic = { start: visit.start, until: visit.blocked_until };
    const whole = { start: visit.start, until: visit.end };
    // What overlaps, of the clinician or of the patient, stands there as overbooked.
    const overbooked = visits.some(
      (o) =>
        (o.elsewhere === elsewhere && overlaps({ start: o.start, until: o.blocked_until }, clinic)) ||
        (o.mine === mine && overlaps({ start: o.start, until: o.end }, whole)),
    );
    const appointment_id = randomUUID();
    const row = {
      appointment_id,
      practice_id,
      clinician_id: (elsewhere ? people.colleague : people.clinician).clinician_id,
      patient_id: (mine ? people.patient : people.stranger).patient_id,
      appointment_type: 'follow_up',
      location_type: 'in_person',
      status: v.cancelled ? 'cancelled' : 'confirmed',
      scheduled_start: iso(visit.start),
      scheduled_end: iso(visit.end),
      blocked_until: iso(visit.blocked_until),
      overbooked,
      overbook_reason: overbooked ? 'came in person' : null,
    };
    await tx`insert into public.appointments ${tx(row)}`;
    if (!v.cancelled) visits.push({ ...visit, mine, elsewhere, appointment_id });
  }

  const now = at(plan.now);
  await setNow(tx, iso(now)); // whether a hold is alive is judged when it is written
  const holds: Hold[] = [];
  for (const h of plan.holds) {
    const hold = {
      start: at(h.at),
      end: at(h.at + h.length),
      blocked_until: at(h.at + h.length + h.buffer),
      expires_at: h.alive ? now + 3 * minute : now - minute,
      holder: person(people, h.by).profile_id,
    };
    // At most one live hold per clinician and time [BK4]; those of one person may lie in each other's buffers.
    const until = (other: Hold) => (other.holder === hold.holder ? 'end' : 'blocked_until');
    const taken = holds.some(
      (other) =>
        other.expires_at > now &&
        overlaps({ start: other.start, until: other[until(other)] }, { start: hold.start, until: hold[until(other)] }),
    );
    if (h.alive && taken) continue;
    holds.push(hold);
    await tx`
      insert into public.slot_holds (clinician_id, held_by, slot_start, slot_end, blocked_until, expires_at)
      values (${clinician_id}, ${hold.holder}, ${iso(hold.start)}, ${iso(hold.end)}, ${iso(hold.blocked_until)}, ${iso(hold.expires_at)})`;
  }

  const busy = plan.busy.map((b) => ({ start: at(b.at), end: at(b.at + b.length) }));
  if (busy.length > 0) {
    const [connection] = await tx<{ connection_id: string }[]>`
      insert into public.calendar_sync_connections (user_id, provider, calendar_id)
      values (${clinician_id}, 'google', 'primary') returning connection_id`;
    for (const [n, b] of busy.entries())
      await tx`
        insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id)
        values (${connection?.connection_id ?? ''}, ${clinician_id}, ${iso(b.start)}, ${iso(b.end)}, ${`event-${n}`})`;
  }
  return {
    timezone: plan.zone,
    min_notice_minutes,
    booking_horizon_days,
    max_self_booking_minutes,
    types,
    hours: plan.hours,
    overrides: plan.overrides,
    closures,
    visits,
    holds,
    busy,
  };
}
