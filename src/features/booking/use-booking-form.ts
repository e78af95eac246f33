import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TimeRange } from '../../lib/errors.ts';
import type { HoldWish } from '../../lib/holds/mutations.ts';
import type { AppointmentType, Clinician } from '../../lib/practice/schema.ts';
import { type FreeSlot, leastBusy } from '../../lib/slots/any-clinician.ts';
import { slotAt } from '../../lib/slots/by-day.ts';
import { type SlotWish, slotQueries } from '../../lib/slots/queries.ts';
import { addDays, dayOf, dayStart, firstDayOfWeek, sameClock, startOfWeek } from '../../lib/time.ts';
import { initialValues, withType } from './initial.ts';
import { anyClinician, type BookingValues, chosenTimes, type FieldName, freshSlot, needsReason } from './schema.ts';

export type BookingFormProps = {
  clinicians: readonly Clinician[];
  practiceId: string;
  /** Booking for oneself: no search, no overbooking, no series. */
  self?: { profileId: string; name: string };
  mayChooseClinician: boolean;
  types: readonly AppointmentType[];
  initial: { clinicianId: string; date: string; range?: TimeRange };
  zoneOf: (clinician: Clinician | undefined) => string;
};

/** The values of the form, what follows from them, and the free times that fit. */
export function useBookingForm(props: BookingFormProps) {
  const { clinicians, self, zoneOf } = props;
  const [initial] = useState(() => {
    const clinician = clinicians.find((c) => c.clinician_id === props.initial.clinicianId);
    return initialValues(props.initial, ofPractice(props.types, clinician?.practice_id), zoneOf(clinician));
  });
  const [values, setValues] = useState(initial);
  const [wrong, setWrong] = useState<readonly FieldName[]>([]);
  const [openedAt] = useState(() => new Date().toISOString());
  const [dayChosen, setDayChosen] = useState(false);
  const [held, setHeld] = useState<FreeSlot>();
  const [pickedFor, setPickedFor] = useState('');
  const [proposed, setProposed] = useState<string>();

  const any = values.clinicianId === anyClinician;
  const named = clinicians.find((c) => c.clinician_id === values.clinicianId);
  const colleagues = clinicians.filter((c) => c.practice_id === props.practiceId);
  const zone = any ? sharedZone(colleagues, zoneOf) : zoneOf(named);
  const types = ofPractice(props.types, named?.practice_id ?? props.practiceId);
  const wish: SlotWish = {
    clinicianId: named?.clinician_id ?? '',
    ...(any ? { anyOf: { practiceId: props.practiceId, clinicianIds: colleagues.map((c) => c.clinician_id) } } : {}),
    durationMinutes: values.durationMinutes,
    appointmentType: values.appointmentType,
    locationType: values.locationType,
    ...(values.patient && !self ? { patientId: values.patient.profile_id } : {}),
  };
  // A patient wants to know the next possible day first; staff chose a certain day before they came here.
  const firstFree = useQuery({ ...slotQueries.next(wish, openedAt, 1), enabled: Boolean(self) && !dayChosen });
  const found = dayChosen ? undefined : firstFree.data?.[0];
  const date = found ? dayOf(found.start, zone) : values.date;
  const from = startOfWeek(date, firstDayOfWeek());
  const free = useQuery(slotQueries.free(wish, dayStart(from, zone), dayStart(addDays(from, 7), zone)));

  // A place clicked on the calendar means the free time it lies in, if there is one.
  const clicked = values.ownTime !== undefined && values.ownTime === initial.ownTime;
  const clickedSlot = clicked ? slotAt(free.data, chosenTimes(values, zone)?.start) : undefined;
  const fresh = clickedSlot ?? freshSlot(values.slot, free.data, values.durationMinutes);
  // Taken by somebody else in the meantime: it stays chosen, so that the database answers with times near to it.
  const kind = JSON.stringify({ ...wish, patientId: undefined });
  const slot = held ?? fresh ?? (pickedFor === kind ? values.slot : undefined);
  const ownTime = held || clickedSlot ? undefined : values.ownTime;
  const current: BookingValues = { ...values, date, slot, ownTime };
  const propose = (one: FreeSlot | undefined) =>
    leastBusy(one, free.data?.filter((other) => one && dayOf(other.start, zone) === dayOf(one.start, zone)) ?? []);
  const candidates = any ? (slot?.clinicianIds ?? []) : [];
  // The proposal stays what it was when the time was chosen: that person's time is the one that is kept.
  const chosen = [values.withWhom, proposed].find((id) => id && candidates.includes(id)) ?? propose(slot);
  const clinician = any ? clinicians.find((c) => c.clinician_id === chosen) : named;

  // A time of one's own has its reason, and a series more dates than anybody may keep.
  const kept: HoldWish | undefined =
    slot && ownTime === undefined && clinician && values.recurrence.frequency === 'never'
      ? {
          clinicianId: clinician.clinician_id,
          start: slot.start,
          end: slot.end,
          appointmentType: values.appointmentType,
        }
      : undefined;

  const change = (part: Partial<BookingValues>) => {
    setValues((now) => ({ ...now, ...part }));
    setWrong((now) => (now.length > 0 ? [] : now));
  };
  return {
    initial,
    values: current,
    wrong,
    setWrong,
    any,
    colleagues,
    /** Who the visit will be with; unknown until a time is chosen where anybody will do. */
    clinician,
    /** Those who are free at the chosen time, where anybody will do. */
    candidates,
    zone,
    types,
    type: types.find((type) => type.appointment_type === values.appointmentType),
    wish,
    free,
    /** The chosen time when it is not free any more. */
    lost: held || fresh ? undefined : values.slot,
    /** The chosen time as it is worth keeping until it is booked. */
    kept,
    reasonNeeded: needsReason(current, zone, free.data),
    change,
    changeType: (key: string) => change(withType(values, types, key)),
    changeClinician: (clinicianId: string) => {
      const practiceId = clinicians.find((c) => c.clinician_id === clinicianId)?.practice_id ?? props.practiceId;
      const there = ofPractice(props.types, practiceId);
      const known = there.some((type) => type.appointment_type === values.appointmentType);
      const kind = known ? {} : withType(values, there, there[0]?.appointment_type ?? '');
      const own = clinicianId === anyClinician ? { ownTime: undefined, overbookReason: '' } : {};
      change({ ...kind, ...own, clinicianId, withWhom: undefined });
    },
    /** While the dates of a series are decided, the first one stays what it is, also when it is booked or taken. */
    hold: () => {
      if (ownTime === undefined) setHeld(slot);
      change({ withWhom: clinician?.clinician_id });
    },
    letGo: () => setHeld(undefined),
    chooseDay: (day: string) => {
      setDayChosen(true);
      change({ date: day, slot: undefined });
    },
    pick: (picked: FreeSlot) => {
      setDayChosen(true);
      setPickedFor(kind);
      setProposed(propose(picked));
      change({ slot: picked, ownTime: undefined, overbookReason: '', date: dayOf(picked.start, zone) });
    },
  };
}

export type BookingForm = ReturnType<typeof useBookingForm>;

const ofPractice = (types: readonly AppointmentType[], practiceId: string | undefined): AppointmentType[] =>
  types.filter((type) => practiceId === undefined || type.practice_id === practiceId);

/** The clock of several people: theirs where it is one and the same, else the reader's own. */
function sharedZone(clinicians: readonly Clinician[], zoneOf: (clinician: Clinician | undefined) => string): string {
  const zones = clinicians.map(zoneOf);
  const [first] = zones;
  return first && zones.every((zone) => sameClock(zone, first)) ? first : zoneOf(undefined);
}
