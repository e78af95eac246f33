import { useState } from 'react';
import type { LocationType } from '../../../lib/appointments/schema.ts';
import type { AppointmentType } from '../../../lib/practice/schema.ts';

export type Kind = { type: string; location: LocationType; minutes: number };

const kindOf = (type: AppointmentType): Kind => ({
  type: type.appointment_type,
  location: type.default_location_type,
  minutes: type.default_duration_minutes,
});

/** Kind, place and length of the visit; another kind brings its own place and length. */
export function useKind(types: readonly [AppointmentType, ...AppointmentType[]]) {
  const [kind, setKind] = useState(() =>
    kindOf(types.find(({ appointment_type: key }) => key === 'follow_up') ?? types[0]),
  );
  const type = types.find(({ appointment_type: key }) => key === kind.type) ?? types[0];
  return {
    kind,
    type,
    change: (part: Partial<Kind>) => setKind((now) => ({ ...now, ...part })),
    changeType: (key: string) => {
      const next = types.find(({ appointment_type: other }) => other === key);
      if (next) setKind(kindOf(next));
    },
  };
}
