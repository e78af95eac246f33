import { useTranslation } from 'react-i18next';
import { appointmentStatuses, locationTypes } from '../../../lib/appointments/schema.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';
import { typeName } from '../../../lib/practice/type-name.ts';
import { defaultLocation, type ListLocation, sameChoice } from '../location.ts';
import type { ListedClinician } from '../queries.ts';
import type { Choice } from './check-list.tsx';

export type ChoiceFilter = {
  key: 'status' | 'clinicianIds' | 'types' | 'places';
  name: string;
  value: string | undefined;
  choices: Choice[];
  chosen: readonly string[];
  /** What to put into the address for a choice. */
  change: (chosen: string[]) => Partial<ListLocation>;
};

type Given = {
  location: ListLocation;
  today: string;
  clinicians: readonly ListedClinician[];
  types: readonly AppointmentType[];
  /** A clinician only has their own visits: nothing to choose. */
  withClinicians: boolean;
};

/** The four filters that are a choice among a few, in words. */
export function useFilterChoices({ location, today, clinicians, types, withClinicians }: Given): ChoiceFilter[] {
  const { t } = useTranslation(['list', 'common']);
  const words = (choices: readonly Choice[], chosen: readonly string[]): string | undefined => {
    if (chosen.length === 0) return undefined;
    const only = choices.find((choice) => choice.value === chosen[0]);
    return chosen.length === 1 && only ? only.label : t('filter.several', { count: chosen.length });
  };
  const status = appointmentStatuses.map((value) => ({ value, label: t(`common:status.${value}`) }));
  const people = clinicians
    .filter((one) => one.active || location.clinicianIds.includes(one.clinician_id))
    .concat(clinicians.filter((one) => !one.active && !location.clinicianIds.includes(one.clinician_id)))
    .map((one) => ({
      value: one.clinician_id,
      label: one.active ? one.display_name : t('formerClinician', { name: one.display_name }),
    }));
  const keys = [...new Set([...types.map((type) => type.appointment_type), ...location.types])];
  const kinds = keys.map((value) => ({ value, label: typeName(value, types) }));
  const places = locationTypes.map((value) => ({ value, label: t(`common:location.${value}`) }));
  const notCancelled = sameChoice(location.status, defaultLocation(today).status);
  return [
    {
      key: 'status',
      name: t('filter.status'),
      value: notCancelled ? t('filter.notCancelled') : words(status, location.status),
      choices: status,
      // All boxes are ticked when all are shown: the default leaves one out, so an empty choice would read as none.
      chosen: location.status.length > 0 ? location.status : appointmentStatuses,
      change: (chosen) => ({ status: appointmentStatuses.filter((value) => chosen.includes(value)) }),
    },
    ...(withClinicians
      ? [
          {
            key: 'clinicianIds' as const,
            name: t('filter.clinician'),
            value: words(people, location.clinicianIds),
            choices: people,
            chosen: location.clinicianIds,
            change: (clinicianIds: string[]) => ({ clinicianIds }),
          },
        ]
      : []),
    {
      key: 'types',
      name: t('filter.type'),
      value: words(kinds, location.types),
      choices: kinds,
      chosen: location.types,
      change: (chosen) => ({ types: chosen }),
    },
    {
      key: 'places',
      name: t('filter.place'),
      value: words(places, location.places),
      choices: places,
      chosen: location.places,
      change: (chosen) => ({ places: locationTypes.filter((value) => chosen.includes(value)) }),
    },
  ];
}
