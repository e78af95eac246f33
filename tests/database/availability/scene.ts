/**
 * A small stage for one rule: a practice with one clinician, a patient and a front desk, on Monday 4 January 2027 at
 * 00:00 UTC, gone when the test ends. Answers are local times, because the rules are about local times.
 */
import { createPractice, type Hours, type PersonWithLogin, type Practice, weekly } from '../../support/factory.ts';
import { become, database, rolledBack, setNow, type Transaction } from '../../support/sql.ts';
import { day, instant } from '../../support/time.ts';
import { availableSlots, book, type OfferedSlot, type Outcome } from './calls.ts';
import type { Place } from './oracle.ts';
import { iso } from './questions.ts';
import { spoken } from './wall-clock.ts';

export const monday = '2027-01-04';
export const tuesday = '2027-01-05';

export interface SceneOptions {
  zone?: string;
  now?: string;
  hours?: Hours[];
  /** Columns of practices. */
  rules?: Record<string, string | number | boolean>;
}

interface Ask {
  on?: string;
  days?: number;
  minutes?: number;
  type?: string;
  place?: Place;
  patient?: boolean;
  exclude?: string;
}

export interface Scene {
  tx: Transaction;
  zone: string;
  practice: Practice;
  clinician: PersonWithLogin & { clinician_id: string };
  patient: PersonWithLogin & { patient_id: string };
  other: PersonWithLogin & { patient_id: string };
  desk: PersonWithLogin;
  /** From here on somebody else speaks; null = the owner of the schema. */
  as(who: PersonWithLogin | null): Promise<void>;
  now(wallClock: string): Promise<void>;
  /** The instant of a local time, such as '2027-01-04T09:00'. */
  at(wallClock: string): number;
  offered(ask?: Ask): Promise<OfferedSlot[]>;
  /** Local starting times of what is offered on a date (09:30), or of several days (2027-01-04T09:30). */
  starts(ask?: Ask): Promise<string[]>;
  book(start: string, end: string, more?: { type?: string; place?: Place; patient_id?: string }): Promise<Outcome>;
  /** Writes as the owner, whoever speaks at the moment. */
  visit(start: string, end: string, more?: Record<string, unknown>): Promise<string>;
  hold(by: PersonWithLogin, start: string, end: string, expires?: string): Promise<void>;
  busy(start: string, end: string): Promise<void>;
  closed(start: string, end: string): Promise<void>;
  override(date: string, start?: string, end?: string, open?: boolean): Promise<void>;
  type(name: string, settings: Record<string, string | number | boolean>): Promise<void>;
}

export function scene<T>(options: SceneOptions, play: (scene: Scene) => Promise<T>): Promise<T> {
  const { zone = 'UTC', now = `${monday}T00:00:00Z`, hours = weekly('09:00', '12:00'), rules = {} } = options;
  return rolledBack(database(), async (tx) => {
    await setNow(tx, now);
    const practice = await createPractice(tx, { timezone: zone, min_notice_minutes: 0, ...rules });
    const clinician = await practice.clinician({ hours });
    const { clinician_id } = clinician;
    const patient = await practice.patient([clinician_id]);
    const other = await practice.patient([clinician_id], 'Olga Other');
    const desk = await practice.member('receptionist');
    const at = (wallClock: string) => Date.parse(instant(wallClock, zone));
    let speaker: PersonWithLogin | null = null;

    const as = async (who: PersonWithLogin | null) => {
      if (who) await become(tx, who.auth_user_id);
      else await tx`select set_config('role', 'none', true), set_config('request.jwt.claims', '', true)`;
      speaker = who;
    };
    const asOwner = async <R>(write: () => Promise<R>): Promise<R> => {
      const before = speaker;
      await as(null);
      const result = await write();
      await as(before);
      return result;
    };
    const offered = ({ on = monday, days = 1, minutes, type, place, patient: forPatient, exclude }: Ask = {}) => {
      const from = at(`${on}T00:00`);
      return availableSlots(tx, {
        clinician_id,
        from,
        until: from + days * day,
        duration_minutes: minutes ?? null,
        appointment_type: type ?? null,
        location_type: place ?? null,
        patient_id: forPatient ? patient.patient_id : null,
        exclude_appointment_id: exclude ?? null,
      });
    };
    await as(desk);

    return play({
      tx,
      zone,
      practice,
      clinician,
      patient,
      other,
      desk,
      as,
      at,
      offered,
      now: (wallClock) => setNow(tx, iso(at(wallClock))),
      async starts(ask = {}) {
        const local = (await offered(ask)).map((slot) => spoken(zone, slot.start));
        return local.map((text) => ((ask.days ?? 1) > 1 ? text.slice(0, 16) : text.slice(11, 16)));
      },
      book: (start, end, { type = 'follow_up', place = 'in_person', patient_id = patient.patient_id } = {}) =>
        book(tx, {
          clinician_id,
          patient_id,
          appointment_type: type,
          location_type: place,
          start: at(start),
          end: at(end),
        }),
      visit: (start, end, more = {}) =>
        asOwner(() =>
          practice.visit({
            clinician_id,
            patient_id: other.patient_id,
            scheduled_start: iso(at(start)),
            scheduled_end: iso(at(end)),
            ...more,
          }),
        ),
      hold: (by, start, end, expires = `${monday}T00:05`) =>
        asOwner(async () => {
          const row = {
            clinician_id,
            held_by: by.profile_id,
            slot_start: iso(at(start)),
            slot_end: iso(at(end)),
            blocked_until: iso(at(end)),
            expires_at: iso(at(expires)),
          };
          await tx`insert into public.slot_holds ${tx(row)}`;
        }),
      busy: (start, end) =>
        asOwner(async () => {
          await tx`
            with connection as (
              insert into public.calendar_sync_connections (user_id, provider, calendar_id, last_sync_at)
              values (${clinician_id}, 'google', 'primary', private.now())
              on conflict (user_id, provider, calendar_id) do update set calendar_name = 'Work' returning connection_id)
            insert into public.external_busy_times (connection_id, clinician_id, busy_start, busy_end, external_event_id)
            select connection_id, ${clinician_id}, ${iso(at(start))}, ${iso(at(end))}, ${start} from connection`;
        }),
      closed: (start, end) =>
        asOwner(async () => {
          await tx`
            insert into public.practice_closures (practice_id, during)
            values (${practice.practice_id}, tstzrange(${iso(at(start))}, ${iso(at(end))}))`;
        }),
      override: (override_date, start_time, end_time, is_available = false) =>
        asOwner(async () => {
          const row = {
            clinician_id,
            override_date,
            is_available,
            start_time: start_time ?? null,
            end_time: end_time ?? null,
          };
          await tx`insert into public.clinician_date_overrides ${tx(row)}`;
        }),
      type: (name, settings) =>
        asOwner(async () => {
          await tx`
            update public.appointment_types set ${tx(settings)}
            where practice_id = ${practice.practice_id} and appointment_type = ${name}`;
        }),
    });
  });
}
