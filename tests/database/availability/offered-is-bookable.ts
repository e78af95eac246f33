/** The property at the heart of the product [AV15], for one random world. */
import { expect } from 'vitest';
import { become, rolledBack, type Sql, type Transaction } from '../../support/sql.ts';
import { day, minute } from '../../support/time.ts';
import { availableSlots, book, checkConflicts, reschedule } from './calls.ts';
import { freeSlots, type Question, type Slot, type Span, type World } from './oracle.ts';
import { type Cast, person, settle } from './settings.ts';
import type { Plan } from './worlds.ts';

const overlaps = (a: Span, b: Span) => a.start < b.end && b.start < a.end;
const spell = (slots: (Span & { places?: readonly string[] })[]) =>
  slots.map((s) => [new Date(s.start).toISOString(), new Date(s.end).toISOString(), s.places?.join() ?? ''].join(' '));

function questionOf(plan: Plan, people: Cast): Question {
  const from = plan.anchor + plan.from * minute;
  const by_patient = plan.caller === 'patient';
  return {
    now: plan.anchor + plan.now * minute,
    from,
    until: from + plan.length * minute,
    duration_minutes: plan.duration_minutes,
    appointment_type: plan.appointment_type,
    location_type: plan.location_type,
    by_patient,
    for_patient: by_patient || plan.for_patient,
    holder: person(people, plan.caller).profile_id,
  };
}

/** Whether exactly this time is free by the rules, wherever it lies. */
const isFree = (world: World, question: Question, { start, end }: Span) =>
  freeSlots(world, { ...question, from: start, until: end, duration_minutes: (end - start) / minute }).length > 0;

/** Which refusals are right for a time that is not free. */
function rightCodes(world: World, question: Question, visit: Span): string[] {
  const claims = [
    ...world.visits.filter((v) => !v.elsewhere),
    ...world.holds.filter((h) => h.expires_at > question.now && h.holder !== question.holder),
  ].map((c) => ({ start: c.start, end: c.blocked_until }));
  if (claims.some((c) => overlaps(c, visit))) return ['slot_taken'];
  if (world.visits.some((v) => v.mine && overlaps(v, visit))) return ['patient_busy', 'slot_taken'];
  if (world.busy.some((b) => overlaps(b, visit))) return ['slot_taken'];
  const reach = { start: visit.start, end: visit.end + 240 * minute };
  return claims.some((c) => overlaps(c, reach)) ? ['slot_taken', 'outside_availability'] : ['outside_availability'];
}

/** Times worth trying: near offered ones, inside what is taken, at the edges of everything. */
function candidates(world: World, question: Question, offered: Slot[], picks: number[], length: number): Span[] {
  const nearby = freeSlots(world, { ...question, from: question.from - day, until: question.until + day });
  const edges = [
    ...nearby.map((s) => s.start),
    ...offered.flatMap((s) => [s.start + 5 * minute, s.start - 10 * minute, s.start + 15 * minute, s.end]),
    ...[...world.visits, ...world.holds].flatMap((v) => [
      v.start,
      v.end,
      v.blocked_until,
      v.start - length,
      v.start + 5 * minute,
    ]),
    ...[...world.busy, ...world.closures].flatMap((b) => [b.start, b.end, b.start - length, b.end - 5 * minute]),
    question.from + 55 * minute,
    question.from + 1_000 * minute,
  ];
  return picks
    .map((pick) => edges[Math.floor(pick * edges.length)] ?? question.from)
    .map((start) => start - (start % minute))
    .filter((start) => start >= question.now)
    .map((start) => ({ start, end: start + length }));
}

/** What happened how often, so that a test can insist that the worlds were worth it. */
export type Tally = Map<string, number>;
const count = (tally: Tally, what: string, times = 1) => tally.set(what, (tally.get(what) ?? 0) + times);

async function tryTimes(
  tx: Transaction,
  people: Cast,
  plan: Plan,
  world: World,
  question: Question,
  offered: Slot[],
  tally: Tally,
) {
  const { appointment_type } = question;
  const { clinician_id } = people.clinician;
  const { patient_id } = people.patient;
  if (appointment_type === null) return;
  const type = world.types.find((t) => t.name === appointment_type);
  const place = question.location_type ?? 'video';
  const first = offered[0];
  const length = first
    ? first.end - first.start
    : (plan.duration_minutes ?? type?.default_duration_minutes ?? 30) * minute;
  const asked: Question = { ...question, for_patient: true };

  const taken = plan.picks.slice(0, 4).map((pick) => offered[Math.floor(pick * offered.length)]);
  for (const slot of new Set(taken)) {
    if (!slot || !isFree(world, asked, slot)) continue;
    const location_type =
      question.location_type ?? slot.places[Math.floor((plan.picks[4] ?? 0) * slot.places.length)] ?? place;
    const outcome = await book(tx, {
      clinician_id,
      patient_id,
      appointment_type,
      location_type,
      start: slot.start,
      end: slot.end,
    });
    expect(outcome, `${spell([slot])} was offered`).toMatchObject({ ok: true, value: { overbooked: false } });
    const [exact] = freeSlots(world, {
      ...asked,
      location_type,
      from: slot.start,
      until: slot.end,
      duration_minutes: (slot.end - slot.start) / minute,
    });
    const kept = outcome.ok ? Date.parse(String(outcome.value.blocked_until)) - slot.end : Number.NaN;
    expect(kept / minute, `${spell([slot])} buffer`).toBe(exact?.buffer_minutes);
    count(tally, 'booked');
  }

  for (const time of candidates(world, question, offered, plan.picks.slice(4), length)) {
    const here: Question = { ...asked, location_type: place };
    const free = isFree(world, here, time);
    count(tally, free ? 'free elsewhere' : 'tried in vain');
    const outcome = await book(tx, { clinician_id, patient_id, appointment_type, location_type: place, ...time });
    if (!outcome.ok) count(tally, outcome.code);
    if (free) expect(outcome, `${spell([time])} is free`).toMatchObject({ ok: true });
    else if (type && question.by_patient && !type.self_bookable)
      expect(outcome).toMatchObject({ ok: false, code: 'forbidden' });
    else {
      expect(outcome, `${spell([time])} is not free`).toMatchObject({ ok: false });
      if (outcome.ok) continue;
      expect(rightCodes(world, asked, time), spell([time]).join()).toContain(outcome.code);
      const week = { ...here, from: time.start, until: time.start + 8 * day, duration_minutes: length / minute };
      const next = freeSlots(world, week).filter((s) => s.start < time.start + 7 * day);
      expect(spell(outcome.alternatives.slice(0, next.length)), 'alternatives').toEqual(
        spell(next.slice(0, 3).map(({ start, end }) => ({ start, end }))),
      );
    }
    const open = isFree(world, { ...asked, appointment_type: null, location_type: null }, time);
    const { conflicts } = await checkConflicts(tx, clinician_id, time, patient_id);
    expect(conflicts.length === 0, `${spell([time])}: ${JSON.stringify(conflicts)}`).toBe(open);
  }
}

/** [AV17] A visit may move to any time that is offered when it is left out itself. */
async function tryMoving(tx: Transaction, people: Cast, plan: Plan, world: World, question: Question, tally: Tally) {
  const overbooked = (v: Span) => world.visits.some((o) => o !== v && overlaps(o, v));
  const visit = world.visits.find((v) => v.mine && !v.elsewhere && v.start > question.now + 2 * day && !overbooked(v));
  if (!visit?.appointment_id) return;
  const asked: Question = {
    ...question,
    for_patient: true,
    appointment_type: 'follow_up',
    location_type: 'in_person',
    exclude_appointment_id: visit.appointment_id,
  };
  const offered = await availableSlots(tx, {
    ...asked,
    clinician_id: people.clinician.clinician_id,
    patient_id: people.patient.patient_id,
  });
  expect(spell(offered)).toEqual(spell(freeSlots(world, asked)));
  const slot = offered[Math.floor((plan.picks[11] ?? 0) * offered.length)];
  if (!slot) return;
  expect(await reschedule(tx, visit.appointment_id, slot), `${spell([slot])} for moving`).toMatchObject({ ok: true });
  count(tally, 'moved');
}

/** Fails unless the database agrees with the oracle on this world in every way that is tried. */
export async function offeredIsBookable(sql: Sql, people: Cast, plan: Plan, tally: Tally): Promise<void> {
  await rolledBack(sql, async (tx) => {
    const world = await settle(tx, people, plan);
    const question = questionOf(plan, people);
    await become(tx, person(people, plan.caller).auth_user_id);
    const offered = await availableSlots(tx, {
      ...question,
      clinician_id: people.clinician.clinician_id,
      patient_id: question.by_patient || !question.for_patient ? null : people.patient.patient_id,
    });
    const free = freeSlots(world, question);
    expect(spell(offered)).toEqual(spell(free));
    count(tally, 'offered', free.length);
    await tryTimes(tx, people, plan, world, question, free, tally);
    await tryMoving(tx, people, plan, world, question, tally);
  });
}
