import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AppointmentStatus,
  appointmentStatuses,
  type LocationType,
  locationTypes,
  type Visit,
} from '../../../lib/appointments/schema.ts';
import { practiceQueries } from '../../../lib/practice/queries.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { formatTime, formatTimeRange } from '../../../lib/time.ts';

/** Every word and time that a drawn visit needs, looked up once for all of them and not by each. */
export type VisitLabels = {
  time: (iso: string) => string;
  range: (start: string, end: string) => string;
  type: (key: string) => string;
  name: (visit: Visit) => string;
  status: Readonly<Record<AppointmentStatus, string>>;
  location: Readonly<Record<LocationType, string>>;
  overbooked: string;
  /** The patient has said that they will come. */
  attending: string;
};

const lookUp = <Key extends string>(keys: readonly Key[], text: (key: Key) => string) =>
  Object.fromEntries(keys.map((key) => [key, text(key)])) as Record<Key, string>;

/** Stays the same object as long as language, zone and the practice's types do. */
export function useVisitLabels(zone: string): VisitLabels {
  const { t } = useTranslation();
  const { data: types } = useQuery(practiceQueries.appointmentTypes());
  return useMemo(() => {
    const noName = t('noPatientName');
    return {
      time: (iso) => formatTime(iso, zone),
      range: quickRange(zone),
      type: once((key) => typeName(key, types)),
      name: (visit) => visit.patient?.full_name || noName,
      status: lookUp(appointmentStatuses, (status) => t(`status.${status}`)),
      location: lookUp(locationTypes, (type) => t(`location.${type}`)),
      overbooked: t('overbooked'),
      attending: t('attending'),
    };
  }, [t, types, zone]);
}

/** Many visits share their words and times, and putting a range into words is the dearest part of drawing one. */
export function once<Key, Text>(make: (key: Key) => Text): (key: Key) => Text {
  const made = new Map<Key, Text>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const text = make(key);
    made.set(key, text);
    return text;
  };
}

function quickRange(zone: string): VisitLabels['range'] {
  const made = new Map<string, string>();
  return (start, end) => {
    const key = `${formatTime(start, zone)} ${formatTime(end, zone)}`;
    const text = made.get(key) ?? formatTimeRange(start, end, zone);
    made.set(key, text);
    return text;
  };
}
